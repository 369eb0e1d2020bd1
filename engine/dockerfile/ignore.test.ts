import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadPattern, globToRegExp, hasWildcard } from '../base/glob.ts';
import { PatternMatcher, parseIgnoreFile } from './ignore.ts';

test('lines of a .dockerignore', () => {
  const text = '\ufeff# comment\n  \n /abs/path/ \n!  keep.txt\n./a/../b\n#x\n !/c\nd \\# e\n!\n';
  assert.deepEqual(parseIgnoreFile(text), ['abs/path', '!keep.txt', 'b', '!c', 'd \\# e', '!']);
});

/** Patterns, a path, and whether it is ignored. */
const cases: ReadonlyArray<readonly [string, string, boolean]> = [
  ['a.txt', 'a.txt', true],
  ['a.txt', 'b/a.txt', false],
  ['a.txt', 'aXtxt', false],
  ['dir', 'dir/sub/file', true],
  ['dir/', 'dir/file', true],
  ['dir', 'dirt', false],
  ['*', 'anything', true],
  ['*', 'any/thing', true],
  ['*.md', 'README.md', true],
  ['*.md', 'docs/README.md', false],
  ['*/*.md', 'docs/README.md', true],
  ['**/*.md', 'README.md', true],
  ['**/*.md', 'a/b/README.md', true],
  ['**', 'a/b', true],
  ['**/dir', 'dir', true],
  ['**/dir', 'a/b/dir/c', true],
  ['**/dir', 'a/mydir', false],
  ['**dir', 'a/mydir', true],
  ['dir/**', 'dir', false],
  ['dir/**', 'dir/a/b', true],
  ['dir/**/x', 'dir/x', true],
  ['dir/**/x', 'dir/a/b/x', true],
  ['dir/**/x', 'dir/a/bx', false],
  ['a**/*.txt', 'a/b/c.txt', true],
  ['**/**/*.txt', 'x.txt', true],
  ['**/node_modules', 'web/node_modules/left-pad/index.js', true],
  ['a/*.txt', 'a/b/c.txt', false],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['a?c', 'a☺c', true],
  ['[a-c].txt', 'b.txt', true],
  ['[^a-c].txt', 'b.txt', false],
  ['[^a-c].txt', 'd.txt', true],
  ['\\*.txt', '*.txt', true],
  ['\\*.txt', 'a.txt', false],
  ['.*', '.git/config', true],
  ['.*', 'a/.git', false],
  ['a(1)+{b}|$.x', 'a(1)+{b}|$.x', true],
  ['*.tar.gz', 'xtar.gz', false],
  ['!x', 'x', false],
  ['*\n!README.md', 'README.md', false],
  ['*\n!README.md', 'main.c', true],
  ['!README.md\n*', 'README.md', true],
  ['docs\n!docs/keep', 'docs/keep', false],
  ['docs\n!docs/keep', 'docs/keep/deep', false],
  ['docs\n!docs/keep\ndocs/keep/deep', 'docs/keep/deep/x', true],
  ['**\n!**/*.go', 'cmd/main.go', false],
];

for (const [patterns, path, ignored] of cases)
  test(`${patterns.replaceAll('\n', ' ')} against ${path}`, () => {
    const matcher = new PatternMatcher(patterns.split('\n'));
    assert.equal(matcher.matches(path), ignored);
  });

test('patterns that are wrong', () => {
  assert.throws(() => new PatternMatcher(['!']), { message: 'illegal exclusion pattern: "!"' });
  for (const pattern of ['[', 'a[', 'a[x', '[]a]', '[-x]', '[x-]', 'a\\']) {
    assert.throws(() => globToRegExp(pattern), BadPattern, pattern);
    assert.throws(() => new PatternMatcher([pattern]), { message: /syntax error in pattern/ }, pattern);
  }
  assert.equal(globToRegExp('[z-a]').test('b'), false);
});

test('which ignored directories a walk may skip', () => {
  const matcher = new PatternMatcher(['*', '!src/app/*.py', '!**/keep', '!lib/x']);
  assert.equal(matcher.hasExceptions, true);
  const only = new PatternMatcher(['*', '!src/app/*.py', '!lib/x']);
  assert.equal(only.mayContainException('src'), true);
  assert.equal(only.mayContainException('src/app'), true);
  assert.equal(only.mayContainException('src/other'), false);
  assert.equal(only.mayContainException('lib'), true);
  assert.equal(only.mayContainException('node_modules'), false);
  assert.equal(matcher.mayContainException('node_modules'), true, '**/keep could be anywhere');
});

test('wild cards in paths', () => {
  for (const path of ['*', 'a?', 'a/[b]', '\\a*']) assert.equal(hasWildcard(path), true, path);
  for (const path of ['', 'a/b', 'a\\*', '\\[x]']) assert.equal(hasWildcard(path), false, path);
});
