import type { ByteSource } from '../base/stream.ts';

/** One HTTP exchange with a registry, as the host carries it out. Bodies that go out are whole: a page cannot stream an upload over HTTP/1.1. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** Undefined when it is not there, or when the browser does not show it to pages (`Access-Control-Expose-Headers`). */
  header(name: string): string | undefined;
  /** Leaving it early ends the exchange; a body nobody wants is given back with `discard`. */
  readonly body: ByteSource;
}

/**
 * Follows redirects. Rejects only when no answer came: `cancelled` when the signal fired, otherwise `unavailable` with a message that says
 * why, in the place where Go writes `dial tcp 127.0.0.1:5000: connect: connection refused`, and what to do.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

export async function discard({ body }: HttpResponse): Promise<void> {
  for await (const _ of body) return;
}
