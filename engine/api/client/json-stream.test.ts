import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLines } from './json-stream.ts';

async function* chunks(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function all(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of source) values.push(value);
  return values;
}

test('values come one a line, wherever the chunks are cut', async () => {
  assert.deepEqual(await all(jsonLines(chunks('{"a":', '1}\r\n{"b":"ü', '"}\n'))), [{ a: 1 }, { b: 'ü' }]);
});

test('a value without a line end is not held back', async () => {
  const source = jsonLines(chunks('{"a":1}', '{"b":2}'));
  assert.deepEqual(await source.next(), { done: false, value: { a: 1 } });
  assert.deepEqual(await all(source), [{ b: 2 }]);
});
