import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { raiseCompileThreshold } from './jit.ts';

const published = new Uint8Array(readFileSync(new URL('../../../node_modules/v86/build/v86.wasm', import.meta.url)));

test('the v86 that is installed has one threshold, and is a valid module with another', () => {
  const raised = raiseCompileThreshold(published);
  assert.equal(raised.length, published.length);
  const changed = [...raised.keys()].filter((at) => raised[at] !== published[at]);
  assert.ok(changed.length > 0 && changed.length <= 3);
  assert.ok(WebAssembly.validate(raised as Uint8Array<ArrayBuffer>));
});

test('another v86 is refused rather than broken', () => {
  assert.throws(() => raiseCompileThreshold(raiseCompileThreshold(published)), /0 places/);
});
