import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LintOptions, lint } from './lint.ts';

const told = (text: string, options?: LintOptions) =>
  lint(text, options).map(({ severity, rule, message, range }) => `${severity} ${range.start}-${range.end} ${rule ?? ''}: ${message}`);

test('each rule by its name, with its page', () => {
  const rules: ReadonlyArray<readonly [rule: string, text: string, message: string]> = [
    ['StageNameCasing', 'FROM scratch AS Base', "Stage name 'Base' should be lowercase"],
    ['FromAsCasing', 'FROM scratch as base', "'as' and 'FROM' keywords' casing do not match"],
    ['NoEmptyContinuation', 'FROM scratch\nCMD ["a", \\\n\n "b"]', 'Empty continuation line'],
    [
      'ConsistentInstructionCasing',
      'FROM scratch\nENV A=1\nenv B=1',
      "Command 'env' should match the case of the command majority (uppercase)",
    ],
    ['DuplicateStageName', 'FROM scratch AS a\nFROM scratch AS a', 'Duplicate stage name "a", stage names should be unique'],
    ['ReservedStageName', 'FROM scratch AS context', 'Stage name should not use the same name as reserved stage "context"'],
    [
      'JSONArgsRecommended',
      'FROM scratch\nCMD a',
      'JSON arguments recommended for CMD to prevent unintended behavior related to OS signals',
    ],
    ['MaintainerDeprecated', 'FROM scratch\nMAINTAINER me', 'Maintainer instruction is deprecated in favor of using label'],
    ['UndefinedArgInFrom', 'FROM scratch$V', "FROM argument 'V' is not declared"],
    ['WorkdirRelativePath', 'FROM scratch\nWORKDIR a', 'Relative workdir "a" can have unexpected results if the base image changes'],
    ['UndefinedVar', 'FROM scratch\nARG NAME=1\nLABEL a=$NAMES', "Usage of undefined variable '$NAMES' (did you mean $NAME?)"],
    [
      'MultipleInstructionsDisallowed',
      'FROM scratch\nCMD ["a"]\nCMD ["b"]',
      'Multiple CMD instructions should not be used in the same stage because only the last one will be used',
    ],
    ['LegacyKeyValueFormat', 'FROM scratch\nENV a b', '"ENV key=value" should be used instead of legacy "ENV key value" format'],
    [
      'RedundantTargetPlatform',
      'FROM --platform=$TARGETPLATFORM x',
      'Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior',
    ],
    ['SecretsUsedInArgOrEnv', 'FROM scratch\nARG API_KEY', 'Do not use ARG or ENV instructions for sensitive data (ARG "API_KEY")'],
    ['InvalidDefaultArgInFrom', 'ARG V\nFROM x:$V', 'Default value for ARG x:$V results in empty or invalid base image name'],
    ['FromPlatformFlagConstDisallowed', 'FROM --platform=linux/386 x', 'FROM --platform flag should not use constant value "linux/386"'],
    ['ExposeProtoCasing', 'FROM scratch\nEXPOSE 80/TCP', "Defined protocol '80/TCP' in EXPOSE instruction should be lowercase"],
    [
      'ExposeInvalidFormat',
      'FROM scratch\nEXPOSE 80:80',
      "EXPOSE instruction should not define an IP address or host-port mapping, found '80:80'",
    ],
    ['CopyIgnoredFile', 'FROM scratch\nCOPY a.log /', 'Attempting to Copy file "a.log" that is excluded by .dockerignore'],
    [
      'InvalidDefinitionDescription',
      '# check=experimental=all\n# syntax=x\n# other\nARG A=1\nFROM scratch',
      'Comment for ARG should follow the format: `# A <description>`',
    ],
  ];
  for (const [rule, text, message] of rules) {
    const found = lint(text, { ignore: '*.log' }).find((each) => each.rule === rule);
    assert.equal(found?.message, message, rule);
    const page = rule.replace(/(?<=[a-z])(?=[A-Z])|(?<=JSON)/g, '-').toLowerCase();
    assert.equal(found?.url, `https://docs.docker.com/go/dockerfile/rule/${page}/`);
  }
});

test('errors end it, where a build would end', () => {
  assert.deepEqual(told('FROM scratch\nENV a b\nEXPOSE x'), [
    'warning 2-2 LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format',
    'error 3-3 : Invalid containerPort: x',
  ]);
  assert.deepEqual(told('FROM scratch\nRUNN x'), [
    'error 2-2 : dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
  ]);
  assert.deepEqual(told('FROM scratch AS a\nCOPY --from=b /x /\nFROM scratch AS b'), [
    'error 2-2 : cannot copy from stage "b", it needs to be defined before current stage "a"',
  ]);
  assert.equal(told('')[0], 'error 1-1 : the Dockerfile cannot be empty');
});

test('variables of a base that nobody knows are not undefined', () => {
  const text = 'FROM known AS a\nLABEL v=$VERSION w=$OTHER\nFROM unknown\nLABEL x=$ANY\nFROM a\nLABEL y=$OTHER';
  const config = { os: 'linux', architecture: '386', config: { Env: ['VERSION=1'] }, rootfs: { type: 'layers' as const, diff_ids: [] } };
  assert.deepEqual(told(text, { configOf: (image) => (image === 'known' ? config : undefined) }), [
    "warning 2-2 UndefinedVar: Usage of undefined variable '$OTHER'",
    "warning 6-6 UndefinedVar: Usage of undefined variable '$OTHER'",
  ]);
});

test('checks are skipped by the file and above an instruction', () => {
  assert.deepEqual(told('# check=skip=JSONArgsRecommended,UndefinedVar\nFROM scratch\nCMD $X\nMAINTAINER me'), [
    'warning 4-4 MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label',
  ]);
  assert.deepEqual(told('FROM scratch\n# check=skip=all\nCMD a'), []);
  assert.deepEqual(told('# check=nonsense\nFROM scratch'), ['error 1-1 : failed to parse check options: invalid check option "nonsense"']);
});
