import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments, UsageError } from './arguments.ts';

test('the words of lesson', () => {
  const table: ReadonlyArray<readonly [words: string, request: object]> = [
    ['lesson lint a b', { action: 'lint', folders: ['a', 'b'], verbose: false, port: 0 }],
    ['lesson test --step one --verbose a', { action: 'test', folders: ['a'], verbose: true, port: 0, step: 'one' }],
    ['lesson preview a --port 8080 --language es', { action: 'preview', folders: ['a'], verbose: false, port: 8080, language: 'es' }],
    ['lesson schema', { action: 'schema', folders: [], verbose: false, port: 0 }],
  ];
  for (const [words, request] of table) assert.deepEqual(parseArguments(words.split(' ')), { command: 'lesson', ...request }, words);
});

test('what cannot be meant is told', () => {
  const table: ReadonlyArray<readonly [words: string, message: string]> = [
    ['lesson', 'lesson needs one of lint, test, preview, schema'],
    ['lesson build a', 'lesson needs one of lint, test, preview, schema, not build'],
    ['lesson lint', 'lesson lint needs the folder of a lesson, or of several'],
    ['lesson schema a', 'unexpected argument: a'],
    ['lesson lint --verbose a', 'lesson lint does not take --verbose'],
    ['lesson test --store s a', 'lesson test does not take --store'],
    ['lesson preview --port 70000 a', '--port takes a port, not 70000'],
    ['exec --step one -c ls', '--step is an option of lesson'],
    ['serve --language es --listen 127.0.0.1:0', '--language is an option of lesson'],
  ];
  for (const [words, message] of table)
    assert.throws(
      () => parseArguments(words.split(' ')),
      (error) => error instanceof UsageError && error.message === message,
      words,
    );
});
