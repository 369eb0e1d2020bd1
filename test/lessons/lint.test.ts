import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { lessonFolders, readLessonFolder } from '../../engine/hosts/node/lesson/folder.ts';
import { faultText } from '../../engine/lesson/faults.ts';
import { lintCourse, lintLesson } from '../../engine/lesson/lint.ts';
import type { ParsedLesson } from '../../engine/lesson/parse.ts';
import { lessonSchema } from '../../engine/lesson/schema.ts';
import { temporaryFolder } from '../support/drydock.ts';
import { lesson } from './command.ts';
import { readExample, root, writeLesson } from './example.ts';

const file = path.join(root, 'lessons/lesson.schema.json');
const course = lessonFolders([path.join(root, 'lessons')]).map((folder) => lintLesson(readLessonFolder(folder)));

test('every lesson is without fault, and the course has an order', () => {
  assert.ok(course.length > 0);
  assert.deepEqual(course.flatMap(({ faults }) => faults).map(faultText), []);
  assert.deepEqual(lintCourse(course.flatMap(({ original }) => original ?? [])).map(faultText), []);
});

test('the schema in lessons/ is that of the parser', () => {
  const written = `${JSON.stringify(lessonSchema(), undefined, 2)}\n`;
  assert.equal(readFileSync(file, 'utf8'), written, 'npm run --silent drydock -- lesson schema > lessons/lesson.schema.json');
});

test('every lesson is as the schema says, in every language; the example too', (context) => {
  const folder = temporaryFolder(context, 'lesson');
  writeLesson(folder, readExample());
  const example = lintLesson(readLessonFolder(folder));
  assert.deepEqual(example.faults.map(faultText), []);
  const ajv = new Ajv({ allowUnionTypes: true, formats: { regex: true } });
  const isLesson = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  const all = [...course, example].flatMap(({ original, translations }): ParsedLesson[] => [
    ...(original ? [original] : []),
    ...translations,
  ]);
  for (const { lesson, lines } of all) {
    assert.ok(isLesson(JSON.parse(JSON.stringify(lesson))), `${lines.file}: ${ajv.errorsText(isLesson.errors)}`);
  }
});

test('what is no lesson is refused by the schema', () => {
  const ajv = new Ajv({ allowUnionTypes: true, formats: { regex: true } });
  const isLesson = ajv.compile(lessonSchema());
  const whole = course[0]?.original?.lesson;
  assert.ok(whole !== undefined && isLesson(JSON.parse(JSON.stringify(whole))));
  const [step] = whole.steps;
  const [check] = step?.checks ?? [];
  const table: readonly object[] = [
    { ...whole, title: '' },
    { ...whole, duration: '5' },
    { ...whole, steps: [] },
    { ...whole, script: 'alert(1)' },
    { ...whole, steps: [{ ...step, id: 'Step 1' }] },
    { ...whole, steps: [{ ...step, body: [{ kind: 'html', html: '<b>' }] }] },
    { ...whole, steps: [{ ...step, checks: [] }] },
    { ...whole, steps: [{ ...step, checks: [{ ...check, assertion: { kind: 'typed', command: 'docker ps' } }] }] },
    { ...whole, steps: [{ ...step, checks: [{ ...check, assertion: { kind: 'images', filters: {} } }] }] },
    { ...whole, solution: { one: { script: 'ls' } } },
  ];
  for (const [index, broken] of table.entries()) assert.equal(isLesson(JSON.parse(JSON.stringify(broken))), false, String(index));
});

test('lesson lint tells file, line and remedy, and ends with 1', async (context) => {
  const folder = temporaryFolder(context, 'lesson');
  const example = readExample();
  writeLesson(folder, example);
  assert.deepEqual(await lesson('lint', folder), { output: '1 lesson: 0 faults, 0 warnings\n', exitCode: 0 });
  const text = example['lesson.md'] ?? '';
  writeLesson(folder, { 'lesson.md': text.replace('needs: built', 'needs: bulit').replace('files/page.svg', 'files/image.svg') });
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
  const broken = await lesson('lint', folder);
  assert.deepEqual(broken, {
    output: `${folder}/lesson.md:${lineOf('- id: own-layer')}: check own-layer needs bulit, which is no check before it\n1 lesson: 1 fault, 0 warnings\n`,
    exitCode: 1,
  });
  writeLesson(folder, { 'lesson.md': text.replace('files/page.svg', 'files/image.svg') });
  assert.deepEqual(await lesson('lint', folder), {
    output: `${folder}/lesson.md:${lineOf('![An image')}: there is no files/image.svg in the lesson's folder\n${folder}/files/page.svg:1: no lesson shows this file: remove it\n1 lesson: 2 faults, 0 warnings\n`,
    exitCode: 1,
  });
  const nothing = await lesson('lint', path.join(folder, 'files'));
  assert.deepEqual([nothing.exitCode, nothing.output.includes('there is no lesson.md in')], [125, true]);
});
