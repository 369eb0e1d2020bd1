import { EngineError } from '../base/errors.ts';

/** Lines of a Dockerfile, from 1, both ends included. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a Dockerfile, in BuildKit's words, and the lines it is about. */
export class DockerfileError extends EngineError {
  readonly ranges: readonly SourceRange[];

  constructor(message: string, ranges: readonly SourceRange[] = [], options?: { cause?: unknown }) {
    super('invalid', message, { ...options, data: { ranges } });
    this.name = 'DockerfileError';
    this.ranges = ranges;
  }
}

/** Runs `parse`; what it throws without a place is given `range`. The innermost place wins: it is the most exact. */
export function located<T>(range: SourceRange, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DockerfileError && error.ranges.length === 0) throw new DockerfileError(error.message, [range], { cause: error });
    throw error;
  }
}

/** Go's unicode.IsSpace, which differs from `\s` by NEL and the byte order mark. */
export function isSpace(char: string): boolean {
  return char === '\u0085' || (char !== '\ufeff' && /^\s$/u.test(char));
}

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  return trimLeft(text).replace(/[\s\u0085]+$/u, '');
}

export function trimLeft(text: string): string {
  return text.replace(/^(?:(?!\ufeff)[\s\u0085])+/u, '');
}
