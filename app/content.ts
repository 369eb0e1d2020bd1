/** What is read from `lessons/` while the site is built. Only server components import this. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { StartOptions } from '../engine/client/protocol.ts';
import type { Lesson } from '../engine/lesson/lesson.ts';
import { parseLesson } from '../engine/lesson/parse.ts';

const root = path.join(process.cwd(), 'lessons');

export function readLessons(): Lesson[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'workspace')
    .map(({ name }) => {
      const text = (file: string) => ({ source: readFileSync(path.join(root, name, file), 'utf8'), file: `lessons/${name}/${file}` });
      return parseLesson({ id: name, ...text('lesson.md'), solution: text('solution.sh') }).lesson;
    });
}

/** The files of a first visit's workspace. */
export function readSeed(): StartOptions['seed'] {
  const folder = path.join(root, 'workspace');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ path: path.relative(folder, file), text: readFileSync(file, 'utf8') }));
}
