/** What is read from `lessons/` while the site is built. Only server components and route handlers import this. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { StartOptions } from '../engine/client/protocol.ts';
import { LessonError } from '../engine/lesson/faults.ts';
import type { Lesson } from '../engine/lesson/lesson.ts';
import { lintLesson } from '../engine/lesson/lint.ts';
import type { CourseEntry, CourseText } from './lesson/course.ts';

const root = path.join(process.cwd(), 'lessons');

export interface ReadLesson {
  readonly original: Lesson;
  /** The original among them. */
  readonly languages: readonly Lesson[];
  /** Names of its images, relative to its folder. */
  readonly files: readonly string[];
}

/** In the order of the course. */
export function readLessons(): ReadLesson[] {
  const lessons = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'workspace')
    .map(({ name }) => readLesson(name));
  const place = ({ original }: ReadLesson) => original.order ?? Number.POSITIVE_INFINITY;
  return lessons.sort((a, b) => place(a) - place(b) || (a.original.id < b.original.id ? -1 : 1));
}

function readLesson(id: string): ReadLesson {
  const folder = path.join(root, id);
  const names = filesIn(folder);
  const isText = (name: string) => name === 'solution.sh' || /^lesson(\.[^.]+)?\.md$/.test(name);
  const files = names.filter((name) => !isText(name));
  const texts = Object.fromEntries(names.filter(isText).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  const { original, translations, faults } = lintLesson({ id, prefix: `lessons/${id}/`, texts, files });
  if (original === undefined || faults.length > 0) throw new LessonError(faults);
  return { original: original.lesson, languages: [original, ...translations].map(({ lesson }) => lesson), files };
}

export function courseOf(lessons: readonly ReadLesson[]): CourseEntry[] {
  return lessons.map(({ original, languages }) => {
    const { id, duration, order, steps } = original;
    return {
      id,
      ...textOf(original),
      duration,
      ...(order !== undefined && { order }),
      languages: languages.map(({ language }) => language),
      translations: Object.fromEntries(languages.slice(1).map((lesson) => [lesson.language, textOf(lesson)])),
      steps: steps.map((step) => ({ id: step.id, checks: step.checks.map((check) => check.id) })),
    };
  });
}

const textOf = ({ title, summary, misconception }: Lesson): CourseText => ({
  title,
  summary,
  ...(misconception !== undefined && { misconception }),
});

export const lessonFile = (id: string, file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path.join(root, id, file)));

/** The files of a first visit's workspace. */
export function readSeed(): StartOptions['seed'] {
  const folder = path.join(root, 'workspace');
  return filesIn(folder).map((file) => ({ path: file, text: readFileSync(path.join(folder, file), 'utf8') }));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
