import { messageOf } from '../base/errors.ts';

interface NetworkError extends Error {
  readonly code?: string;
  readonly errors?: readonly NetworkError[];
  readonly address?: string;
  readonly port?: number;
}

/**
 * Why a fetch got no answer, in the words of Go's network: `dial tcp 127.0.0.1:5000: connect: connection refused`. Undefined in a browser, which
 * does not tell.
 */
export function networkReason(error: unknown, url: string): string | undefined {
  const { cause } = error as { readonly cause?: unknown };
  if (cause === undefined) return undefined;
  const { errors: [first = cause as NetworkError] = [] } = cause as NetworkError;
  const { hostname } = new URL(url);
  const { code, address = hostname, port } = first;
  if (code === 'ECONNREFUSED') return `dial tcp ${address}:${port}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname}: no such host`;
  return messageOf(first);
}
