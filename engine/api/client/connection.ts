import { EngineError, messageOf } from '../../base/errors.ts';
import type { ByteSource, Duplex } from '../../base/stream.ts';
import { collect } from '../../base/stream.ts';
import { errorKind } from '../status.ts';
import type { ApiRequest, ApiResponse, ApiTransport } from '../transport.ts';
import { apiVersion } from '../transport.ts';
import type { Filters } from '../types/filters.ts';

export type QueryValue = string | number | boolean | readonly string[] | Filters | undefined;

export interface CallOptions {
  /** Left out: undefined and empty strings and lists. Booleans travel as 1 and 0, filters and other records as JSON. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: ByteSource;
  readonly signal?: AbortSignal | undefined;
  /** For the one question that comes before any version is agreed on. */
  readonly unversioned?: boolean;
}

type Method = ApiRequest['method'];

/** What every noun of the client is built on: versioned paths, queries, and failures as `EngineError`. */
export interface Connection {
  /** The version that requests ask for; lower than `apiVersion` once a daemon said that it knows less. */
  version: string;
  send(method: Method, path: string, options?: CallOptions): Promise<ApiResponse>;
  json<T>(method: Method, path: string, options?: CallOptions): Promise<T>;
  /** For answers without a body. */
  call(method: Method, path: string, options?: CallOptions): Promise<void>;
  hijack(path: string, options?: CallOptions): Promise<Duplex>;
}

export function createConnection(transport: ApiTransport): Connection {
  const request = (method: Method, path: string, options: CallOptions): ApiRequest => {
    const body = options.json === undefined ? options.body : new TextEncoder().encode(JSON.stringify(options.json));
    return {
      method,
      path: options.unversioned ? path : `/v${connection.version}${path}`,
      query: queryOf(options.query ?? {}),
      headers: { ...(options.json === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
  };

  const connection: Connection = {
    version: apiVersion,

    async send(method, path, options = {}) {
      const response = await transport.request(request(method, path, options)).catch(unreachable);
      if (response.status >= 400) throw await failure(response);
      return response;
    },

    async json<T>(method: Method, path: string, options?: CallOptions): Promise<T> {
      const response = await connection.send(method, path, options);
      return JSON.parse(new TextDecoder().decode(await collect(response.body))) as T;
    },

    async call(method, path, options) {
      const response = await connection.send(method, path, options);
      await collect(response.body);
    },

    async hijack(path, options = {}) {
      const sent = request('POST', path, options);
      const response = await transport.hijack({ ...sent, headers: { ...sent.headers, connection: 'Upgrade', upgrade: 'tcp' } });
      if (response.connection !== undefined) return response.connection;
      // Docker's client does not look at what a daemon says that does not upgrade.
      const kind = response.status >= 400 ? (await failure(response)).kind : 'internal';
      throw new EngineError(kind, `unable to upgrade to tcp, received ${response.status}`);
    },
  };
  return connection;
}

/** A name inside a path: image names keep their slashes, as the real CLI sends them. */
export function segment(name: string): string {
  return encodeURIComponent(name).replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%40/g, '@');
}

function queryOf(values: Readonly<Record<string, QueryValue>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    if (typeof value === 'boolean') query.set(key, value ? '1' : '0');
    else if (isList(value)) for (const item of value) query.append(key, item);
    else if (typeof value === 'object') {
      const filters = Object.entries(value).filter(([, items]) => items.length > 0);
      if (filters.length > 0) {
        const nested = filters.map(([name, items]) => [name, Object.fromEntries(items.map((item) => [item, true]))]);
        query.set(key, JSON.stringify(Object.fromEntries(nested)));
      }
    } else query.set(key, String(value));
  }
  return query;
}

function isList(value: QueryValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Docker's `{"message"}`, or whatever text came. */
async function failure(response: ApiResponse): Promise<EngineError> {
  const text = new TextDecoder().decode(await collect(response.body)).trim();
  let message = text;
  try {
    const parsed = JSON.parse(text) as { message?: unknown };
    if (typeof parsed.message === 'string') message = parsed.message;
  } catch {
    // Not JSON: a proxy or a very old daemon speaks plain text.
  }
  if (message === '') message = `request returned status ${response.status}`;
  return new EngineError(errorKind(response.status), message, { data: { status: response.status, daemon: true } });
}

/** The transport itself broke. An abort stays what it is. */
function unreachable(error: unknown): never {
  if (error instanceof Error && error.name === 'AbortError') throw error;
  throw new EngineError('unavailable', messageOf(error), { cause: error });
}
