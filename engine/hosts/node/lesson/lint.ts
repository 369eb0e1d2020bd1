import { faultText } from '../../../lesson/faults.ts';
import { lintCourse, lintLesson } from '../../../lesson/lint.ts';
import { lessonFolders, readLessonFolder } from './folder.ts';

/** Prints every fault as `file:line: what and remedy`. Resolves with the exit code: 1 if there are any; warnings leave it 0. */
export function lint(folders: readonly string[]): number {
  const linted = lessonFolders(folders).map((folder) => lintLesson(readLessonFolder(folder)));
  const faults = [...linted.flatMap((lesson) => lesson.faults), ...lintCourse(linted.flatMap(({ original }) => original ?? []))];
  const warnings = linted.flatMap((lesson) => lesson.warnings);
  for (const fault of faults) console.log(faultText(fault));
  for (const fault of warnings) console.log(`${faultText(fault)} (warning)`);
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  console.log(`${count(linted.length, 'lesson')}: ${count(faults.length, 'fault')}, ${count(warnings.length, 'warning')}`);
  return faults.length > 0 ? 1 : 0;
}
