import { EngineError, messageOf } from '../base/errors.ts';
import { defaultHost } from './io.ts';

/** Ends the command: `text` goes to stderr as it is (nothing when empty), `code` to the shell. */
export class StatusError extends Error {
  readonly code: number;

  constructor(text: string, code = 1) {
    super(text);
    this.name = 'StatusError';
    this.code = code;
  }
}

/** What Docker's client library puts before a daemon's message. */
export function describe(error: unknown, host = defaultHost): string {
  if (error instanceof EngineError && error.data.daemon === true) return `Error response from daemon: ${error.message}`;
  if (error instanceof EngineError && error.kind === 'unavailable') {
    return `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`;
  }
  return messageOf(error);
}

/** Errors of several objects of one command, each on a line of its own. */
export class Failures {
  private readonly lines: string[] = [];

  add(error: unknown): void {
    this.lines.push(describe(error));
  }

  throwIfAny(code = 1): void {
    if (this.lines.length > 0) throw new StatusError(this.lines.join('\n'), code);
  }
}
