import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse as parseYaml } from 'yaml';
import { lessonSchema } from './schema.ts';
import { faultsOf, parseStep, stepOf } from './testing.ts';

const ajv = new Ajv({ allowUnionTypes: true });
ajv.addFormat('regex', (source: string) => {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
});
ajv.addSchema(lessonSchema(), 'lesson');
const isChecks = (yaml: string): boolean => ajv.validate({ $ref: 'lesson#/definitions/checks' }, parseYaml(yaml));

const inChecks = (yaml: string): string => `\`\`\`checks\n${yaml}\n\`\`\`\n`;

/** An assertion as it is written, and what becomes of it. */
const assertions: ReadonlyArray<readonly [written: string, parsed: object]> = [
  [
    'containers: { ancestor: nginx, status: [running, paused] }, count: 2..',
    { kind: 'containers', filters: { ancestor: ['nginx'], status: ['running', 'paused'] }, count: { min: 2 } },
  ],
  ['containers: {}, count: 0', { kind: 'containers', filters: {}, count: { min: 0, max: 0 } }],
  ['containers: { exited: 0 }', { kind: 'containers', filters: { exited: ['0'] }, count: { min: 1 } }],
  ['images: { dangling: true }, count: 1..3', { kind: 'images', filters: { dangling: ['true'] }, count: { min: 1, max: 3 } }],
  ['volumes: { name: data }, count: ..3', { kind: 'volumes', filters: { name: ['data'] }, count: { min: 0, max: 3 } }],
  ['networks: { driver: bridge }', { kind: 'networks', filters: { driver: ['bridge'] }, count: { min: 1 } }],
  [
    'layers: web, sharedWith: nginx, createdBy: ^COPY, count: 3',
    { kind: 'layers', image: 'web', sharedWith: 'nginx', createdBy: '^COPY', count: { min: 3, max: 3 } },
  ],
  [
    'inspect: web1, field: State.ExitCode, matches: ^0$',
    { kind: 'inspect', name: 'web1', type: 'container', field: 'State.ExitCode', matches: '^0$' },
  ],
  [
    'inspect: web, type: image, field: RootFS.Layers, count: 4',
    { kind: 'inspect', name: 'web', type: 'image', field: 'RootFS.Layers', count: { min: 4, max: 4 } },
  ],
  ['workspaceFile: Dockerfile, matches: ^FROM', { kind: 'workspaceFile', path: 'Dockerfile', matches: '^FROM', absent: false }],
  [
    'containerFile: /etc/x, in: { name: web }, absent: true',
    { kind: 'containerFile', path: '/etc/x', filters: { name: ['web'] }, absent: true },
  ],
  ['imageFile: /app.py, in: web, layer: -1', { kind: 'imageFile', path: '/app.py', image: 'web', layer: -1, absent: false }],
  ['http: "http://localhost:8080/", matches: 200', { kind: 'http', url: 'http://localhost:8080/', matches: '200' }],
  ['command: mount | grep overlay', { kind: 'command', command: 'mount | grep overlay', exit: { min: 0, max: 0 } }],
  [
    'command: cat /x, in: { name: web }, exit: 1.., matches: a',
    { kind: 'command', command: 'cat /x', filters: { name: ['web'] }, exit: { min: 1 }, matches: 'a' },
  ],
];

test('assertions of each kind', () => {
  for (const [written, parsed] of assertions) {
    const yaml = `- { id: a, title: A, ${written} }`;
    assert.deepEqual(parseStep(inChecks(yaml)).checks[0]?.assertion, parsed, written);
    assert.ok(isChecks(yaml), `${written}: ${ajv.errorsText()}`);
  }
});

test('needs, hints and wrong ways', () => {
  const yaml = `
- { id: a, title: A, images: {}, hint: H }
- id: b
  title: B
  needs: a
  images: {}
  hints:
    - { text: T, tries: 2 }
    - { text: W, when: { containers: { name: web1 }, count: 0 } }
  fails:
    - { when: { workspaceFile: x }, text: No }
- { id: c, title: C, images: {}, needs: [a, b] }`;
  assert.deepEqual(
    parseStep(inChecks(yaml)).checks.map(({ needs, hints, fails }) => ({ needs, hints, fails })),
    [
      { needs: [], hints: [{ text: 'H' }], fails: [] },
      {
        needs: ['a'],
        hints: [
          { text: 'T', tries: 2 },
          { text: 'W', when: { kind: 'containers', filters: { name: ['web1'] }, count: { min: 0, max: 0 } } },
        ],
        fails: [{ when: { kind: 'workspaceFile', path: 'x', absent: false }, text: 'No' }],
      },
      { needs: ['a', 'b'], hints: [], fails: [] },
    ],
  );
  assert.ok(isChecks(yaml), ajv.errorsText());
});

/** Checks that are refused by the parser, with its faults, and by the schema as well, so far as a schema can say it. The first line is line 10. */
const refused: ReadonlyArray<readonly [yaml: string, ...faults: string[]]> = [
  ['a: b', '9: checks must be a list: each entry starts with "- "'],
  ['- text', '10: an entry of checks has fields, as in "- id: …"'],
  ['- { title: A, images: {} }', `10: a check needs an id of small letters, digits and hyphens, a letter first`],
  ['- { id: A1, title: A, images: {} }', `10: a check needs an id of small letters, digits and hyphens, a letter first`],
  ['- { id: constructor, title: A, images: {} }', `10: a check needs an id of small letters, digits and hyphens, a letter first`],
  ['- { id: a, images: {} }', '10: check a needs a title: what the learner reads beside the mark'],
  ['- { id: a, title: A, images: {}, containers: {} }', '10: check a needs one of KINDS, and has containers and images'],
  ['- { id: a, title: A }', '10: check a needs one of KINDS'],
  [
    '- id: a\n  title: A\n  images: {}\n  color: red',
    '13: check a: there is no field color beside images: there are count, id, title, needs, hint, hints, fails',
  ],
  ['- id: a\n  title: A\n  images: {}\n  count: many', '13: check a: count: is a number or a range: 2, 1.., ..3, 1..3'],
  ['- id: a\n  title: A\n  images: {}\n  count: -1', '13: check a: count: is a number or a range: 2, 1.., ..3, 1..3'],
  [
    '- { id: a, title: A, images: { name: x } }',
    '10: check a: images: there is no filter name: there are reference, dangling, label, before, since, until',
  ],
  ['- { id: a, title: A, containers: web1 }', '10: check a: containers: must have filters, as in { name: … }, or {}'],
  ['- { id: a, title: A, containers: { name: [] } }', '10: check a: containers: the filter name must be a text or a list of texts'],
  ['- id: a\n  title: A\n  http: http://x\n  matches: "("', '13: check a: matches: Invalid regular expression: /(/m: Unterminated group'],
  ['- { id: a, title: A, http: "http://x", matches: 1.10 }', '10: check a: matches: must be a regular expression, in quotes if need be'],
  ['- { id: a, title: A, http: localhost }', '10: check a: http: must be an address: http://localhost:8080/'],
  [
    '- { id: a, title: A, workspaceFile: /x }',
    '10: check a: workspaceFile: must be a path inside the workspace, without a / before it: app.py',
  ],
  [
    '- { id: a, title: A, workspaceFile: a/../../x }',
    '10: check a: workspaceFile: must be a path inside the workspace, without a / before it: app.py',
  ],
  ['- { id: a, title: A, workspaceFile: x, absent: 1 }', '10: check a: absent: must be true or false'],
  ['- { id: a, title: A, containerFile: x, in: {} }', '10: check a: containerFile: must be an absolute path: /etc/passwd'],
  ['- { id: a, title: A, containerFile: /x }', '10: check a: containerFile needs in'],
  [
    '- { id: a, title: A, imageFile: /x, in: web, layer: top }',
    '10: check a: layer: must be a number: 0 for the lowest layer, -1 for the topmost',
  ],
  ['- { id: a, title: A, inspect: web }', '10: check a: inspect needs field'],
  ['- { id: a, title: A, inspect: web, type: pod, field: x }', '10: check a: type: must be one of container, image, volume, network'],
  ['- { id: a, title: A, command: "" }', '10: check a: command: must be a text'],
  ['- { id: a, title: A, images: {}, needs: 3 }', '10: check a: needs is the id of a check, or a list of them'],
  ['- { id: a, title: A, images: {}, hint: [x] }', '10: check a: hint is a text; hints is a list'],
  ['- { id: a, title: A, images: {}, hints: x }', '10: check a: hints is a list: - { text: …, tries: 2 }'],
  ['- { id: a, title: A, images: {}, fails: { text: x } }', '10: check a: fails is a list: - { when: { … }, text: … }'],
  ['- id: a\n  title: A\n  images: {}\n  hints:\n    - { tries: 2 }', '14: a hint of check a needs a text'],
  [
    '- id: a\n  title: A\n  images: {}\n  hints:\n    - text: x\n      tries: 0',
    '15: check a: tries is a number of docker commands, at least 1',
  ],
  [
    '- id: a\n  title: A\n  images: {}\n  hints:\n    - { text: x, tries: 2, when: { images: {} } }',
    '14: check a: a hint comes after tries or when a state is reached: make two of it',
  ],
  [
    '- id: a\n  title: A\n  images: {}\n  hints:\n    - { text: x, after: 2 }',
    '14: a hint of check a has no field after: it has text, tries, when',
  ],
  [
    '- id: a\n  title: A\n  images: {}\n  fails:\n    - { text: x }',
    '14: check a: when has the fields of a state: { containers: { name: web1 } }',
  ],
  ['- id: a\n  title: A\n  images: {}\n  fails:\n    - text: x\n      when: { quiz: q }', '15: check a: when needs one of STATES'],
];

/** What only the parser can see. */
const meaningless: typeof refused = [
  ['- { id: a, title: A, images: {}, count: 3..1 }', '10: check a: count: the range 3..1 ends before it starts'],
  ['- { id: a, title: A, images: {} }\n- { id: a, title: B, images: {} }', '11: there are two of the check a: the first is in line 10'],
  ['- { id: a, title: A, images: {}, needs: b }\n- { id: b, title: B, images: {} }', '10: check a needs b, which is no check before it'],
  ['- { id: a, title: A, images: {}, needs: a }', '10: check a needs a, which is no check before it'],
  ['- { id: a, title: A, quiz: q }', '10: check a names the quiz q, which is not in this or an earlier step'],
  ['- { id: a, title: A, predict: p }', '10: check a names the prediction p, which is not in this or an earlier step'],
];

const states = 'containers, images, volumes, networks, layers, inspect, workspaceFile, containerFile, imageFile, http, command';

test('faults in checks point at the very field', () => {
  for (const [yaml, ...faults] of [...refused, ...meaningless]) {
    const told = faults.map((fault) => fault.replace('KINDS', `${states}, quiz, predict`).replace('STATES', states));
    assert.deepEqual(faultsOf(stepOf(inChecks(yaml))), told, yaml);
  }
});

test('the schema refuses them too', () => {
  for (const [yaml] of refused) assert.equal(isChecks(yaml), false, yaml);
});

test('broken YAML is told once, with its line', () => {
  const faults = (yaml: string) => faultsOf(stepOf(inChecks(yaml)));
  assert.deepEqual(faults('- id: a\n  title: [').length, 1);
  assert.match(faults('- id: a\n  title: [')[0] ?? '', /^1[12]: checks: /);
  assert.deepEqual(faults('- &x { id: a, title: A, images: {} }\n- *x'), [
    '11: checks: a value that starts with * is an alias of YAML: put it in quotes',
  ]);
});
