import { EngineError } from '../base/errors.ts';

export interface Fault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** All that is wrong with a lesson, each as `file:line: what and remedy`. */
export class LessonError extends EngineError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super('invalid', faults.map(faultText).join('\n'));
    this.name = 'LessonError';
    this.faults = faults;
  }
}

export const faultText = ({ file, line, message }: Fault): string => `${file}:${line}: ${message}`;

/** Collects the faults of one file, so that an author sees all of them at once. */
export class Faults {
  readonly file: string;
  private readonly found: Fault[] = [];

  constructor(file: string) {
    this.file = file;
  }

  add(line: number, message: string): void {
    this.found.push({ file: this.file, line, message });
  }

  at(node: { readonly position?: { readonly start: { readonly line: number } } | undefined }, message: string): void {
    this.add(node.position?.start.line ?? 1, message);
  }

  /** In the order of the lines. */
  list(): readonly Fault[] {
    return this.found.toSorted((a, b) => a.line - b.line);
  }
}

/** Of steps, checks, quizzes and predictions. They are keys of plain objects, so none may be one that every object has. */
export const namePattern = '^(?!constructor$)[a-z][a-z0-9-]*$';
export const nameRule = 'small letters, digits and hyphens, a letter first';
export const isName = (name: unknown): name is string => typeof name === 'string' && new RegExp(namePattern).test(name);
