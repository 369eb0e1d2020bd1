import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LessonFolder } from '../../../lesson/lint.ts';

/** The folders of lessons that are meant: each itself, or those in it that have a `lesson.md`. */
export function lessonFolders(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (!existsSync(name) || !statSync(name).isDirectory()) throw new Error(`${name} is no folder`);
    if (isLesson(name)) return [name];
    const inside = readdirSync(name)
      .sort()
      .map((one) => path.join(name, one))
      .filter(isLesson);
    if (inside.length === 0) throw new Error(`there is no lesson.md in ${name}, nor in a folder of it`);
    return inside;
  });
}

const isLesson = (folder: string): boolean => existsSync(path.join(folder, 'lesson.md'));

export function readLessonFolder(folder: string): LessonFolder {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  const isText = (name: string) => name === 'solution.sh' || /^lesson(\.[^.]+)?\.md$/.test(name);
  return {
    id: path.basename(path.resolve(folder)),
    prefix: path.join(folder, path.sep),
    texts: Object.fromEntries(names.filter(isText).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')])),
    files: names.filter((name) => !isText(name)),
  };
}
