import { EngineError, isKind } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import { familiarName, familiarString, type Reference } from '../oci/reference.ts';
import { parseChallenges } from './challenge.ts';
import type { HttpResponse } from './http.ts';

interface RegistryError {
  /** `MANIFEST_UNKNOWN`. */
  readonly code: string;
  readonly message: string;
}

/**
 * A registry's refusal in the words of Go's client (distribution, registry/client/errors.go). `data.code` holds the first error's code
 * (distribution-spec, #error-codes) and `data.status` the status.
 */
export async function refusal(answer: HttpResponse): Promise<EngineError> {
  const { status } = answer;
  if (status < 400 || status >= 500)
    return failure(status, undefined, `received unexpected HTTP status: ${status} ${reasonOf(status)}`.trim());
  const text = new TextDecoder().decode(await collect(answer.body));
  const errors = errorsIn(text);
  for (const { scheme, parameters } of parseChallenges(answer.header('www-authenticate') ?? '')) {
    if (scheme !== 'bearer') continue;
    if (parameters.error === 'invalid_token') errors?.unshift(described('UNAUTHORIZED', parameters.error_description));
    if (parameters.error === 'insufficient_scope') errors?.unshift(described('DENIED', parameters.error_description));
    break;
  }
  const [first] = errors ?? [];
  if (errors === undefined || first === undefined) {
    if (status === 401) return failure(status, 'UNAUTHORIZED', 'unauthorized: authentication required');
    return failure(
      status,
      undefined,
      `error parsing HTTP ${status} response body: unexpected content: ${JSON.stringify(text.slice(0, 200))}`,
    );
  }
  const distinct = [...new Set(errors.map(({ code, message }) => `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`))];
  const [only = ''] = distinct;
  return failure(status, first.code, distinct.length === 1 ? only : `errors:\n${distinct.join('\n')}\n`);
}

function failure(status: number, code: string | undefined, message: string): EngineError {
  return new EngineError('internal', message, { data: { status, ...(code === undefined ? {} : { code }) } });
}

function described(code: string, message: string | undefined): RegistryError {
  const standard = code === 'DENIED' ? 'requested access to the resource is denied' : 'authentication required';
  return { code, message: message ?? standard };
}

/** Undefined when the body is no error document. */
function errorsIn(text: string): RegistryError[] | undefined {
  try {
    const { errors, details } = JSON.parse(text) as { errors?: Array<Partial<RegistryError>>; details?: string };
    if (Array.isArray(errors)) return errors.map(({ code = 'UNKNOWN', message = 'unknown error' }) => ({ code, message }));
    if (typeof details === 'string') return [{ code: 'UNAUTHORIZED', message: details }];
  } catch {
    // A proxy, or no registry at all.
  }
  return undefined;
}

/** What a failed pull tells (moby distribution/errors.go, translatePullError): not found, where the registry said so. */
export function pullError(error: unknown, reference: Reference): unknown {
  if (!isKind(error, 'internal')) return error;
  const because: Readonly<Record<string, string>> = {
    DENIED: `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login'`,
    MANIFEST_UNKNOWN: `manifest for ${familiarString(reference)} not found`,
    NAME_UNKNOWN: `repository ${familiarName(reference)} not found`,
  };
  const { code } = error.data;
  const words = typeof code === 'string' ? because[code] : undefined;
  return words === undefined ? error : new EngineError('notFound', `${words}: ${error.message}`, { cause: error });
}

/** Another attempt may bring what this one did not. */
export function isPassing(error: unknown): boolean {
  if (isKind(error, 'unavailable')) return error.data.final !== true;
  return isKind(error, 'internal') && typeof error.data.status === 'number' && error.data.status >= 500;
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function reasonOf(status: number): string {
  return reasons[status] ?? '';
}
