import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, front, parse } from './testing.ts';

const check = (id: string) => `\`\`\`checks\n- { id: ${id}, title: C, images: {} }\n\`\`\`\n`;
const lesson = `${front}
## One {#one}

:::quiz{#choice}
A?

- [x] a
- [x] b
- [ ] c
:::

:::quiz{#typed}
A?

- \`docker ps -a\`
:::

${check('c')}
## Two {#two}

:::predict{#guess after=d}
A?

- a
- b

\`\`\`outcomes
- images: {}
- images: {}
  count: 0
\`\`\`
:::

${check('d')}`;

test('a solution: scripts, answers and predictions by step', () => {
  const solution = `#!/bin/bash
# What a learner does.

# step one
# answer choice 0 1
# answer typed text: docker ps -a
docker pull nginx
# a comment of the script

docker images

# step two
# predict guess 1
docker rmi nginx
`;
  assert.deepEqual(parse(lesson, solution).solution, {
    one: {
      script: 'docker pull nginx\n# a comment of the script\n\ndocker images',
      answers: { choice: [0, 1], typed: 'docker ps -a' },
      predictions: {},
    },
    two: { script: 'docker rmi nginx', answers: {}, predictions: { guess: 1 } },
  });
  assert.deepEqual(parse(lesson).solution, {});
});

test('faults of a solution point at its lines', () => {
  const table: ReadonlyArray<readonly [solution: string, fault: string]> = [
    ['docker ps', '1: a command before the first step: start one with "# step id"'],
    ['# answer choice 1', '1: "# answer" before the first step: start one with "# step id"'],
    ['# step three', '1: there is no step three: there are one, two'],
    ['# step one\n# step one', '2: there are two of the step one: the first is in line 1'],
    ['# step two\n# step one', '2: the step one stands after a later one: keep the order of the lesson'],
    ['# step two\n# answer choice 1', '2: the step two has no quiz choice'],
    ['# step one\n# answer chioce 1', '2: the step one has no quiz chioce'],
    ['# step one\n# answer choice', '2: choice is answered with options from 0 to 2: "# answer choice 1"'],
    ['# step one\n# answer choice 3', '2: choice is answered with options from 0 to 2: "# answer choice 1"'],
    ['# step one\n# answer choice 0 x', '2: choice is answered with options from 0 to 2: "# answer choice 1"'],
    ['# step one\n# answer choice 0 1\n# answer choice 0', '3: there are two answers to choice'],
    ['# step one\n# answer typed text:', '2: typed is answered by typing: "# answer typed text: …"'],
    ['# step one\n# predict guess 1', '2: the step one has no prediction guess'],
    ['# step two\n# predict guess 2', '2: guess is predicted with one option from 0 to 1: "# predict guess 0"'],
    ['# step two\n# predict guess 0 1', '2: guess is predicted with one option from 0 to 1: "# predict guess 0"'],
    ['# step two\n# predict guess 0\n# predict guess 1', '3: there are two predictions of guess'],
  ];
  for (const [solution, fault] of table) assert.deepEqual(faultsOf(lesson, solution), [`solution.sh:${fault}`], solution);
});
