import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Quiz } from './lesson.ts';
import { anyChecks, faultsOf, front, parse, parseStep, stepOf } from './testing.ts';

test('front matter and steps', () => {
  const extra = front.replace('language: en', 'language: pt-BR\norder: 2\nmisconception: M');
  const { title, summary, duration, language, order, misconception, steps } = parse(`${extra}\n## One {#one}\n\nText.\n\n${anyChecks}`);
  assert.deepEqual(
    { title, summary, duration, language, order, misconception },
    { title: 'T', summary: 'S', duration: 5, language: 'pt-BR', order: 2, misconception: 'M' },
  );
  const assertion = { kind: 'images', filters: { reference: ['nginx'] }, count: { min: 1 } };
  assert.deepEqual(steps, [
    {
      id: 'one',
      title: 'One',
      body: [{ kind: 'markdown', nodes: [{ type: 'paragraph', children: [{ type: 'text', value: 'Text.' }] }] }],
      checks: [{ id: 'c', title: 'C', needs: [], hints: [], fails: [], assertion }],
    },
  ]);
});

test('a lesson is plain data', () => {
  const lesson = parse(stepOf(`- a\n- **b** [c](https://example.org)\n\n![d](files/d.svg)\n\n${anyChecks}`), '# step one\nls\n');
  assert.deepEqual(JSON.parse(JSON.stringify(lesson)), lesson);
});

test('run and file blocks, other code stays text', () => {
  const { body } = parseStep(
    `\`\`\`sh run\ndocker ps\n\`\`\`\n\`\`\`python file=src/app.py\nprint(1)\n\`\`\`\n\`\`\`json\n{}\n\`\`\`\n${anyChecks}`,
  );
  assert.deepEqual(body, [
    { kind: 'run', command: 'docker ps' },
    { kind: 'file', path: 'src/app.py', text: 'print(1)\n', language: 'python' },
    { kind: 'markdown', nodes: [{ type: 'code', value: '{}', lang: 'json' }] },
  ]);
});

test('an image name in a sentence is no directive, and a comment is not shown', () => {
  const [block, ...rest] = parseStep(`Pull nginx:latest now.\n\n<!-- for translators -->\n\n${anyChecks}`).body;
  assert.ok(block?.kind === 'markdown' && rest.length === 0);
  const text = (block.nodes[0]?.children ?? []).map(({ value }) => value).join('');
  assert.equal(text, 'Pull nginx:latest now.');
});

test('links lead to the web and to views, images are the lesson’s own', () => {
  const [block] = parseStep(`[a](https://example.org) [b](view:layers?image=nginx) ![c d](files/c.svg)\n\n${anyChecks}`).body;
  assert.ok(block?.kind === 'markdown');
  const shown = (block.nodes[0]?.children ?? []).filter(({ type }) => type !== 'text').map(({ type, url, alt }) => [type, url, alt]);
  assert.deepEqual(shown, [
    ['link', 'https://example.org', undefined],
    ['link', 'view:layers?image=nginx', undefined],
    ['image', 'files/c.svg', 'c d'],
  ]);
});

function quizOf(items: string): Quiz {
  const [block] = parseStep(`:::quiz{#q}\nWhat?\n\n${items}\n:::\n\n${anyChecks}`).body;
  assert.ok(block?.kind === 'quiz');
  return block.quiz;
}

test('a quiz: its question, options, explanations; several right ones make it multiple', () => {
  const single = quizOf('- [ ] No.\n\n  Because.\n- [x] Yes.');
  assert.ok(single.kind === 'single');
  assert.deepEqual([single.id, single.question.length], ['q', 1]);
  assert.deepEqual(
    single.options.map(({ correct, explanation }) => [correct, explanation !== undefined]),
    [
      [false, true],
      [true, false],
    ],
  );
  assert.equal(quizOf('- [x] A\n- [x] B\n- [ ] C').kind, 'multiple');
});

test('a quiz whose answer is typed', () => {
  const quiz = quizOf('- `docker  ps -a`\n- `/docker (ps|container ls) (-a|--all)/`\n- [ ] `docker ps`\n\n  Only what runs.\n\nThe rest.');
  assert.ok(quiz.kind === 'text');
  assert.deepEqual(
    quiz.answers.map(({ pattern, correct, explanation }) => [pattern, correct, explanation !== undefined]),
    [
      ['docker ps -a', true, false],
      ['docker (ps|container ls) (-a|--all)', true, false],
      ['docker ps', false, true],
    ],
  );
  assert.equal(quiz.explanation?.length, 1);
  const [literal] = (quizOf('- `a.b*`') as typeof quiz).answers;
  assert.equal(literal?.pattern, 'a\\.b\\*');
});

test('a prediction: an outcome for each option', () => {
  const outcomes = '```outcomes\n- images: { reference: nginx }\n  count: 0\n- images: { reference: nginx }\n```';
  const [block] = parseStep(`:::predict{#p after=c}\nWhat?\n\n- Gone.\n\n  No.\n- There.\n\n${outcomes}\n:::\n\n${anyChecks}`).body;
  assert.ok(block?.kind === 'predict');
  const { id, after, options } = block.predict;
  assert.deepEqual([id, after], ['p', 'c']);
  assert.deepEqual(
    options.map(({ outcome, explanation }) => [outcome, explanation !== undefined]),
    [
      [{ kind: 'images', filters: { reference: ['nginx'] }, count: { min: 0, max: 0 } }, true],
      [{ kind: 'images', filters: { reference: ['nginx'] }, count: { min: 1 } }, false],
    ],
  );
});

test('details hold blocks', () => {
  assert.deepEqual(parseStep(`:::details[More]\nText.\n\n\`\`\`sh run\nls\n\`\`\`\n:::\n\n${anyChecks}`).body, [
    {
      kind: 'details',
      summary: 'More',
      body: [
        { kind: 'markdown', nodes: [{ type: 'paragraph', children: [{ type: 'text', value: 'Text.' }] }] },
        { kind: 'run', command: 'ls' },
      ],
    },
  ]);
});

const predict = (inside: string, attributes = '#p after=c') => `:::predict{${attributes}}\n${inside}\n:::\n\n${anyChecks}`;
const quiz = (inside: string) => `:::quiz{#q}\n${inside}\n:::\n\n${anyChecks}`;
const outcome = '```outcomes\n- images: {}\n- images: {}\n  count: 0\n```';

/** The text of a step, and its faults. Its first line is line 9. */
const broken: ReadonlyArray<readonly [body: string, ...faults: string[]]> = [
  ['Text.', '7: the step has no check: add a ```checks block'],
  [`<b>x</b>\n\n${anyChecks}`, ...Array(2).fill('9: HTML is not shown in a lesson: use Markdown, and `<name>` in backquotes')],
  [`![](files/a.png)\n\n${anyChecks}`, '9: the image files/a.png needs words for those who do not see it: ![what it shows](files/a.png)'],
  ...['a.png', 'files/../a.png', 'files/a.exe', 'https://example.org/a.png', '/files/a.png', 'files/a.svg?x'].map(
    (url): [string, string] => [
      `![a](${url})\n\n${anyChecks}`,
      `9: an image is a png, svg, jpg, webp or gif in the lesson's folder files/, not ${url}: ![what it shows](files/picture.svg)`,
    ],
  ),
  ...['javascript:alert', 'data:x', '/x', '#x', 'lesson.md'].map((url): [string, string] => [
    `[a](${url})\n\n${anyChecks}`,
    `9: a link must lead to the web (https://) or to a view (view:), not to ${url}`,
  ]),
  [`[a](view:tree)\n\n${anyChecks}`, '9: there is no view tree: there are map, layers, writes, editor'],
  [
    `[a][b]\n\n[b]: https://example.org\n\n${anyChecks}`,
    ...[9, 11].map((line) => `${line}: a link names its target in place: [text](https://…)`),
  ],
  [`:::note\nx\n:::\n\n${anyChecks}`, '9: there is no directive note: there are quiz, predict and details'],
  [`# Title\n\n${anyChecks}`, '9: the title stands in the front matter: steps start with ##'],
  [
    `## Two\n\n${anyChecks}`,
    '7: the step has no check: add a ```checks block',
    '9: a step needs a name behind its title: "## Title {#id}", of small letters, digits and hyphens, a letter first',
  ],
  [
    `${anyChecks}\n## Two {#one}\n\n${anyChecks}`,
    '15: there are two of the step one: the first is in line 7',
    '18: there are two of the check c: the first is in line 10',
  ],
  [`\`\`\`sh Run\nls\n\`\`\`\n${anyChecks}`, '9: after the language of a block stands run, or file=PATH, not "Run"'],
  [`\`\`\`sh run\n\`\`\`\n${anyChecks}`, '9: the block to run is empty'],
  [`\`\`\`py file=../x\nls\n\`\`\`\n${anyChecks}`, '9: file= needs a path inside the workspace, without a / before it: file=app.py'],
  [
    `- a\n  \`\`\`sh run\n  ls\n  \`\`\`\n\n${anyChecks}`,
    '10: a block with "run" must stand in the step itself: end the list or quote before it',
  ],
  [`:::details[A]\n${anyChecks}\n:::\n\n${anyChecks}`, '10: a block of checks does not belong here'],
  [`:::details\na\n:::\n\n${anyChecks}`, '9: details need a summary: ":::details[Summary]"'],
  [
    `::::details[A]\n:::quiz{#q}\nA?\n\n- [x] b\n- [ ] c\n:::\n::::\n\n${anyChecks}`,
    '10: :::quiz belongs to the step itself, not into something else of it',
  ],
  [
    ':::details[A]\nb\n\n## Two {#two}\n\nc',
    '7: the step has no check: add a ```checks block',
    '12: a step begins inside of something that is still open: close it with ::: before',
  ],
  ...['a\n\n:::', '::: quiz{#q}\n\nA?'].map((text): [string, string] => [
    `${text}\n\n${anyChecks}`,
    `${text.startsWith('a') ? 11 : 9}: this ::: opens and closes nothing: ":::quiz{#id}" begins and ":::" ends, and what holds another has a colon more: "::::details[Summary]"`,
  ]),
  [quiz('A?\n\n- [ ] a\n- [ ] b'), '9: no option of the quiz is right: mark one with [x]'],
  [quiz('A?\n\n- [x] a'), '9: a quiz needs at least two options: "- [x] right", "- [ ] wrong"'],
  [quiz('A?'), '9: the quiz needs a list of options', '9: a quiz needs at least two options: "- [x] right", "- [ ] wrong"'],
  [quiz('- [x] a\n- [ ] b'), '9: the quiz has no question before its list'],
  [quiz('A?\n\n- [x] a\n- [ ] b\n\nC.'), '15: the options come last: the question stands before them'],
  [
    quiz('A?\n\n- [x] a\n- b'),
    ...[12, 13].map((line) => `${line}: an option starts with [x] or [ ]; an answer to be typed stands in backquotes: - \`docker ps -a\``),
  ],
  [quiz('A?\n\n- `/(/`'), '12: Invalid regular expression: /(/i: Unterminated group'],
  [quiz('A?\n\n- [ ] `a`\n- b `c`'), '13: an option starts with [x] or [ ]; an answer to be typed stands in backquotes: - `docker ps -a`'],
  [predict(`A?\n\n- a\n- b\n\n${outcome}`, '#p'), '9: the prediction p needs to know when it is over: ":::predict{#p after=check-id}"'],
  [predict(`A?\n\n- a\n- b\n\n${outcome}`, '#p after=d'), '9: the prediction p is over after d, which is no check of its step'],
  [predict(`A?\n\n- a\n- b\n- c\n\n${outcome}`), '16: the prediction p has 3 options and 2 outcomes: one for each, in their order'],
  [predict('A?\n\n- a\n- b'), '9: the prediction p needs one ```outcomes block with a state for each option'],
  [predict(`A?\n\n- [x] a\n- b\n\n${outcome}`), '12: a prediction has no right option before it is run: write "- " without [ ]'],
  [
    predict('A?\n\n- a\n- b\n\n```outcomes\n- quiz: q\n- images: {}\n  color: red\n```'),
    '16: outcome 1 of p needs one of containers, images, volumes, networks, layers, inspect, workspaceFile, containerFile, imageFile, http, command',
    '18: outcome 2 of p: there is no field color beside images: there are count',
  ],
];

test('every fault of a step is told with its line', () => {
  for (const [body, ...faults] of broken) assert.deepEqual(faultsOf(stepOf(body)), faults, body);
});

test('every fault of the front matter is told with its line', () => {
  const step = `## One {#one}\n\n${anyChecks}`;
  const table: ReadonlyArray<readonly [from: string, to: string, ...faults: string[]]> = [
    ['title: T', 'title: 5', '2: front matter: title must be a text'],
    ['summary: S\n', '', '2: front matter: summary must be a text'],
    ['duration: 5', 'duration: long', '4: front matter: duration must be a number of minutes'],
    ['language: en', 'language: english language', '5: front matter: language must be a language tag: en, es, pt-BR'],
    ['language: en', 'language: en\norder: first', '6: front matter: order must be a place in the course, from 1'],
    [
      'language: en',
      'language: en\nlevel: 1',
      '6: front matter: there is no field level: there are title, summary, duration, language, order, misconception',
    ],
    ['title: T', 'title: "T', '5: front matter: Missing closing "quote'],
  ];
  for (const [from, to, ...faults] of table) assert.deepEqual(faultsOf(front.replace(from, to) + step), faults, to);
  assert.deepEqual(faultsOf(step), ['1: the front matter is missing: title, summary, duration and language between two lines of ---']);
  assert.deepEqual(faultsOf(`${front}early\n`), [
    '1: there is no step: start one with "## Title {#id}"',
    '7: text before the first step: start one with "## Title {#id}"',
  ]);
});
