import { type Fault, LessonError } from './faults.ts';
import type { Block, Lesson } from './lesson.ts';
import { type ParsedLesson, parseLesson } from './parse.ts';
import type { Lines } from './reading.ts';

/** All of a lesson's folder. */
export interface LessonFolder {
  readonly id: string;
  /** What stands before the names of its files in messages: `lessons/images-and-containers/`. */
  readonly prefix: string;
  /** By name: `lesson.md`, its translations `lesson.<language>.md`, `solution.sh`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Names of what else is there: `files/layers.svg`. */
  readonly files: readonly string[];
}

export interface LintedLesson {
  readonly original?: ParsedLesson;
  readonly translations: readonly ParsedLesson[];
  readonly faults: readonly Fault[];
  /** What an author may have meant so. */
  readonly warnings: readonly Fault[];
}

/** Parses the lesson in all its languages and finds what no single file shows. What follows from a file that cannot be read is not told. */
export function lintLesson({ id, prefix, texts, files }: LessonFolder): LintedLesson {
  const faults: Fault[] = [];
  const fault = (name: string, line: number, message: string) => faults.push({ file: prefix + name, line, message });
  const script = texts['solution.sh'];
  const solution = script === undefined ? undefined : { source: script, file: `${prefix}solution.sh` };
  if (solution === undefined) fault('lesson.md', 1, 'the lesson has no solution.sh: it says what a learner does, step by step');
  const parse = (name: string): ParsedLesson | undefined => {
    const source = texts[name];
    if (source === undefined) return undefined;
    try {
      return parseLesson({ id, source, file: prefix + name, ...(solution && { solution }) });
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const original = parse('lesson.md');
  const warnings = original === undefined ? [] : lintOriginal(original, faults);
  const translations: ParsedLesson[] = [];
  for (const name of Object.keys(texts).filter((one) => one !== 'lesson.md' && one.endsWith('.md'))) {
    const parsed = parse(name);
    if (parsed === undefined) continue;
    translations.push(parsed);
    const [, language] = /^lesson\.(.+)\.md$/.exec(name) ?? [];
    if (language !== parsed.lesson.language)
      fault(name, 1, `the file is named for ${language}, and its front matter says language: ${parsed.lesson.language}`);
    if (original !== undefined) faults.push(...compare(original, parsed));
  }
  const read = [...(original ? [original] : []), ...translations];
  for (const { lines } of read) {
    for (const { path, line } of lines.images)
      if (!files.includes(path)) faults.push({ file: lines.file, line, message: `there is no ${path} in the lesson's folder` });
  }
  // A text that cannot be read may use what seems unused.
  if (read.length === Object.keys(texts).filter((name) => name.endsWith('.md')).length) {
    const used = new Set(read.flatMap(({ lines }) => lines.images.map(({ path }) => path)));
    for (const name of files) if (!used.has(name) && !isEditors(name)) fault(name, 1, 'no lesson shows this file: remove it');
  }
  return { ...(original && { original }), translations, faults: unique(faults), warnings };
}

/** What editors and desktops leave behind. */
const isEditors = (name: string): boolean => /(^|\/)\.|~$/.test(name);

/** A solution is parsed with each language, and its faults are told once. */
const unique = (faults: readonly Fault[]): Fault[] => [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];

/** Adds to `faults`; returns warnings. */
function lintOriginal({ lesson, lines }: ParsedLesson, faults: Fault[]): Fault[] {
  const warnings: Fault[] = [];
  const { file } = lines;
  for (const step of lesson.steps) {
    const solved = lesson.solution[step.id];
    if (lines.solution !== undefined && solved === undefined)
      faults.push({
        file,
        line: lines.steps[step.id] ?? 1,
        message: `the step ${step.id} has no solution: add "# step ${step.id}" to solution.sh, with what the learner does`,
      });
    for (const block of step.body) {
      if (block.kind === 'quiz' && solved !== undefined && solved.answers[block.quiz.id] === undefined) {
        const { id } = block.quiz;
        const line = lines.quizzes[id] ?? 1;
        faults.push({ file, line, message: `solution.sh does not answer the quiz ${id}: add "# answer ${id} …" to its step ${step.id}` });
      }
      if (block.kind !== 'predict') continue;
      const { id } = block.predict;
      const line = lines.predictions[id] ?? 1;
      if (solved !== undefined && solved.predictions[id] === undefined)
        faults.push({ file, line, message: `solution.sh does not predict ${id}: add "# predict ${id} …" to its step ${step.id}` });
    }
    const stuck = step.checks.filter(({ assertion }) => assertion.kind !== 'quiz' && assertion.kind !== 'predict');
    if (stuck.length > 0 && stuck.every(({ hints, fails }) => hints.length === 0 && fails.length === 0))
      warnings.push({ file, line: lines.steps[step.id] ?? 1, message: `no check of the step ${step.id} has a hint` });
  }
  for (const { command, line } of lines.runs)
    if (/^\s*\$\s/m.test(command))
      faults.push({ file, line, message: 'the text of a block to run is typed as it stands: leave the prompt away' });
  return warnings;
}

/** Progress holds in all languages: whatever is not text is the same. */
function compare(original: ParsedLesson, translation: ParsedLesson): Fault[] {
  const { file } = translation.lines;
  const expected = bones(original);
  const actual = bones(translation);
  const faults: Fault[] = [];
  for (const [name, { value, line, step }] of expected) {
    const there = actual.get(name);
    if (there === undefined) {
      if (name !== `the step ${step}` && !actual.has(`the step ${step}`)) continue;
      faults.push({ file, line: translation.lines.steps[step] ?? 1, message: `${name} is missing: ${original.lines.file}:${line} has it` });
    } else if (there.value !== value) {
      faults.push({ file, line: there.line, message: `${name} is not that of ${original.lines.file}:${line}: only texts are translated` });
    }
  }
  for (const [name, { line, step }] of actual) {
    if (expected.has(name) || (name !== `the step ${step}` && !expected.has(`the step ${step}`))) continue;
    faults.push({ file, line, message: `${name} is not in ${original.lines.file}: a translation has the same steps, checks and commands` });
  }
  return faults;
}

interface Bone {
  readonly value: string;
  readonly line: number;
  readonly step: string;
}

/** What is left of a lesson without its texts. */
function bones({ lesson, lines }: ParsedLesson): Map<string, Bone> {
  const found = new Map<string, Bone>();
  const add = (name: string, line: number | undefined, step: string, value: unknown) => {
    found.set(name, { value: JSON.stringify(value), line: line ?? 1, step });
  };
  let runs = 0;
  for (const [index, { id: step, body, checks }] of lesson.steps.entries()) {
    add(`the step ${step}`, lines.steps[step], step, index);
    for (const { id, assertion, needs, hints, fails } of checks) {
      const states = [hints.map(({ tries, when }) => [tries, when]), fails.map(({ when }) => when)];
      add(`the check ${id}`, lines.checks[id], step, [assertion, needs, states]);
    }
    let commands = 0;
    for (const block of flat(body)) {
      if (block.kind === 'run') add(`command ${++commands} of the step ${step}`, lines.runs[runs++]?.line, step, block.command);
      if (block.kind === 'file') add(`the file ${block.path} of the step ${step}`, lines.steps[step], step, block.path);
      if (block.kind === 'quiz') add(`the quiz ${block.quiz.id}`, lines.quizzes[block.quiz.id], step, answersOf(block.quiz));
      if (block.kind === 'predict') {
        const { id, after, options } = block.predict;
        add(`the prediction ${id}`, lines.predictions[id], step, [after, options.map(({ outcome }) => outcome)]);
      }
    }
  }
  return found;
}

type Quiz = Extract<Block, { kind: 'quiz' }>['quiz'];
/** The words to type may differ by language; the solution's have to be right in each. */
const answersOf = (quiz: Quiz) => (quiz.kind === 'text' ? quiz.kind : [quiz.kind, quiz.options.map(({ correct }) => correct)]);

const flat = (blocks: readonly Block[]): Block[] => blocks.flatMap((block) => (block.kind === 'details' ? flat(block.body) : [block]));

/** Of a course: no two lessons have the same place in it. */
export function lintCourse(lessons: ReadonlyArray<{ readonly lesson: Lesson; readonly lines: Lines }>): Fault[] {
  const places = new Map<number, string>();
  return lessons.flatMap(({ lesson: { order, id }, lines }) => {
    if (order === undefined) return [];
    const other = places.get(order);
    places.set(order, id);
    return other === undefined ? [] : [{ file: lines.file, line: 1, message: `order ${order} is that of the lesson ${other} already` }];
  });
}
