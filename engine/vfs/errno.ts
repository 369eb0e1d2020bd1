import { EngineError, messageOf } from '../base/errors.ts';

/** Linux errno values (asm-generic/errno-base.h, errno.h) that a file system answers with. */
export const errno = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  ENOMEM: 12,
  EACCES: 13,
  EEXIST: 17,
  EXDEV: 18,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EMLINK: 31,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ENODATA: 61,
  EPROTO: 71,
  EOPNOTSUPP: 95,
  EDQUOT: 122,
} as const;

export type Errno = keyof typeof errno;

/** A file operation that failed, by the errno the guest's program sees. */
export class FileError extends Error {
  readonly code: Errno;

  constructor(code: Errno, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'FileError';
    this.code = code;
  }
}

/** The one place where an error of the engine, or of Node, becomes an errno. */
export function toErrno(error: unknown): Errno {
  if (error instanceof FileError) return error.code;
  if (error instanceof EngineError && error.kind === 'exhausted') return 'ENOSPC';
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code in errno ? (code as Errno) : 'EIO';
}

/** The same for callers inside the engine. */
export function toEngineError(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error;
  const kinds = {
    ENOENT: ['notFound', 'no such file or directory'],
    ENOTDIR: ['invalid', 'not a directory'],
    EISDIR: ['invalid', 'is a directory'],
    EEXIST: ['conflict', 'file exists'],
    ENOTEMPTY: ['conflict', 'directory not empty'],
    ENOSPC: ['exhausted', 'no space left on device'],
    EINVAL: ['invalid', 'invalid argument'],
  } as const;
  const known = error instanceof FileError ? kinds[error.code as keyof typeof kinds] : undefined;
  if (known === undefined) return new EngineError('internal', `${path}: ${messageOf(error)}`, { cause: error });
  return new EngineError(known[0], `${path}: ${known[1]}`, { cause: error });
}
