import { EngineError } from '../base/errors.ts';

export interface Fault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** All that is wrong with a lesson, each as `file:line: what to do`. */
export class LessonError extends EngineError {
  readonly faults: readonly Fault[];

  constructor(file: string, faults: readonly Fault[]) {
    super('invalid', faults.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.name = 'LessonError';
    this.faults = faults;
  }
}

/** Collects, so that an author sees every fault at once. */
export class Faults {
  private readonly found: Fault[] = [];
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  add(line: number, message: string): void {
    this.found.push({ line, message });
  }

  at(node: { readonly position?: { readonly start: { readonly line: number } } | undefined }, message: string): void {
    this.add(node.position?.start.line ?? 1, message);
  }

  throwIfAny(): void {
    if (this.found.length > 0)
      throw new LessonError(
        this.file,
        this.found.sort((a, b) => a.line - b.line),
      );
  }
}
