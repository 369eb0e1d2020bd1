// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTrigger, readDockerfile } from './dockerfile.ts';
import type { Command } from './instructions.ts';
import { parseMount } from './mount.ts';
import { DockerfileError } from './source.ts';

/** The commands below `FROM x`. */
function commands(text: string): readonly Command[] {
  return readDockerfile(`FROM x\n${text}`).dockerfile.stages[0]?.commands ?? [];
}

function only<K extends Command['kind']>(kind: K, text: string): Extract<Command, { kind: K }> {
  const command = commands(text)[0];
  assert.equal(command?.kind, kind);
  return command as Extract<Command, { kind: K }>;
}

function failure(text: string): string {
  try {
    readDockerfile(text);
  } catch (error) {
    assert.ok(error instanceof DockerfileError, String(error));
    return `${error.ranges.map((range) => range.start).join(',')}: ${error.message}`;
  }
  throw new Error(`no error: ${text}`);
}

/** What follows `FROM x`, and BuildKit's complaint about it, which names line 2. */
const failures: ReadonlyArray<readonly [string, string]> = [
  ['RUNN echo', 'unknown instruction: RUNN (did you mean RUN?)'],
  ['cpoy a b', 'unknown instruction: cpoy (did you mean copy?)'],
  ['FETCH x', 'unknown instruction: FETCH'],
  ['FROM', 'FROM requires either one or three arguments'],
  ['FROM a b', 'FROM requires either one or three arguments'],
  ['FROM a AS 1st', `invalid name for build stage: "1st", name can't start with a number or contain symbols`],
  ['COPY a', 'COPY requires at least two arguments, but only one was provided. Destination could not be determined'],
  ['ADD', 'ADD requires at least two arguments, but only one was provided. Destination could not be determined'],
  ['COPY --form=x a b', 'unknown flag: --form (did you mean from?)'],
  ['COPY --from a b', 'missing a value on flag: --from'],
  ['COPY --link=maybe a b', 'expecting boolean value for flag --link, not: maybe'],
  ['COPY --chown=a --chown=b a b', 'duplicate flag specified: --chown'],
  ['RUN --network=lan x', 'invalid network mode "lan"'],
  ['RUN --security=none x', 'security "none" is not valid'],
  ['RUN --mount=type=bind,from=$X x', "'from' doesn't support variable expansion, define alias stage instead"],
  ['ENV', 'ENV requires at least one argument'],
  ['ENV =x', 'ENV names can not be blank'],
  ['LABEL', 'LABEL requires at least one argument'],
  ['ARG', 'ARG requires at least one argument'],
  ['ARG =x', 'ARG names can not be blank'],
  ['EXPOSE', 'EXPOSE requires at least one argument'],
  ['VOLUME', 'VOLUME requires at least one argument'],
  ['VOLUME ["", "/a"]', 'VOLUME specified can not be an empty string'],
  ['WORKDIR', 'WORKDIR requires exactly one argument'],
  ['USER', 'USER requires exactly one argument'],
  ['STOPSIGNAL', 'STOPSIGNAL requires exactly one argument'],
  ['MAINTAINER', 'MAINTAINER requires exactly one argument'],
  ['SHELL []', 'SHELL requires at least one argument'],
  ['SHELL /bin/bash -c', 'SHELL requires the arguments to be in JSON form'],
  ['ONBUILD', 'ONBUILD requires at least one argument'],
  ['ONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
  ['ONBUILD FROM x', "FROM isn't allowed as an ONBUILD trigger"],
  ['ONBUILD maintainer me', "MAINTAINER isn't allowed as an ONBUILD trigger"],
  ['HEALTHCHECK', 'HEALTHCHECK requires at least one argument'],
  ['HEALTHCHECK NONE x', 'HEALTHCHECK NONE takes no arguments'],
  ['HEALTHCHECK RUN x', 'Unknown type "RUN" in HEALTHCHECK (try CMD)'],
  ['HEALTHCHECK CMD', 'Missing command after HEALTHCHECK CMD'],
  ['HEALTHCHECK --interval=x CMD a', 'time: invalid duration "x"'],
  ['HEALTHCHECK --interval=5 CMD a', 'time: missing unit in duration "5"'],
  ['HEALTHCHECK --timeout=1us CMD a', 'Interval "timeout" cannot be less than 1ms'],
  ['HEALTHCHECK --retries=-1 CMD a', '--retries cannot be negative (-1)'],
];

for (const [line, message] of failures)
  test(`error of ${line}`, () => assert.equal(failure(`FROM x\n${line}`), `2: dockerfile parse error on line 2: ${message}`));

test('errors outside a stage', () => {
  assert.equal(failure('# c\nRUN x\nFROM y'), '2: no build stage in current context');
  assert.equal(failure('ARG a=1\n'), ': dockerfile contains no stages to build');
  assert.equal(failure('FROM x\nENV a'), '2: ENV must have two arguments', 'the splitter has no instruction to name');
});

test('FROM', () => {
  const { dockerfile } = readDockerfile('ARG V=1\nFROM --platform=$P img:$V as Build\nFROM build');
  assert.deepEqual(
    dockerfile.stages.map(({ from }) => [from.base, from.name, from.platform]),
    [
      ['img:$V', 'build', '$P'],
      ['build', '', ''],
    ],
  );
  assert.deepEqual(dockerfile.globalArgs[0]?.args, [{ key: 'V', value: '1' }]);
});

test('RUN in its three forms', () => {
  assert.deepEqual(only('run', 'RUN  a  &&  b').command, { args: ['a  &&  b'], shell: true, heredocs: [] });
  assert.deepEqual(only('run', 'RUN ["a", "b c"]').command, { args: ['a', 'b c'], shell: false, heredocs: [] });
  const heredoc = only('run', 'RUN <<EOF\nx\nEOF').command;
  assert.deepEqual([heredoc.args, heredoc.heredocs[0]?.content], [['<<EOF'], 'x\n']);
  const flags = only('run', 'RUN --mount=type=cache,target=/c --mount=target=/s --network=none --security=insecure x');
  assert.deepEqual([flags.mounts, flags.network, flags.security], [['type=cache,target=/c', 'target=/s'], 'none', 'insecure']);
});

test('COPY and ADD', () => {
  const copy = only('copy', 'COPY --from=a --chown=1:2 --chmod=755 --link --parents --exclude=*.o --exclude=*.a x y /z/');
  assert.deepEqual(
    [copy.from, copy.chown, copy.chmod, copy.link, copy.parents, copy.exclude, copy.sources, copy.destination],
    ['a', '1:2', '755', true, true, ['*.o', '*.a'], ['x', 'y'], '/z/'],
  );
  const add = only('add', 'ADD --checksum=sha256:0 --unpack=false ["a b", "c"]');
  assert.deepEqual([add.checksum, add.unpack, add.keepGitDir, add.sources, add.destination], ['sha256:0', false, undefined, ['a b'], 'c']);
  const inline = only('copy', 'COPY <<one <<-"two" three /d/\n$a\none\n\t\tb\n\ttwo');
  assert.deepEqual(inline.inline, [
    { name: 'one', content: '$a\n', expand: true },
    { name: 'two', content: 'b\n', expand: false },
  ]);
  assert.deepEqual(inline.sources, ['three']);
  assert.equal(failure('FROM x\nCOPY a <<b\nb'), '2: dockerfile parse error on line 2: COPY cannot accept a heredoc as a destination');
});

test('HEALTHCHECK', () => {
  const {
    test: command,
    interval,
    timeout,
    startPeriod,
    startInterval,
    retries,
  } = only(
    'healthcheck',
    'HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=.5h --start-interval=2s --retries=3 CMD curl -f localhost || exit 1',
  );
  assert.deepEqual(command, ['CMD-SHELL', 'curl -f localhost || exit 1']);
  assert.deepEqual([interval, timeout, startPeriod, startInterval, retries], [90e9, 5e8, 1800e9, 2e9, 3]);
  assert.deepEqual(only('healthcheck', 'HEALTHCHECK CMD ["a"]').test, ['CMD', 'a']);
  assert.deepEqual(only('healthcheck', 'HEALTHCHECK none').test, ['NONE']);
});

test('the simple ones', () => {
  assert.deepEqual(only('expose', 'EXPOSE 80 443/tcp 1-3').ports, ['1-3', '443/tcp', '80']);
  assert.deepEqual(only('arg', "ARG a b= c='d e'").args, [
    { key: 'a', value: undefined },
    { key: 'b', value: '' },
    { key: 'c', value: "'d e'" },
  ]);
  assert.equal(only('workdir', 'WORKDIR /a b').path, '/a b');
  assert.deepEqual(only('volume', 'VOLUME ["/a b"]').volumes, ['/a b']);
  assert.deepEqual(only('entrypoint', 'ENTRYPOINT').command.args, []);
});

test('ONBUILD keeps the text of its trigger', () => {
  assert.equal(only('onbuild', 'onbuild  COPY --from=a  . /x').expression, 'COPY --from=a  . /x');
  const expression = only('onbuild', 'ONBUILD RUN <<EOF\necho hi\nEOF').expression;
  assert.equal(expression, 'RUN <<EOF\necho hi\nEOF');
  const from = readDockerfile('\nFROM x').dockerfile.stages[0]?.from;
  assert.ok(from !== undefined);
  const trigger = parseTrigger(expression, from);
  assert.ok(trigger.kind === 'run');
  assert.deepEqual([trigger.command.heredocs[0]?.content, trigger.range], ['echo hi\n', { start: 2, end: 2 }]);
});

test('RUN --mount', () => {
  const expand = (word: string): string => word.replaceAll('$D', '/data');
  const cache = parseMount('type=cache,target=$D,id=x,sharing=locked,uid=5,mode=0700,ro', expand);
  assert.deepEqual(
    [cache.type, cache.target, cache.id, cache.sharing, cache.uid, cache.mode, cache.readonly],
    ['cache', '/data', 'x', 'locked', 5, 0o700, true],
  );
  assert.equal(parseMount('target=/x', expand).readonly, true);
  assert.equal(parseMount('target=/x,rw', expand).readonly, false);
  assert.equal(parseMount('type=tmpfs,target=/x,size=1g', expand).size, 2 ** 30);
  assert.equal(parseMount('type=secret,id=a,required', expand).required, true);
  assert.equal(parseMount('type=cache,"target=/a,b"', expand).target, '/a,b');
  const wrong: ReadonlyArray<readonly [string, string]> = [
    ['type=bnid', 'unsupported mount type "bnid" (did you mean bind?)'],
    ['type=cache,sharing=open', 'unsupported sharing value "open"'],
    ['type=bind,uid=1', 'uid not allowed for "bind" type mounts'],
    ['type=bind,size=1', "unexpected key 'size' for mount type 'bind'"],
    ['tpye=bind', "unexpected key 'tpye' in 'tpye=bind' (did you mean type?)"],
    ['type=bind,target', "invalid field 'target' must be a key=value pair"],
    ['type=bind,ro=perhaps', 'invalid value for ro: perhaps'],
    ['type=secret', 'invalid secret mount. one of source, target required'],
    ['type=bind,sharing=shared', 'invalid cache sharing set for bind mount'],
  ];
  for (const [text, message] of wrong) assert.throws(() => parseMount(text, expand), { message }, text);
});

test('lint', () => {
  const text = [
    'from a as Base',
    'Maintainer me',
    'FROM b AS base',
    'RUN x \\',
    '',
    '  y',
    '# check=skip=ConsistentInstructionCasing',
    'Run z',
    'FROM c as scratch',
  ];
  const { linter } = readDockerfile(text.join('\n'));
  assert.deepEqual(
    linter.warnings.map((warning) => `${warning.range.start} ${warning.rule}: ${warning.message}`),
    [
      '6 NoEmptyContinuation: Empty continuation line',
      "1 StageNameCasing: Stage name 'Base' should be lowercase",
      '3 DuplicateStageName: Duplicate stage name "base", stage names should be unique',
      "9 FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
      '9 ReservedStageName: Stage name should not use the same name as reserved stage "scratch"',
      '2 MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label',
      "1 ConsistentInstructionCasing: Command 'from' should match the case of the command majority (uppercase)",
      "2 ConsistentInstructionCasing: Command 'Maintainer' should match the case of the command majority (uppercase)",
    ],
  );
  assert.equal(linter.warnings[1]?.url, 'https://docs.docker.com/go/dockerfile/rule/stage-name-casing/');
  assert.deepEqual(readDockerfile('# check=skip=all\nfrom a as B').linter.warnings, []);
  const strict = readDockerfile('# check=skip=StageNameCasing;error=true\nFROM a\nMAINTAINER me').linter;
  assert.throws(() => strict.check(), { message: 'lint violation found for rules: MaintainerDeprecated' });
  assert.equal(failure('# check=what\nFROM a'), ': failed to parse check options: invalid check option "what"');
});
