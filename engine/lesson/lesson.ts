import type { Disposable } from '../base/disposable.ts';

/**
 * A lesson is data: Markdown with front matter and directives (`lessons/<id>/lesson.md`), parsed to this. It can run nothing in the page:
 * a `run` block is text that the learner sends to the terminal with a click, and a check is a declarative read of the engine's state.
 * All of it is plain JSON: a lesson is parsed when the site is built and travels as data.
 *
 * A check that was met stays met (it is *done*, whatever comes after), and it is looked at only while its step is before the learner's eyes
 * and what it `needs` is done. So `stop` and then `start` can both be asked for, and "no containers left" cannot be true before there were any.
 *
 * A translation (`lesson.es.md`) has other texts and the same steps, checks, quizzes and predictions, by id: progress holds in all languages.
 */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Minutes. */
  readonly duration: number;
  /** BCP 47. */
  readonly language: string;
  /** Place in the course, from 1. A lesson without one stands alone. */
  readonly order?: number;
  /** What learners believe before it, in their words. */
  readonly misconception?: string;
  readonly steps: readonly Step[];
  /** What a learner does, by step: `solution.sh`. A step can be shown its solution, and is reset by carrying out those before it. */
  readonly solution: Readonly<Record<string, Solution>>;
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
  | { readonly kind: 'predict'; readonly predict: Predict }
  | { readonly kind: 'details'; readonly summary: string; readonly body: readonly Block[] };

/**
 * A node of an mdast tree without its position. The parser lets through only what a page can show safely: no HTML; links lead to the web or to
 * a view (`view.ts`); images are files of the lesson's own folder, named relative to it.
 */
export interface Markdown {
  readonly type: string;
  readonly children?: readonly Markdown[];
  readonly value?: string;
  readonly [property: string]: unknown;
}

export type Quiz = ChoiceQuiz | TextQuiz;

export interface ChoiceQuiz {
  readonly kind: 'single' | 'multiple';
  readonly id: string;
  readonly question: readonly Markdown[];
  readonly options: ReadonlyArray<{
    readonly text: readonly Markdown[];
    readonly correct: boolean;
    readonly explanation?: readonly Markdown[];
  }>;
}

/**
 * Answered by typing. Case, and blanks at the ends or repeated, do not count. A `pattern` is always a regular expression for the whole answer
 * (`^(?:pattern)$`, flag i) after its blanks are made single ones; the first that fits decides.
 */
export interface TextQuiz {
  readonly kind: 'text';
  readonly id: string;
  readonly question: readonly Markdown[];
  /** Any of these is right. `wrong` ones are answers that many give: their explanation says why not. */
  readonly answers: ReadonlyArray<{ readonly pattern: string; readonly correct: boolean; readonly explanation?: readonly Markdown[] }>;
  /** Shown once it is answered right. */
  readonly explanation?: readonly Markdown[];
}

/**
 * Choose first, then run. When the check `after` is met, the first option whose assertion holds is what really happened. Nobody writes the right
 * answer into the lesson: the learner's own engine gives it. Who runs first and chooses then is told what happened all the same.
 */
export interface Predict {
  readonly id: string;
  readonly question: readonly Markdown[];
  /** Id of a check of the same step. */
  readonly after: string;
  readonly options: ReadonlyArray<{
    readonly text: readonly Markdown[];
    readonly outcome: Assertion;
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
  readonly hints: readonly Hint[];
  /** States that say: this is the wrong way. While one holds and the check is unmet, its text stands beside it. */
  readonly fails: ReadonlyArray<{ readonly when: Assertion; readonly text: string }>;
}

/** With neither `tries` nor `when`: shown on request. Otherwise it comes by itself: after so many docker commands that did not meet the check, or on a state. */
export interface Hint {
  readonly text: string;
  readonly tries?: number;
  readonly when?: Assertion;
}

/** Docker's own list filters: `{ ancestor: ['nginx'], status: ['running'] }`. */
export type LessonFilters = Readonly<Record<string, readonly string[]>>;

/** Declarative reads of the engine's state and of the guest; never of what was typed. `matches` is a regular expression (flag m). */
export type Assertion =
  /** Stopped containers count as well. */
  | { readonly kind: 'containers' | 'images' | 'volumes' | 'networks'; readonly filters: LessonFilters; readonly count: Range }
  /** Layers of an image: all, or those that another image has too, or those whose line of history matches. */
  | {
      readonly kind: 'layers';
      readonly image: string;
      readonly sharedWith?: string;
      readonly createdBy?: string;
      readonly count: Range;
    }
  /** A field of `docker inspect`, as text (JSON if it is no text): `State.ExitCode`. With `count`: how many elements it has. */
  | {
      readonly kind: 'inspect';
      readonly type: 'container' | 'image' | 'volume' | 'network';
      readonly name: string;
      readonly field: string;
      readonly matches?: string;
      readonly count?: Range;
    }
  /** In /workspace. */
  | { readonly kind: 'workspaceFile'; readonly path: string; readonly matches?: string; readonly absent: boolean }
  /** In every container that the filters find, and in one at least; `absent`: the file is not there, or does not match. */
  | {
      readonly kind: 'containerFile';
      readonly filters: LessonFilters;
      readonly path: string;
      readonly matches?: string;
      readonly absent: boolean;
    }
  /** In an image as a whole, or in one of its layers (0 is the lowest, -1 the topmost). */
  | {
      readonly kind: 'imageFile';
      readonly image: string;
      readonly layer?: number;
      readonly path: string;
      readonly matches?: string;
      readonly absent: boolean;
    }
  /** Fetched in the guest. */
  | { readonly kind: 'http'; readonly url: string; readonly matches?: string }
  /** A command on the host, or in every container that the filters find and in one at least. It should read and change nothing. */
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly filters?: LessonFilters;
      readonly exit: Range;
      readonly matches?: string;
    }
  /** Answered right. */
  | { readonly kind: 'quiz'; readonly quiz: string }
  /** Predicted, and graded: right or wrong. */
  | { readonly kind: 'predict'; readonly predict: string };

export interface Range {
  readonly min: number;
  readonly max?: number;
}

/** One step of `solution.sh`. */
export interface Solution {
  /** A script for the guest's host shell. */
  readonly script: string;
  /** Option indexes or text by quiz; an option's index by prediction. Given before the script runs. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly predictions: Readonly<Record<string, number>>;
}

export type Answer = readonly number[] | string;

export interface StepState {
  readonly done: boolean;
  /** No prediction is left to grade: what it comes after is met, and what happened is still being read. */
  readonly graded: boolean;
  readonly checks: readonly CheckState[];
}

export interface CheckState {
  readonly id: string;
  readonly met: boolean;
  /** That came by themselves. */
  readonly hints: readonly string[];
  /** Why this is the wrong way. */
  readonly fail?: string;
}

/** What a learner has done of one lesson; plain data for whoever keeps it. */
export interface Progress {
  /** Ids of checks. */
  readonly met: readonly string[];
  readonly answers: Readonly<Record<string, Answer>>;
  /** `outcome` comes when it is graded: the option that happened, or -1 if none did. `choice` is -1 while none was made. */
  readonly predictions: Readonly<Record<string, { readonly choice: number; readonly outcome?: number }>>;
  /** Docker commands that ended while the check was looked at and unmet, wrong answers as well. */
  readonly tries: Readonly<Record<string, number>>;
  /** The step last looked at. */
  readonly step: string;
  /** What came into being while the lesson was followed, and in which step: what a reset removes. Nothing else is ever touched. */
  readonly made: Made;
}

export interface Made {
  readonly objects: ReadonlyArray<{
    readonly type: 'container' | 'image' | 'volume' | 'network' | 'cache';
    /** Container, network, record of the build cache: ID. Volume: name. Image: the reference that was new or moved, and the ID of what is new. */
    readonly id: string;
    /** Of an image: what the reference stood for before. */
    readonly before?: string;
    readonly step: string;
  }>;
  /** Files of the workspace as they were before the lesson touched them (base64); `null`: there was none. */
  readonly files: Readonly<Record<string, string | null>>;
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
  answer(quiz: string, answer: Answer): boolean;
  /** Ignored when a choice was graded already. */
  predict(id: string, option: number): void;
  /**
   * Back to the start of a step; of the first one without `step`. Removes what came into being since, brings workspace files back, carries out
   * the solution of the steps before, and forgets what was done from there on. What is outside the lesson stays.
   * Rejects with what could not be done; progress is then that of the first step, or as it was if nothing has been touched yet.
   */
  reset(step?: string): Promise<void>;
  onChange(listener: () => void): Disposable;
}
