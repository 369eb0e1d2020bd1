import type { Disposable } from '../base/disposable.ts';

/**
 * A lesson is data: Markdown with front matter and directives (`lessons/<id>/lesson.md`), parsed to this. It can run nothing by itself:
 * a `run` block is text that the learner sends to the terminal with a click, and a check is a declarative read of the engine's state.
 * All of it is plain JSON: a lesson is parsed when the site is built and travels as data.
 *
 * A check that was met stays met (it is *done*, whatever comes after), and it is looked at only while its step is before the learner's eyes
 * and what it `needs` is done. So `stop` and then `start` can both be asked for, and "no containers left" cannot be true before there were any.
 */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Minutes. */
  readonly duration: number;
  /** BCP 47. */
  readonly language: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly body: readonly Block[];
  /** All must be met for the step to be done. */
  readonly checks: readonly Check[];
}

/** A step's text in order. */
export type Block =
  | { readonly kind: 'markdown'; readonly nodes: readonly Markdown[] }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'file'; readonly path: string; readonly text: string; readonly language: string }
  | { readonly kind: 'quiz'; readonly quiz: Quiz }
  | { readonly kind: 'details'; readonly summary: string; readonly body: readonly Block[] };

/** A node of an mdast tree without its position. The parser lets through only what a page can show safely: no HTML, no images, web links only. */
export interface Markdown {
  readonly type: string;
  readonly children?: readonly Markdown[];
  readonly value?: string;
  readonly [property: string]: unknown;
}

export interface Quiz {
  readonly id: string;
  readonly question: readonly Markdown[];
  /** More than one option is right, and all of them must be chosen. */
  readonly multiple: boolean;
  readonly options: ReadonlyArray<{
    readonly text: readonly Markdown[];
    readonly correct: boolean;
    readonly explanation?: readonly Markdown[];
  }>;
}

export interface Check {
  /** Unique in the lesson. */
  readonly id: string;
  /** What the learner reads beside the mark. */
  readonly title: string;
  readonly assertion: Assertion;
  /** Checks of this or an earlier step that must be met before this one is looked at. */
  readonly needs: readonly string[];
  /** Shown while unmet, on request. */
  readonly hint?: string;
}

/** Docker's own list filters: `{ ancestor: ['nginx'], status: ['running'] }`. */
export type LessonFilters = Readonly<Record<string, readonly string[]>>;

/** Declarative reads of the engine's state; never of what was typed. `matches` is a regular expression. */
export type Assertion =
  /** Stopped containers count as well. */
  | { readonly kind: 'containers' | 'images'; readonly filters: LessonFilters; readonly count: Range }
  | { readonly kind: 'workspaceFile'; readonly path: string; readonly matches?: string }
  /** In every container that the filters find, and in one at least; `absent`: the file is not there, or does not match. */
  | {
      readonly kind: 'containerFile';
      readonly filters: LessonFilters;
      readonly path: string;
      readonly matches?: string;
      readonly absent: boolean;
    }
  /** Fetched in the guest. */
  | { readonly kind: 'http'; readonly url: string; readonly matches?: string }
  | { readonly kind: 'quiz'; readonly quiz: string };

export interface Range {
  readonly min: number;
  readonly max?: number;
}

export interface StepState {
  readonly done: boolean;
  readonly checks: ReadonlyArray<{ readonly id: string; readonly met: boolean }>;
}

/** What a learner has done of one lesson; plain data for whoever keeps it. */
export interface Progress {
  /** Ids of checks. */
  readonly met: readonly string[];
  /** The chosen options by quiz. */
  readonly answers: Readonly<Record<string, readonly number[]>>;
  /** The step last looked at. */
  readonly step: string;
}

/** Keeps progress between visits. */
export interface ProgressStore {
  load(lesson: string): Progress | undefined;
  save(lesson: string, progress: Progress | undefined): void;
}

/** Follows one lesson: evaluates the checks on engine events and remembers what is done. */
export interface LessonRun extends Disposable {
  readonly lesson: Lesson;
  progress(): Progress;
  state(step: string): StepState;
  /** The learner looks at this step now. */
  visit(step: string): void;
  /** Whether the answer is right. It can be given again. */
  answer(quiz: string, options: readonly number[]): boolean;
  /** Forgets what was done. The learner's objects stay. */
  reset(): void;
  onChange(listener: () => void): Disposable;
}
