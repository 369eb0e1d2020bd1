// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDockerfile } from './dockerfile.ts';
import { type Plan, planBuild, reachable } from './plan.ts';

function plan(text: string, options: { target?: string; buildArgs?: Record<string, string> } = {}): Plan & { warnings: string[] } {
  const { dockerfile, linter } = readDockerfile(text);
  const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
  const planned = planBuild(dockerfile, { platform: 'linux/386', ...options, buildArgs }, linter);
  return { ...planned, warnings: linter.warnings.map((warning) => `${warning.rule}: ${warning.message}`) };
}

function names(planned: Plan): string[] {
  return reachable(planned.stages, planned.target).map((stage) => stage.name);
}

test('base names take global ARGs, which see those above and --build-arg', () => {
  const text = 'ARG A=x\nARG B=${A}-y\nARG C\nFROM $B:${C:-none}\nFROM img-$TARGETARCH';
  const bases = (buildArgs: Record<string, string>) => plan(text, { buildArgs }).stages.map((stage) => stage.base);
  assert.deepEqual(bases({}), [
    { kind: 'image', name: 'x-y:none' },
    { kind: 'image', name: 'img-386' },
  ]);
  assert.deepEqual(bases({ A: 'z', C: 'c' })[0], { kind: 'image', name: 'z-y:c' });
  assert.deepEqual(bases({ B: 'b' })[0], { kind: 'image', name: 'b:none' });
});

test('a base that is an earlier stage, scratch, or blank', () => {
  const { stages } = plan('FROM scratch AS a\nFROM a\nFROM later\nFROM b AS later');
  assert.deepEqual(
    stages.map((stage) => stage.base),
    [{ kind: 'scratch' }, { kind: 'stage', index: 0 }, { kind: 'image', name: 'later' }, { kind: 'image', name: 'b' }],
  );
  assert.throws(() => plan('ARG X\n\nFROM $X'), { message: 'base name ($X) should not be blank', ranges: [{ start: 3, end: 3 }] });
});

test('names in the progress', () => {
  assert.deepEqual(names(plan('FROM a\nRUN x')), ['']);
  assert.deepEqual(names(plan('FROM a AS one\nRUN x')), ['']);
  assert.deepEqual(names(plan('FROM a\nCOPY --from=busybox /x /y')), ['stage-0']);
  assert.deepEqual(names(plan('FROM a\nRUN --mount=type=cache,target=/x y')), ['stage-0']);
  assert.deepEqual(names(plan('FROM a AS one\nFROM one')), ['one', 'stage-1']);
});

test('only what the target needs', () => {
  const text = [
    'FROM a AS base',
    'FROM base AS build',
    'FROM b AS tools',
    'FROM c AS unused',
    'FROM d AS test',
    'COPY --from=build /x /x',
    'FROM e',
    'COPY --from=1 /x /x',
    'RUN --mount=type=bind,from=Tools,target=/t y',
  ].join('\n');
  assert.deepEqual(names(plan(text)), ['base', 'build', 'tools', 'stage-5']);
  assert.deepEqual(names(plan(text, { target: 'TEST' })), ['base', 'build', 'test']);
  assert.throws(() => plan(text, { target: 'tset' }), { message: 'target stage "tset" could not be found (did you mean test?)' });
  assert.throws(() => plan(text, { target: 'nothing' }), { message: 'target stage "nothing" could not be found' });
});

test('wrong sources', () => {
  assert.throws(() => plan('FROM a\nCOPY --from=7 x y'), { message: 'invalid stage index 7', ranges: [] });
  assert.throws(() => plan('ARG S=a\nFROM a\nCOPY --from=$S x y'), /variable expansion is not supported for --from/);
  assert.throws(() => plan('FROM x AS a\nCOPY --from=b x y\nFROM x AS b\nCOPY --from=a x y'), {
    message: 'circular dependency detected on stage: a',
    ranges: [
      { start: 4, end: 4 },
      { start: 2, end: 2 },
    ],
  });
});

test('platforms', () => {
  const { stages, warnings } = plan('FROM --platform=$BUILDPLATFORM a\nFROM --platform=linux/arm64 b\nFROM --platform=$TARGETPLATFORM c');
  assert.deepEqual(
    stages.map((stage) => stage.platform),
    ['linux/386', 'linux/arm64', 'linux/386'],
  );
  assert.deepEqual(warnings, [
    'FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/arm64"',
    'RedundantTargetPlatform: Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior',
  ]);
  assert.throws(() => plan('FROM --platform=$NONE a'), { message: 'empty platform value from expression $NONE' });
});

test('predefined arguments', () => {
  const { globalArgs } = plan('FROM a AS end', { buildArgs: { TARGETARCH: 'mine', OTHER: 'x' } });
  assert.equal(globalArgs.get('TARGETPLATFORM'), 'linux/386');
  assert.equal(globalArgs.get('TARGETARCH'), 'mine');
  assert.equal(globalArgs.get('TARGETSTAGE'), 'end');
  assert.equal(globalArgs.has('OTHER'), false);
});

test('lint of FROM', () => {
  assert.deepEqual(plan('ARG VERSION=1\nFROM a:$VERSOIN', { buildArgs: {} }).warnings.slice(1), [
    "UndefinedArgInFrom: FROM argument 'VERSOIN' is not declared (did you mean VERSION?)",
  ]);
  assert.deepEqual(plan('ARG TAG\nFROM a:$TAG', { buildArgs: { TAG: '1' } }).warnings, [
    'InvalidDefaultArgInFrom: Default value for ARG a:$TAG results in empty or invalid base image name',
  ]);
});
