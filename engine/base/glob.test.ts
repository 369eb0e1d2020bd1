import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { globMatch } from './glob.ts';

describe('path.Match', () => {
  for (const [pattern, name, matches] of [
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'ab/c', false],
    ['a*/b', 'abc/b', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[^b-d]', 'abc', false],
    ['ab[^e-g]', 'abc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a[^a]b', 'a/b', false],
    ['a?b', 'a/b', false],
    ['[\\]a]', ']', true],
    ['[x\\-]', '-', true],
    ['busy*:1.35', 'busybox:1.35', true],
    ['a.c', 'abc', false],
  ] as const) {
    it(`${pattern} ${name}`, () => assert.equal(globMatch(pattern, name), matches));
  }

  for (const pattern of ['[', '[^', '[a', '[]a]', '[-]', '[x-]', 'a[', '\\']) {
    it(`refuses ${pattern}`, () => assert.throws(() => globMatch(pattern, 'a'), { message: 'syntax error in pattern' }));
  }
});
