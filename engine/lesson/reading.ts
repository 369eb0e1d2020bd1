import { Faults } from './faults.ts';

/** Where things stand in the files of a lesson, from line 1: for messages about what only shows when it is tested. */
export interface Lines {
  readonly file: string;
  readonly steps: Readonly<Record<string, number>>;
  readonly checks: Readonly<Record<string, number>>;
  readonly quizzes: Readonly<Record<string, number>>;
  readonly predictions: Readonly<Record<string, number>>;
  readonly images: ReadonlyArray<{ readonly path: string; readonly line: number }>;
  readonly runs: ReadonlyArray<{ readonly command: string; readonly line: number }>;
  readonly solution?: { readonly file: string; readonly steps: Readonly<Record<string, number>> };
}

type Named = 'steps' | 'checks' | 'quizzes' | 'predictions';
const one: Readonly<Record<Named, string>> = { steps: 'step', checks: 'check', quizzes: 'quiz', predictions: 'prediction' };

/** One reading of `lesson.md`: its text, what is wrong with it, and where things stand. */
export class Reading {
  readonly source: string;
  readonly faults: Faults;
  readonly lines = {
    steps: {} as Record<string, number>,
    checks: {} as Record<string, number>,
    quizzes: {} as Record<string, number>,
    predictions: {} as Record<string, number>,
    images: [] as Array<{ path: string; line: number }>,
    runs: [] as Array<{ command: string; line: number }>,
  };

  constructor(source: string, file: string) {
    this.source = source;
    this.faults = new Faults(file);
  }

  /** Each name is given once in a lesson. */
  name(kind: Named, id: string, line: number): void {
    const known = this.lines[kind];
    if (known[id] !== undefined) this.faults.add(line, `there are two of the ${one[kind]} ${id}: the first is in line ${known[id]}`);
    else known[id] = line;
  }

  /** The text of a node as its author wrote it. */
  textOf({ position }: Positioned): string {
    return this.source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
  }
}

interface Positioned {
  readonly position?:
    | { readonly start: { readonly offset?: number | undefined }; readonly end: { readonly offset?: number | undefined } }
    | undefined;
}

export const lineOf = (node: { readonly position?: { readonly start: { readonly line: number } } | undefined }): number =>
  node.position?.start.line ?? 1;
