import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../support/drydock.ts';
import { lesson, openLesson } from './command.ts';
import { readExample, writeLesson } from './example.ts';

test('lesson preview serves the page with the lesson, and follows every save', async (context) => {
  const folder = temporaryFolder(context, 'preview');
  const example = readExample();
  writeLesson(folder, example);
  const { line, end } = await openLesson('preview', folder);
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
  assert.ok(url !== undefined && line.includes(`${url}?preview=1`), line);
  const get = (path: string) => fetch(new URL(path, url));
  const title = async () => ((await (await get('lessons/preview.json')).json()) as { lesson?: { title: string } }).lesson?.title;

  assert.match(await (await get('?preview=1')).text(), /<html/);
  assert.equal(await title(), 'A page in an image');
  const image = await get('lessons/preview/files/page.svg');
  assert.deepEqual([image.headers.get('content-type'), await image.text()], ['image/svg+xml', example['files/page.svg']]);
  for (const path of ['lessons/preview/files/none.svg', 'lessons/preview/files/..%2flesson.md', 'lessons/preview/files/%2e%2e/solution.sh'])
    assert.notEqual((await get(path)).status, 200, path);

  const events = (await get('lessons/preview.events')).body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(events !== undefined);
  assert.equal((await events.read()).value, ':\n\n');
  const saved = async (texts: Readonly<Record<string, string>>) => {
    writeLesson(folder, texts);
    assert.match((await events.read()).value ?? '', /^event: change\ndata: change\n\n/);
  };
  const text = example['lesson.md'] ?? '';
  await saved({ 'lesson.md': text.replace('title: A page in an image', 'title: Another') });
  assert.equal(await title(), 'Another');
  await saved({ 'lesson.md': text.replace('{#build}', '') });
  const { faults } = (await (await get('lessons/preview.json')).json()) as {
    faults: ReadonlyArray<{ file: string; line: number; message: string }>;
  };
  assert.deepEqual([faults[0]?.file, faults[0]?.line], [`${folder}/lesson.md`, 10]);
  assert.match(faults[0]?.message ?? '', /^a step needs a name behind its title/);
  await saved({ 'lesson.md': text });
  assert.equal(await title(), 'A page in an image');

  await events.cancel();
  assert.equal(await end(), 0);
});

test('a preview is of one lesson', async () => {
  const { output, exitCode } = await lesson('preview', 'lessons', '--port', '0');
  assert.deepEqual([exitCode, output], [125, 'drydock: lesson preview shows one lesson: name its folder\n']);
});
