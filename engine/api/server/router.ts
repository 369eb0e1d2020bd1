import { EngineError, messageOf } from '../../base/errors.ts';
import { collect } from '../../base/stream.ts';
import { httpStatus } from '../status.ts';
import type { ApiRequest, ApiTransport } from '../transport.ts';
import { parseJson } from './query.ts';
import { json, type Reply } from './reply.ts';

/** One request as a route sees it. */
export interface Context {
  readonly request: ApiRequest;
  readonly query: URLSearchParams;
  /** The path's variable parts, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The caller asked for an upgrade: attach and exec answer 101 only then. */
  readonly upgrades: boolean;
  /** The body as JSON; an empty one is `{}`. `invalid` when it is none. */
  json<T>(): Promise<T>;
}

export type Handler = (context: Context) => Promise<Reply> | Reply;

/** `GET /images/{name:any}/json`: `{x}` is one segment, `{x:any}` may contain slashes (image names do). */
export type Routes = Readonly<Record<string, Handler>>;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

/** API versions that are answered; the path's prefix may also be missing. */
const versionPrefix = /^\/v(\d+)\.(\d+)(?=\/)/;
export const oldestApiVersion = '1.24';

/**
 * A transport that dispatches to routes. Every error becomes an answer here and nowhere else: the kind gives the status, the message the body
 * (moby `httpstatus/status.go`).
 */
export function createRouter(routes: Routes, newestApiVersion: string): ApiTransport {
  const table = Object.entries(routes).map(([spec, handle]) => compile(spec, handle));

  async function answer(request: ApiRequest, upgrades: boolean): Promise<Reply> {
    try {
      const path = request.path.replace(versionPrefix, (_, major: string, minor: string) => {
        checkVersion(`${major}.${minor}`, newestApiVersion);
        return '';
      });
      const { handle, params } = find(table, request.method, path);
      return await handle({
        request,
        query: request.query,
        params,
        signal: request.signal ?? new AbortController().signal,
        upgrades,
        json: async <T>() => (await readJson(request)) as T,
      });
    } catch (error) {
      const status = error instanceof EngineError ? httpStatus(error.kind) : 500;
      return status === 304 ? { ...json(null, 304), body: none() } : json({ message: messageOf(error) }, status);
    }
  }

  return {
    request: async (request) => {
      const reply = await answer(request, false);
      return request.method === 'HEAD' ? { ...reply, body: none() } : reply;
    },
    hijack: (request) => answer(request, true),
  };
}

async function* none(): AsyncGenerator<Uint8Array> {}

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
    const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)]));
    return { handle: route.handle, params };
  }
  throw new EngineError('notFound', 'page not found');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EngineError('invalid', `invalid URL escape in "${text}"`);
  }
}

function checkVersion(asked: string, newest: string): void {
  const order = (version: string) => Number(version.split('.')[0]) * 1000 + Number(version.split('.')[1]);
  if (order(asked) < order(oldestApiVersion)) {
    throw new EngineError(
      'invalid',
      `client version ${asked} is too old. Minimum supported API version is ${oldestApiVersion}, please upgrade your client to a newer version`,
    );
  }
  if (order(asked) > order(newest)) {
    throw new EngineError('invalid', `client version ${asked} is too new. Maximum supported API version is ${newest}`);
  }
}

async function readJson(request: ApiRequest): Promise<unknown> {
  const { body } = request;
  if (body === undefined) return {};
  const text = new TextDecoder().decode(body instanceof Uint8Array ? body : await collect(body));
  return text.trim() === '' ? {} : parseJson(text);
}
