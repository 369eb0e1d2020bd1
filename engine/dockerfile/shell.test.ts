// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expand } from './shell.ts';

const env = new Map([
  ['HOME', '/root'],
  ['NAME', 'drydock'],
  ['EMPTY', ''],
  ['FILE', 'archive.tar.gz'],
  ['PATHS', '/usr/lib/x/lib/y'],
  ['SPACED', 'a  b'],
  ['KÖLN', 'Dom'],
  ['STAR', 'x*y*z'],
]);

function text(source: string, options = {}): string {
  try {
    return expand(source, env, options).text;
  } catch (error) {
    return `error: ${(error as Error).message.replace(/^failed to process ".*": /, '')}`;
  }
}

/** Each row: a word, and what it becomes. */
const cases: ReadonlyArray<readonly [string, string]> = [
  ['plain', 'plain'],
  ["it's", 'error: unexpected end of statement while looking for matching single-quote'],
  ["it\\'s", "it's"],
  ["a'b c'd", 'ab cd'],
  ['"un', 'error: unexpected end of statement while looking for matching double-quote'],
  ['"a\'b"', "a'b"],
  ['"a\\"b"', 'a"b'],
  ['"\\a\\\\b"', '\\a\\b'],
  ["'\\a\\\\'", '\\a\\\\'],
  ['tab\\there', 'tabthere'],
  ['end\\', 'end'],
  ['end\\\\', 'end\\'],
  ['grüße\\ euch', 'grüße euch'],
  ['$HOME', '/root'],
  ['x$HOME.y', 'x/root.y'],
  ['\\$HOME', '$HOME'],
  ['\\\\$HOME', '\\/root'],
  ['"$HOME"', '/root'],
  ["'$HOME'", '$HOME'],
  ['"\'$HOME\'"', "'/root'"],
  ['$home', ''],
  ['$KÖLN!', 'Dom!'],
  ['$.', '$.'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$1x', 'x'],
  ['$12x', 'x'],
  ['$@@', '@'],
  ['$$NAME', 'NAME'],
  ['${NAME}s', 'drydocks'],
  ['${NAME', 'error: unsupported modifier () in substitution'],
  ['${}', 'error: syntax error: bad substitution'],
  ['${{NAME}', 'error: syntax error: bad substitution'],
  ['${:-x}', 'error: syntax error: bad substitution'],
  ['${', "error: syntax error: missing '}'"],
  ['${NAME}}', 'drydock}'],
  ['${.}', 'error: unsupported modifier (.) in substitution'],
  ['${NAME:=x}', 'error: unsupported modifier (:=) in substitution'],
  ['${NAME:x}', 'error: unsupported modifier (:x) in substitution'],
  ['${NONE-d}', 'd'],
  ['${NONE:-d e}', 'd e'],
  ['${NONE:-$HOME}', '/root'],
  ['${NONE:-${NIL:-deep}}', 'deep'],
  ['${NONE:-\\$HOME}', '$HOME'],
  ['${NONE:-open', "error: syntax error: missing '}'"],
  ['${EMPTY-d}', ''],
  ['${EMPTY:-d}', 'd'],
  ['${NAME:-d}', 'drydock'],
  ['${NONE+d}', ''],
  ['${EMPTY+d}', 'd'],
  ['${EMPTY:+d}', ''],
  ['${NAME:+${HOME}:}x', '/root:x'],
  ['${NONE?}', 'error: NONE: is not allowed to be unset'],
  ['${NONE:?give it}', 'error: NONE: give it'],
  ['${EMPTY?}', ''],
  ['${EMPTY:?}', 'error: EMPTY: is not allowed to be empty'],
  ['${NAME?}', 'drydock'],
  ['${@:-all}', 'all'],
  ['${9:+x}y', 'y'],
  ['${FILE%.*}', 'archive.tar'],
  ['${FILE%%.*}', 'archive'],
  ['${FILE#*.}', 'tar.gz'],
  ['${FILE##*.}', 'gz'],
  ['${FILE%.zip}', 'archive.tar.gz'],
  ['${FILE#?rch}', 'ive.tar.gz'],
  ['${FILE%tar?gz}', 'archive.'],
  ['${FILE:#a}', 'error: unsupported modifier (:#) in substitution'],
  ['${STAR%\\**}', 'x*y'],
  ['${STAR#x\\*}', 'y*z'],
  ['${PATHS/lib/LIB}', '/usr/LIB/x/lib/y'],
  ['${PATHS//lib/LIB}', '/usr/LIB/x/LIB/y'],
  ['${PATHS//\\//:}', ':usr:lib:x:lib:y'],
  ['${PATHS/x*/$1}', '/usr/lib/'],
  ['${PATHS/nothing/x}', '/usr/lib/x/lib/y'],
  ['${PATHS/x', "error: syntax error: missing '/' in ${}"],
  ['${PATHS/x/y', "error: syntax error: missing '}'"],
  ['a<b', 'a<b'],
];

for (const [source, expected] of cases) test(`expand ${source}`, () => assert.equal(text(source), expected));

test('the error names the word', () => {
  assert.throws(() => expand('${NONE?no}', env), { message: 'failed to process "${NONE?no}": NONE: no' });
});

test('the escape character of the directive', () => {
  assert.equal(text('C:\\dir`$HOME', { escape: '`' }), 'C:\\dir$HOME');
  assert.equal(text('"a`"b"', { escape: '`' }), 'a"b');
});

test('unset variables can stay as they are written', () => {
  assert.equal(text('$NONE ${NONE} ${NONE:-d} ${NONE/a/b} $HOME', { keepUnset: true }), '$NONE ${NONE} ${NONE:-d} ${NONE/a/b} /root');
});

test('quotes and escapes can stay', () => {
  assert.equal(text(`echo "$HOME" 'x'`, { rawQuotes: true }), `echo "/root" 'x'`);
  assert.equal(text(`it's $HOME`, { ignoreQuotes: true }), `it's /root`);
  assert.equal(text('a\\ b', { rawEscapes: true }), 'a\\ b');
});

test('which variables were found', () => {
  const { matched, unmatched } = expand('$HOME ${NONE:-$NAME} $NIL', env);
  assert.deepEqual([...matched].sort(), ['HOME', 'NAME']);
  assert.deepEqual([...unmatched].sort(), ['NIL', 'NONE']);
});

const words: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['a b', ['a', 'b']],
  ['  a\t b  ', ['a', 'b']],
  ['$SPACED', ['a', 'b']],
  ['"$SPACED"', ['a  b']],
  ['x$SPACED"y z"', ['xa', 'by z']],
  ["'a b' c", ['a b', 'c']],
  ['a\\ b c', ['a b', 'c']],
  ['"" x', ['x']],
  ['<< EOF x', ['<< EOF', 'x']],
];

for (const [source, expected] of words) test(`words of ${source}`, () => assert.deepEqual(expand(source, env).words, expected));
