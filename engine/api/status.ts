import type { ErrorKind } from '../base/errors.ts';

const statusOf: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  notModified: 304,
  conflict: 409,
  exhausted: 507,
  cancelled: 499,
  unavailable: 503,
  unsupported: 501,
  internal: 500,
};

/** The one place where an error kind becomes an HTTP status. */
export function httpStatus(kind: ErrorKind): number {
  return statusOf[kind];
}

/** And back; a status nobody maps is an internal error. */
export function errorKind(status: number): ErrorKind {
  for (const [kind, code] of Object.entries(statusOf)) if (code === status) return kind as ErrorKind;
  return status >= 400 && status < 500 ? 'invalid' : 'internal';
}
