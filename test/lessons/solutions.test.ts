import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { lessonFolders } from '../../engine/hosts/node/lesson/folder.ts';
import { temporaryFolder } from '../support/drydock.ts';
import { lesson } from './command.ts';
import { readExample, root, writeLesson } from './example.ts';

for (const folder of lessonFolders([path.join(root, 'lessons')])) {
  test(`the solution of ${path.basename(folder)} meets each check, and none too early`, async () => {
    const { output, exitCode } = await lesson('test', folder);
    assert.equal(exitCode, 0, output);
    assert.match(output, /\n1 lesson tested, 0 refused\n$/);
  });
}

test('the example of the documentation is a whole lesson', async (context) => {
  const folder = temporaryFolder(context, 'example');
  writeLesson(folder, readExample());
  const { output, exitCode } = await lesson('test', folder);
  assert.equal(exitCode, 0, output);
  assert.match(output, /seen {2}what-is-shown: option 1\n/);
});

const small = `---
title: T
summary: S
duration: 1
language: en
---

## Make a volume {#make}

:::predict{#how-many after=made}
How many volumes will there be?

- One.
- Two.

\`\`\`outcomes
- volumes: {}
  count: 1
- volumes: {}
  count: 2
\`\`\`
:::

\`\`\`checks
- id: made
  title: There is a volume
  volumes: { name: data }
  hint: docker volume create data
\`\`\`

## Remove it {#remove}

\`\`\`checks
- id: removed
  title: It is gone
  needs: made
  volumes: { name: data }
  count: 0
  hint: docker volume rm data
\`\`\`
`;
const solution = '# step make\n# predict how-many 0\ndocker volume create data\n\n# step remove\ndocker volume rm data\n';
const texts = { 'lesson.md': small, 'solution.sh': solution };

/** What is said of the folder's lesson, without the folder. */
async function refusal(context: Parameters<typeof temporaryFolder>[0], change: Partial<typeof texts>): Promise<string> {
  const folder = temporaryFolder(context, 'lesson');
  writeLesson(folder, { ...texts, ...change });
  const { output, exitCode } = await lesson('test', folder);
  assert.equal(exitCode, 1, output);
  assert.match(output, /\n1 lesson tested, 1 refused\n$/);
  return output.replaceAll(`${folder}/`, '');
}

test('a check that is met too early is refused, with file and line', async (context) => {
  const output = await refusal(context, {
    'lesson.md': small.replace('  needs: made\n  volumes: { name: data }', '  volumes: { name: other }'),
  });
  assert.match(output, /^lesson\.md:34: check removed is met before its step begins: /m);
});

test('a solution that misses a step is refused, with file and line', async (context) => {
  const output = await refusal(context, { 'solution.sh': solution.slice(0, solution.indexOf('# step remove')) });
  assert.match(output, /^lesson\.md:31: the step remove has no solution: add "# step remove" to solution\.sh/m);
});

test('a solution that does not do what its step asks for is refused, with file and line and what it printed', async (context) => {
  const output = await refusal(context, {
    'solution.sh': solution.replace('docker volume create data', 'docker volume create --nmae data'),
  });
  assert.match(
    output,
    /^lesson\.md:25: check made is not met after the solution's step \(solution\.sh:1\)\. The solution ended with exit code 125/m,
  );
  assert.match(output, /unknown flag: --nmae/);
  assert.doesNotMatch(output, /^ {2}remove$/m);
});

test('a prediction of which nothing came true is refused, with file and line', async (context) => {
  const output = await refusal(context, {
    'solution.sh': solution.replace('create data', 'create two && docker volume create three && docker volume create data'),
  });
  assert.match(output, /^lesson\.md:10: none of the outcomes of the prediction how-many is so when made is met$/m);
});

test('broken Markdown is refused, with file and line, before anything runs', async (context) => {
  const output = await refusal(context, { 'lesson.md': small.replace('## Remove it {#remove}', '## Remove it {#remove\n\n<b>now</b>') });
  assert.match(output, /^lesson\.md:31: a step needs a name behind its title: /m);
  assert.match(output, /^lesson\.md:33: HTML is not shown in a lesson: /m);
  assert.doesNotMatch(output, /^ {2}make$/m);
});
