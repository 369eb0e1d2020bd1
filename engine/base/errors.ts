/**
 * The closed set of error kinds the engine knows. Each edge translates a kind once:
 * HTTP status (api/server), errno (p9), exit code (cli). After containerd's errdefs.
 */
export type ErrorKind =
  | 'invalid' // 400: the caller's input is wrong
  | 'unauthorized' // 401
  | 'forbidden' // 403
  | 'notFound' // 404
  | 'notModified' // 304: already in the wanted state
  | 'conflict' // 409: the object's state or name forbids it
  | 'exhausted' // 507: memory or storage quota is used up
  | 'cancelled' // 499: the caller went away
  | 'unavailable' // 503: the guest or the registry does not answer
  | 'unsupported' // 501: cannot work here, and the message says so
  | 'internal'; // 500

/** An error whose message is fit for the user: it says what is wrong and, where it helps, what to do. */
export class EngineError extends Error {
  readonly kind: ErrorKind;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(kind: ErrorKind, message: string, options?: { cause?: unknown; data?: Record<string, unknown> }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineError';
    this.kind = kind;
    this.data = options?.data ?? {};
  }
}

export function isKind(error: unknown, kind: ErrorKind): error is EngineError {
  return error instanceof EngineError && error.kind === kind;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
