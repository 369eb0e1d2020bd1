import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultText } from './faults.ts';
import { type LessonFolder, lintCourse, lintLesson } from './lint.ts';

const lesson = `---
title: T
summary: S
duration: 5
language: en
---

## One {#one}

![a layer](files/layer.svg)

\`\`\`sh run
docker pull nginx
\`\`\`

:::quiz{#q}
What?

- [x] a
- [ ] b
:::

:::predict{#p after=c}
What?

- a
- b

\`\`\`outcomes
- images: {}
- images: {}
  count: 0
\`\`\`
:::

\`\`\`checks
- { id: c, title: C, images: { reference: nginx }, hint: H }
- { id: d, title: D, quiz: q }
\`\`\`

## Two {#two}

\`\`\`checks
- { id: e, title: E, images: {}, count: 0, hint: H }
\`\`\`
`;
const spanish = lesson.replace('language: en', 'language: es').replace('What?', '¿Qué?').replace('title: C', 'title: Ce');
const solution = '# step one\n# answer q 0\n# predict p 0\ndocker pull nginx\n# step two\ndocker rmi nginx\n';
const texts = { 'lesson.md': lesson, 'lesson.es.md': spanish, 'solution.sh': solution };

const lint = (change: Partial<LessonFolder>) => lintLesson({ id: 'x', prefix: 'x/', texts, files: ['files/layer.svg'], ...change });
const faults = (change: Partial<LessonFolder>) => lint(change).faults.map(faultText);
const withText = (name: keyof typeof texts, from: string | RegExp, to: string) => {
  const text = texts[name].replace(from, to);
  assert.notEqual(text, texts[name]);
  return { texts: { ...texts, [name]: text } };
};

test('a whole lesson in two languages has no fault', () => {
  const { original, translations, warnings } = lint({});
  assert.deepEqual([faults({}), warnings], [[], []]);
  assert.deepEqual([original?.lesson.language, ...translations.map((one) => one.lesson.language)], ['en', 'es']);
});

test('what no single file shows', () => {
  const { 'solution.sh': _, ...unsolved } = texts;
  const table: ReadonlyArray<readonly [change: Partial<LessonFolder>, ...faults: string[]]> = [
    [{ texts: unsolved }, 'x/lesson.md:1: the lesson has no solution.sh: it says what a learner does, step by step'],
    [
      { files: [] },
      "x/lesson.md:10: there is no files/layer.svg in the lesson's folder",
      "x/lesson.es.md:10: there is no files/layer.svg in the lesson's folder",
    ],
    [{ files: ['files/layer.svg', 'notes.txt'] }, 'x/notes.txt:1: no lesson shows this file: remove it'],
    [
      withText('solution.sh', '# step two\n', ''),
      'x/lesson.md:41: the step two has no solution: add "# step two" to solution.sh, with what the learner does',
    ],
    [
      withText('solution.sh', '# answer q 0\n', ''),
      'x/lesson.md:16: solution.sh does not answer the quiz q: add "# answer q …" to its step one',
    ],
    [withText('solution.sh', '# predict p 0\n', ''), 'x/lesson.md:23: solution.sh does not predict p: add "# predict p …" to its step one'],
    [
      {
        texts: {
          ...texts,
          'lesson.md': lesson.replace('docker pull', '$ docker pull'),
          'lesson.es.md': spanish.replace('docker pull', '$ docker pull'),
        },
      },
      'x/lesson.md:12: the text of a block to run is typed as it stands: leave the prompt away',
    ],
    [withText('solution.sh', '# step two', '# step tow'), 'x/solution.sh:5: there is no step tow: there are one, two'],
  ];
  for (const [change, ...told] of table) assert.deepEqual(faults(change), told);
});

test('a translation differs in its texts only', () => {
  const table: ReadonlyArray<readonly [from: string | RegExp, to: string, ...faults: string[]]> = [
    ['language: es', 'language: pt', 'x/lesson.es.md:1: the file is named for es, and its front matter says language: pt'],
    ['docker pull', 'docker run', 'x/lesson.es.md:12: command 1 of the step one is not that of x/lesson.md:12: only texts are translated'],
    ['- [x] a\n- [ ] b', '- [ ] a\n- [x] b', 'x/lesson.es.md:16: the quiz q is not that of x/lesson.md:16: only texts are translated'],
    ['reference: nginx', 'reference: web', 'x/lesson.es.md:37: the check c is not that of x/lesson.md:37: only texts are translated'],
    ['- { id: d, title: D, quiz: q }\n', '', 'x/lesson.es.md:8: the check d is missing: x/lesson.md:38 has it'],
    [
      'hint: H }\n```\n',
      'hint: H }\n- { id: f, title: F, images: {} }\n```\n',
      'x/lesson.es.md:45: the check f is not in x/lesson.md: a translation has the same steps, checks and commands',
    ],
  ];
  for (const [from, to, ...told] of table) {
    const change = withText('lesson.es.md', from, to);
    assert.deepEqual(faults(change), told);
  }
  const renamed = faults(withText('lesson.es.md', '{#two}', '{#dos}'));
  assert.deepEqual(renamed, ['x/solution.sh:5: there is no step two: there are one, dos']);
});

test('a step that cannot help is a warning', () => {
  const { faults: none, warnings } = lint({ texts: { 'lesson.md': lesson.replaceAll(', hint: H', ''), 'solution.sh': solution } });
  assert.deepEqual(none, []);
  assert.deepEqual(warnings.map(faultText), [
    'x/lesson.md:8: no check of the step one has a hint',
    'x/lesson.md:41: no check of the step two has a hint',
  ]);
});

test('two lessons have not the same place in the course', () => {
  const parsed = ['a', 'b'].map((id) => {
    const { original } = lint({
      id,
      prefix: `${id}/`,
      texts: { 'lesson.md': lesson.replace('duration', 'order: 1\nduration'), 'solution.sh': solution },
    });
    assert.ok(original);
    return original;
  });
  assert.deepEqual(lintCourse(parsed).map(faultText), ['b/lesson.md:1: order 1 is that of the lesson a already']);
});
