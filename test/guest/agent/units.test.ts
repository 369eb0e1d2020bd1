import { test } from 'node:test';
import { makeAgent, noCompiler } from './native.ts';

test('the unit tests of the agent’s C', { skip: noCompiler }, () => {
  // Throws with what make and the test said when one of them fails.
  makeAgent('test');
});
