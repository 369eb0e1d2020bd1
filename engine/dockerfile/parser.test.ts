import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from './parser.ts';
import { DockerfileError } from './source.ts';

/** Keyword, flags and arguments of every instruction. */
function shape(text: string): unknown[] {
  return parse(text).nodes.map((node) => [
    node.keyword,
    ...(node.flags.length > 0 ? [{ flags: node.flags }] : []),
    ...(node.pairs
      ? node.pairs.map((pair) => `${pair.key}${pair.legacy ? ' ' : '='}${pair.value}`)
      : node.json
        ? [[...node.args]]
        : node.args),
  ]);
}

function failure(text: string): { message: string; ranges: unknown } {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof DockerfileError, String(error));
    return { message: error.message, ranges: error.ranges };
  }
  throw new Error('parsed without an error');
}

test('comments, blank lines and leading white space', () => {
  assert.deepEqual(shape('\n# one\n  # two\n\n  FROM a\n\tRUN b # not a comment\n'), [
    ['FROM', 'a'],
    ['RUN', 'b # not a comment'],
  ]);
});

test('a continued line joins without a separator, keeps indentation, skips comments and empty lines', () => {
  const file = parse('FROM a\nRUN one \\\n  && two \\  \n# comment\n  # another\n\n  && three\nRUN x\n');
  assert.deepEqual(
    file.nodes.map((node) => [node.original, node.range.start, node.range.end]),
    [
      ['FROM a', 1, 1],
      ['RUN one   && two   && three', 2, 7],
      ['RUN x', 8, 8],
    ],
  );
  assert.deepEqual(file.emptyContinuations, [{ start: 7, end: 7 }]);
});

test('an escaped escape character does not continue, nor does the end of the file', () => {
  assert.deepEqual(shape('RUN a \\\\\nRUN b \\'), [
    ['RUN', 'a \\\\'],
    ['RUN', 'b'],
  ]);
  assert.deepEqual(shape('RUN a\\\n\\\nb'), [['RUN', 'ab']]);
});

test('carriage returns and a byte order mark', () => {
  assert.deepEqual(shape('\ufeffFROM a\r\nRUN b \\\r\n c\r\n'), [
    ['FROM', 'a'],
    ['RUN', 'b  c'],
  ]);
});

test('directives', () => {
  const file = parse('# syntax=docker/dockerfile:1\n# ESCAPE = `\n# check=skip=all\nFROM a\nRUN b `\nc \\\nRUN d');
  assert.deepEqual(file.directives, { syntax: 'docker/dockerfile:1', escape: '`', check: 'skip=all' });
  assert.deepEqual(
    file.nodes.map((node) => node.original),
    ['FROM a', 'RUN b c \\', 'RUN d'],
  );
  assert.equal(parse('# comment\n# escape=`\nFROM a').escape, '\\', 'too late after a comment');
  assert.equal(parse('FROM a\n# escape=`\nRUN b').escape, '\\', 'too late after an instruction');
  assert.deepEqual(failure('# escape=`\n# escape=`\nFROM a'), {
    message: 'only one escape parser directive can be used',
    ranges: [{ start: 1, end: 1 }], // as BuildKit marks it
  });
  assert.equal(failure('# escape=x\nFROM a').message, "invalid escape token 'x' does not match ` or \\");
});

test('comments above an instruction belong to it', () => {
  const comments = parse('# lost\n#\n# one\n# two\nFROM a\nRUN b').nodes.map((node) => node.comments);
  assert.deepEqual(comments, [['one', 'two'], []]);
});

test('JSON and what only looks like it', () => {
  assert.deepEqual(
    shape('CMD ["a", "b\\n\\u00e9"]\nCMD [ ]\nCMD ["a"\nCMD [\'a\']\nCMD ["a"] b\nENTRYPOINT [ "a" ]\nSHELL ["a"]\nRUN ["x"]'),
    [
      ['CMD', ['a', 'b\né']],
      ['CMD', []],
      ['CMD', '["a"'],
      ['CMD', "['a']"],
      ['CMD', '["a"] b'],
      ['ENTRYPOINT', ['a']],
      ['SHELL', ['a']],
      ['RUN', ['x']],
    ],
  );
  assert.deepEqual(shape('COPY ["a b", "c"]\nVOLUME ["/a"]\nVOLUME /a /b\nADD a\tb  c'), [
    ['COPY', ['a b', 'c']],
    ['VOLUME', ['/a']],
    ['VOLUME', '/a', '/b'],
    ['ADD', 'a', 'b', 'c'],
  ]);
  assert.deepEqual(failure('FROM a\nCMD ["a", ["b"]]'), {
    message: 'When using JSON array syntax, arrays must be comprised of strings only.',
    ranges: [{ start: 2, end: 2 }],
  });
});

test('ENV and LABEL in both forms', () => {
  assert.deepEqual(shape('ENV a=1 b="2 3" c=4\\ 5\nENV old  the value = x\nLABEL "k e"=v \'x\'=\nENV d=\\\n e=f'), [
    ['ENV', 'a=1', 'b="2 3"', 'c=4\\ 5'],
    ['ENV', 'old the value = x'],
    ['LABEL', '"k e"=v', "'x'="],
    ['ENV', 'd=', 'e=f'],
  ]);
  assert.equal(failure('ENV a').message, 'ENV must have two arguments');
  assert.equal(failure('LABEL a').message, 'LABEL must have two arguments');
  assert.equal(failure('ENV a=1 b').message, `Syntax error - can't find = in "b". Must be of the form: name=value`);
});

test('flags', () => {
  assert.deepEqual(
    shape('COPY --from=x --chown="a b" --link a b\nRUN --mount=type=cache,target=/x -- --y\nHEALTHCHECK --interval=5s CMD ["a", "b"]'),
    [
      ['COPY', { flags: ['--from=x', '--chown=a b', '--link'] }, 'a', 'b'],
      ['RUN', { flags: ['--mount=type=cache,target=/x'] }, '--y'],
      ['HEALTHCHECK', { flags: ['--interval=5s'] }, ['CMD', 'a', 'b']],
    ],
  );
  assert.deepEqual(shape('HEALTHCHECK NONE\nHEALTHCHECK CMD curl  x || exit 1'), [
    ['HEALTHCHECK', 'NONE'],
    ['HEALTHCHECK', 'CMD', 'curl  x || exit 1'],
  ]);
});

test('ONBUILD', () => {
  assert.deepEqual(shape('ONBUILD COPY a b\nONBUILD'), [['ONBUILD', 'COPY', 'a', 'b'], ['ONBUILD']]);
});

test('ARG, unknown instructions', () => {
  assert.deepEqual(shape("ARG a b=1 c='x y'\nRUNN foo bar"), [['ARG', 'a', 'b=1', "c='x y'"], ['RUNN']]);
});

test('heredocs', () => {
  const [run, copy, last] = parse(
    'RUN <<EOF cat <<-\'B C\' > x\n a $b\nEOF\n\tindented\n\tB C\nCOPY <<a <<"b" /dir/\n1\na\n2\nb\nRUN x',
  ).nodes;
  assert.deepEqual(run?.heredocs, [
    { name: 'EOF', expand: true, chomp: false, descriptor: 0, content: ' a $b\n' },
    { name: 'B C', expand: false, chomp: true, descriptor: 0, content: '\tindented\n' },
  ]);
  assert.deepEqual(run?.range, { start: 1, end: 5 });
  assert.equal(run?.original, "RUN <<EOF cat <<-'B C' > x");
  assert.deepEqual(
    copy?.heredocs.map((heredoc) => [heredoc.name, heredoc.expand, heredoc.content]),
    [
      ['a', true, '1\n'],
      ['b', false, '2\n'],
    ],
  );
  assert.deepEqual(last?.args, ['x']);
});

test('what is no heredoc', () => {
  for (const line of ['RUN echo $((1<<2))', 'RUN cat <<<word', "RUN echo '<<EOF'", 'RUN ["cat", "<<EOF"]', 'CMD cat <<EOF', 'RUN a <<'])
    assert.deepEqual(
      parse(`${line}\nRUN next`).nodes.map((node) => node.heredocs.length),
      [0, 0],
      line,
    );
  assert.equal(parse('RUN 3<<EOF x\ny\nEOF').nodes[0]?.heredocs[0]?.descriptor, 3);
  assert.equal(parse('ONBUILD RUN <<EOF\ny\nEOF').nodes[0]?.heredocs[0]?.content, 'y\n');
});

test('a heredoc without an end', () => {
  assert.deepEqual(failure('FROM a\nRUN <<EOF\nx\n'), { message: 'unterminated heredoc', ranges: [{ start: 2, end: 3 }] });
});

test('files without instructions', () => {
  assert.equal(failure('').message, 'the Dockerfile cannot be empty');
  assert.equal(failure('# only\n\n# comments\n').message, 'file with no instructions');
});
