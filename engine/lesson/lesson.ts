import type { Disposable } from '../base/disposable.ts';

/**
 * A lesson is data: Markdown with front matter and directives (`lessons/<id>/lesson.md`), parsed to this. It can run nothing by itself:
 * a `run` block is text that the learner sends to the terminal with a click, and a check is a declarative read of the engine's state.
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
  /** All must hold for the step to be done. */
  readonly checks: readonly Check[];
}

/** A step's text in order. `markdown` is an mdast tree (safe subset: no HTML), the others are directives. */
export type Block =
  | { readonly kind: 'markdown'; readonly tree: unknown }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'file'; readonly path: string; readonly text: string; readonly language: string }
  | { readonly kind: 'quiz'; readonly quiz: Quiz }
  | { readonly kind: 'details'; readonly summary: string; readonly body: readonly Block[] };

export interface Quiz {
  readonly id: string;
  readonly question: string;
  readonly multiple: boolean;
  readonly options: ReadonlyArray<{ readonly text: string; readonly correct: boolean; readonly explanation?: string }>;
}

export interface Check {
  readonly id: string;
  /** What the learner reads beside the mark. */
  readonly title: string;
  readonly assertion: Assertion;
  /** Shown while unmet, after a while or on request. */
  readonly hint?: string;
}

/** Declarative reads of the engine's state; never of what was typed. */
export type Assertion =
  | { readonly kind: 'containers' | 'images'; readonly filters: Readonly<Record<string, readonly string[]>>; readonly count: Range }
  | { readonly kind: 'workspaceFile'; readonly path: string; readonly matches?: string }
  | {
      readonly kind: 'containerFile';
      readonly filters: Readonly<Record<string, readonly string[]>>;
      readonly path: string;
      readonly matches?: string;
      readonly absent?: boolean;
    }
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

/** Follows one lesson: evaluates the checks on engine events and remembers what is done. */
export interface LessonRun extends Disposable {
  readonly lesson: Lesson;
  state(step: string): StepState;
  answer(quiz: string, options: readonly number[]): boolean;
  onChange(listener: () => void): Disposable;
}
