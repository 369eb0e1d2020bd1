import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LessonError } from './faults.ts';
import type { Lesson } from './lesson.ts';
import { parseLesson } from './parse.ts';

const front = '---\ntitle: T\nsummary: S\nduration: 5\nlanguage: en\n---\n';
const checks = '```checks\n- id: c\n  title: C\n  images: { reference: nginx }\n```\n';
const parse = (text: string): Lesson => parseLesson('x', text, 'lessons/x/lesson.md');

function faults(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof LessonError);
    return error.message.split('\n');
  }
  return [];
}

test('front matter and steps', () => {
  const { title, summary, duration, language, steps } = parse(`${front}\n## One {#one}\n\nText.\n\n${checks}`);
  assert.deepEqual({ title, summary, duration, language }, { title: 'T', summary: 'S', duration: 5, language: 'en' });
  assert.deepEqual(steps, [
    {
      id: 'one',
      title: 'One',
      body: [{ kind: 'markdown', nodes: [{ type: 'paragraph', children: [{ type: 'text', value: 'Text.' }] }] }],
      checks: [{ id: 'c', title: 'C', needs: [], assertion: { kind: 'images', filters: { reference: ['nginx'] }, count: { min: 1 } } }],
    },
  ]);
});

test('a lesson is plain data', () => {
  const lesson = parse(`${front}\n## One {#one}\n\n- a\n- **b** [c](https://example.org)\n\n${checks}`);
  assert.deepEqual(JSON.parse(JSON.stringify(lesson)), lesson);
});

test('run and file blocks, other code stays text', () => {
  const [step] = parse(
    `${front}\n## One {#one}\n\n\`\`\`sh run\ndocker ps\n\`\`\`\n\`\`\`python file=src/app.py\nprint(1)\n\`\`\`\n\`\`\`json\n{}\n\`\`\`\n${checks}`,
  ).steps;
  assert.deepEqual(step?.body, [
    { kind: 'run', command: 'docker ps' },
    { kind: 'file', path: 'src/app.py', text: 'print(1)\n', language: 'python' },
    { kind: 'markdown', nodes: [{ type: 'code', value: '{}', lang: 'json' }] },
  ]);
});

test('an image name in a sentence is no directive', () => {
  const [step] = parse(`${front}\n## One {#one}\n\nPull nginx:latest now.\n\n${checks}`).steps;
  const [block] = step?.body ?? [];
  assert.ok(block?.kind === 'markdown');
  const text = (block.nodes[0]?.children ?? []).map(({ value }) => value).join('');
  assert.equal(text, 'Pull nginx:latest now.');
});

test('a quiz: its question, options, explanations; several right ones make it multiple', () => {
  const quiz = (options: string) => {
    const [step] = parse(`${front}\n## One {#one}\n\n:::quiz{#q}\nWhat?\n\n${options}\n:::\n\n${checks}`).steps;
    const [block] = step?.body ?? [];
    assert.ok(block?.kind === 'quiz');
    return block.quiz;
  };
  const single = quiz('- [ ] No.\n\n  Because.\n- [x] Yes.');
  assert.equal(single.id, 'q');
  assert.equal(single.multiple, false);
  assert.deepEqual(
    single.options.map(({ correct, explanation }) => [correct, explanation !== undefined]),
    [
      [false, true],
      [true, false],
    ],
  );
  assert.equal(quiz('- [x] A\n- [x] B\n- [ ] C').multiple, true);
});

test('details hold blocks', () => {
  const [step] = parse(`${front}\n## One {#one}\n\n:::details[More]\nText.\n\n\`\`\`sh run\nls\n\`\`\`\n:::\n\n${checks}`).steps;
  assert.deepEqual(step?.body, [
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

test('checks of each kind', () => {
  const text = `
- { id: a, title: A, containers: { ancestor: nginx, status: [running, paused] }, count: 2.., hint: H }
- { id: b, title: B, containers: { name: web }, count: 0, needs: a }
- { id: d, title: D, workspaceFile: Dockerfile, matches: ^FROM }
- { id: e, title: E, containerFile: /etc/x, in: { name: web }, absent: true, needs: [a, b] }
- { id: f, title: F, http: "http://localhost:8080/" }
`;
  const [step] = parse(`${front}\n## One {#one}\n\n\`\`\`checks\n${text}\`\`\``).steps;
  assert.deepEqual(
    step?.checks.map(({ assertion, needs }) => [assertion, needs]),
    [
      [{ kind: 'containers', filters: { ancestor: ['nginx'], status: ['running', 'paused'] }, count: { min: 2 } }, []],
      [{ kind: 'containers', filters: { name: ['web'] }, count: { min: 0, max: 0 } }, ['a']],
      [{ kind: 'workspaceFile', path: 'Dockerfile', matches: '^FROM' }, []],
      [{ kind: 'containerFile', path: '/etc/x', filters: { name: ['web'] }, absent: true }, ['a', 'b']],
      [{ kind: 'http', url: 'http://localhost:8080/' }, []],
    ],
  );
});

test('every fault is told with its line', () => {
  const file = 'lessons/x/lesson.md';
  assert.deepEqual(faults('## One {#one}\n'), [
    `${file}:1: the front matter is missing: title, summary, duration and language between two lines of ---`,
    `${file}:1: the step has no check: add a \`\`\`checks block`,
  ]);
  assert.deepEqual(faults(`${front}\n## One\n\n<b>x</b>\n\n![i](a.png)\n\n[l](javascript:alert)\n\n:::note\nx\n:::\n\n${checks}`), [
    `${file}:8: a step needs a name for its title: "## Title {#id}", of small letters, digits and hyphens`,
    `${file}:10: HTML is not shown in a lesson: use Markdown`,
    `${file}:10: HTML is not shown in a lesson: use Markdown`,
    `${file}:12: images are not supported in lessons yet`,
    `${file}:14: a link must lead to the web (https://), not to javascript:alert`,
    `${file}:16: there is no directive note: there are quiz and details`,
  ]);
  assert.deepEqual(faults(`${front}early\n`), [
    `${file}:1: there is no step: start one with "## Title {#id}"`,
    `${file}:7: text before the first step: start one with "## Title {#id}"`,
  ]);
});

test('faults in checks point at the check', () => {
  const withChecks = (yaml: string) =>
    faults(`${front}\n## One {#one}\n\n\`\`\`checks\n${yaml}\n\`\`\`\n`).map((fault) => fault.replace('lessons/x/lesson.md:', ''));
  assert.deepEqual(withChecks('- { id: a, title: A, images: {} }\n- { id: a, title: B, images: {} }'), ['8: there are two of the check a']);
  assert.deepEqual(withChecks('- { id: a, title: A, images: {} }\n- { id: b, title: B, images: {}, count: many }'), [
    '12: check b: count is a number or a range: 2, 1.., 1..3',
  ]);
  assert.deepEqual(withChecks('- { id: a, title: A, images: {} }\n- { id: b, title: B, needs: c, quiz: q }'), [
    '8: check b needs c, which is no check before it',
    '8: check b names the quiz q, which is not in this or an earlier step',
  ]);
  assert.deepEqual(withChecks('- { id: a, title: A, images: {}, color: red }'), ['11: check a: a check of images has no field color']);
  assert.deepEqual(withChecks('- id: a\n  title: A\n  http: x\n  matches: "("'), [
    '11: check a: matches: Invalid regular expression: /(/: Unterminated group',
  ]);
  assert.equal(withChecks('- id: [').length, 2);
});
