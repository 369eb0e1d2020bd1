import { LessonError } from './faults.ts';
import type { Lesson, Step } from './lesson.ts';
import { parseLesson } from './parse.ts';

/** Small lessons for tests. The front matter takes six lines. */
export const front = '---\ntitle: T\nsummary: S\nduration: 5\nlanguage: en\n---\n';
export const anyChecks = '```checks\n- id: c\n  title: C\n  images: { reference: nginx }\n```\n';
/** A step `one` with this text; its first line is line 9 of the lesson. */
export const stepOf = (body: string): string => `${front}## One {#one}\n\n${body}`;

export const parse = (source: string, solution?: string): Lesson => parseLesson(textOf(source, solution)).lesson;

export function parseStep(body: string): Step {
  const [step] = parse(stepOf(body)).steps;
  if (step === undefined) throw new Error('no step');
  return step;
}

/** As `line: message`, and `solution.sh:line: message`. */
export function faultsOf(source: string, solution?: string): string[] {
  try {
    parseLesson(textOf(source, solution));
    return [];
  } catch (error) {
    if (!(error instanceof LessonError)) throw error;
    return error.faults.map(({ file, line, message }) => `${file === 'lesson.md' ? '' : `${file}:`}${line}: ${message}`);
  }
}

function textOf(source: string, solution: string | undefined) {
  return { id: 'x', source, file: 'lesson.md', ...(solution !== undefined && { solution: { source: solution, file: 'solution.sh' } }) };
}
