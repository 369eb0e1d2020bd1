import type { ByteSource, Duplex } from '../base/stream.ts';

/**
 * The Docker Engine API as a plain function: what `api/client` calls and `api/server` is (`createApi(backends): ApiTransport`).
 * In the page both ends are in one process; in Node the server end is put behind HTTP, or the client end in front of a real
 * daemon's socket, without either noticing.
 *
 * - A request that fails still *answers*: status and `{"message"}` body. A rejected promise means that the transport itself broke
 *   or `signal` fired.
 * - Bodies stream in both directions with back pressure; whoever stops iterating a body early ends the exchange.
 * - `hijack` is for attach, exec start (and whatever else upgrades): the server answers 101 and `connection` is the raw stream, or it
 *   answers an ordinary response, as when the container does not exist. Ending `connection.sink` is a half close:
 *   end of input for the program, output goes on.
 */
export interface ApiTransport {
  request(request: ApiRequest): Promise<ApiResponse>;
  hijack(request: ApiRequest): Promise<ApiResponse & { readonly connection?: Duplex }>;
}

export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  /** As on the wire: percent-encoded, with or without the version prefix (`/v1.50/containers/json`), without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: ByteSource | Uint8Array;
  /** The caller goes away: the server stops what only this request needs (a follow, a build, a stats stream). */
  readonly signal?: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for HEAD, 204, 304 and 101. */
  readonly body: ByteSource;
}

/** The version that this engine announces and its client asks for. */
export const apiVersion = '1.50';

/** Attach and log streams: 8-byte frames without a terminal, raw bytes with one. Value of `content-type`. */
export const multiplexedStream = 'application/vnd.docker.multiplexed-stream';
export const rawStream = 'application/vnd.docker.raw-stream';
