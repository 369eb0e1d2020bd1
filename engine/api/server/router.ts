import { EngineError, messageOf } from '../../base/errors.ts';
import { collect, nothing } from '../../base/stream.ts';
import { httpStatus } from '../status.ts';
import type { ApiRequest, ApiTransport } from '../transport.ts';
import { decode } from './go-decode.ts';
import { parseJson } from './query.ts';
import { json, type Reply } from './reply.ts';
import { type ApiVersion, splitVersion } from './version.ts';

/** One request as a route sees it. */
export interface Context {
  readonly request: ApiRequest;
  readonly query: URLSearchParams;
  /** The path's variable parts, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly version: ApiVersion;
  /** The caller asked for an upgrade: attach and exec answer 101 only then. */
  readonly upgrades: boolean;
  /**
   * The body as JSON; an empty one is `{}`. `invalid` when it is none, or declared to be something else.
   * With the name of moby's type (`go-types.ts`) its fields are what that type says.
   */
  json<T>(goType?: string): Promise<T>;
}

export type Handler = (context: Context) => Promise<Reply> | Reply;

/** `GET /images/{name:any}/json`: `{x}` is one segment, `{x:any}` may contain slashes (image names do). */
export type Routes = Readonly<Record<string, Handler>>;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

/**
 * A transport that dispatches to routes. Every error becomes an answer here and nowhere else: the kind gives the status, the message the body
 * (moby `httpstatus/status.go`). `headers` go with every answer of a route (moby `middleware/version.go`).
 */
export function createRouter(routes: Routes, headers: Readonly<Record<string, string>> = {}): ApiTransport {
  const table = Object.entries(routes).map(([spec, handle]) => compile(spec, handle));

  async function answer(request: ApiRequest, upgrades: boolean): Promise<Reply> {
    try {
      const { version, path } = splitVersion(request.path);
      const { handle, params } = find(table, request.method, path);
      const reply = await handle({
        request,
        query: request.query,
        params,
        signal: request.signal ?? new AbortController().signal,
        version,
        upgrades,
        json: async <T>(goType?: string) => {
          const value = await readJson(request);
          return (goType === undefined ? value : decode(goType, value)) as T;
        },
      });
      return { ...reply, headers: { ...headers, ...reply.headers } };
    } catch (error) {
      const status = error instanceof EngineError ? httpStatus(error.kind) : 500;
      const reply = status === 304 ? { ...json(null, 304), body: nothing() } : json({ message: messageOf(error) }, status);
      return { ...reply, headers: { ...headers, ...reply.headers } };
    }
  }

  return {
    request: async (request) => {
      const reply = await answer(request, false);
      return request.method === 'HEAD' ? { ...reply, body: nothing() } : reply;
    },
    hijack: (request) => answer(request, true),
  };
}

function compile(spec: string, handle: Handler): Route {
  const [method = '', path = ''] = spec.split(' ');
  const source = path
    .replace(/[.]/g, '\\.')
    .replace(/\{(\w+)(:any)?\}/g, (_, name: string, any?: string) => `(?<${name}>${any === undefined ? '[^/]+' : '.+'})`);
  return { method, pattern: new RegExp(`^${source}$`), handle };
}

function find(table: readonly Route[], method: string, path: string): { handle: Handler; params: Record<string, string> } {
  for (const route of table) {
    if (route.method !== method) continue;
    const match = route.pattern.exec(path);
    if (match === null) continue;
    const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodePart(value)]));
    return { handle: route.handle, params };
  }
  throw new EngineError('notFound', 'page not found');
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EngineError('invalid', `invalid URL escape in "${text}"`);
  }
}

async function readJson(request: ApiRequest): Promise<unknown> {
  const { body, headers } = request;
  if (body === undefined) return {};
  const bytes = body instanceof Uint8Array ? body : await collect(body);
  if (bytes.length === 0) return {};
  checkJson(headers['content-type'] ?? '');
  return parseJson(new TextDecoder().decode(bytes));
}

/** moby `httputils.CheckForJSON`. */
function checkJson(contentType: string): void {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === '') throw new EngineError('invalid', `malformed Content-Type header (${contentType}): mime: no media type`);
  if (type !== 'application/json') {
    throw new EngineError('invalid', `unsupported Content-Type header (${contentType}): must be 'application/json'`);
  }
}
