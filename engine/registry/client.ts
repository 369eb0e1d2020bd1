import { EngineError, isKind } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import { Authorizer, type Credentials } from './auth.ts';
import { reasonOf, refusal } from './errors.ts';
import { discard, type Http, type HttpRequest, type HttpResponse } from './http.ts';

type Method = HttpRequest['method'];

export interface RegistryCall {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are answers, beside 2xx; whatever else is thrown. */
  readonly allow?: readonly number[];
}

/** One registry (distribution-spec 1.1), as one set of credentials sees it. */
export class RegistryClient {
  readonly host: string;
  private readonly http: Http;
  private readonly authorizer: Authorizer;
  private connected: Promise<void> | undefined;

  constructor(http: Http, host: string, credentials: Credentials = {}) {
    this.http = http;
    this.host = host;
    this.authorizer = new Authorizer(http, credentials);
  }

  repository(path: string, access: 'pull' | 'pull,push'): RepositoryClient {
    return new RepositoryClient(this, path, access);
  }

  /** `docker login`: whether the credentials are the registry's. `unauthorized`, or whatever else keeps it from answering. */
  async login(signal?: AbortSignal): Promise<void> {
    const url = `${this.base}/v2/`;
    await this.connect(signal);
    const { status } = await this.exchange('GET', url, [], { signal, allow: [401, 403] }).catch((error: unknown) => {
      throw isKind(error, 'internal') && error.data.code === 'UNAUTHORIZED'
        ? new EngineError('unauthorized', error.message, { cause: error })
        : error;
    });
    if (status >= 400) {
      throw new EngineError('unauthorized', `login attempt to ${url} failed with status: ${status} ${reasonOf(status)}`);
    }
  }

  /** `address` is a path, or a whole URL that the registry gave. */
  async call(method: Method, address: string, scopes: readonly string[], call: RegistryCall = {}): Promise<HttpResponse> {
    await this.connect(call.signal);
    return this.exchange(method, new URL(address, this.base).href, scopes, call);
  }

  /** Plain HTTP on this machine, as dockerd allows it there; HTTPS elsewhere. */
  private get base(): string {
    const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(this.host);
    return `${isLocal ? 'http' : 'https'}://${this.host}`;
  }

  /** Once: asks whether it is a registry, and how to sign in. */
  async connect(signal: AbortSignal | undefined): Promise<void> {
    this.connected ??= (async () => {
      const answer = await this.send('GET', `${this.base}/v2/`, {}, { signal });
      if (answer.status === 401) this.authorizer.learn(answer);
      await discard(answer);
    })();
    await this.connected.catch((error: unknown) => {
      this.connected = undefined;
      throw error;
    });
  }

  private async exchange(method: Method, url: string, scopes: readonly string[], call: RegistryCall): Promise<HttpResponse> {
    // Credentials are the registry's own: storage elsewhere that it points to must not see them.
    const isOwn = new URL(url).host === new URL(this.base).host;
    for (let attempt = 1; ; attempt++) {
      const authorization = isOwn
        ? await this.authorizer.header(scopes, call.signal).catch((error) => inContext(error, method, url))
        : undefined;
      const answer = await this.send(method, url, authorization === undefined ? {} : { authorization }, call);
      if (answer.status < 300 || call.allow?.includes(answer.status)) return answer;
      // A token may have run out.
      if (answer.status === 401 && isOwn && attempt === 1 && authorization?.startsWith('Bearer') !== false) {
        this.authorizer.learn(answer);
        await discard(answer);
        continue;
      }
      throw await refusal(answer);
    }
  }

  private async send(method: Method, url: string, authorization: Record<string, string>, call: RegistryCall): Promise<HttpResponse> {
    const { headers, body, signal } = call;
    return this.http({
      method,
      url,
      headers: { ...headers, ...authorization },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error) => inContext(error, method, url));
  }
}

/** Go's url.Error: `Get "http://127.0.0.1:5000/v2/": …`. */
function inContext(error: unknown, method: Method, url: string): never {
  if (!(error instanceof EngineError) || error.kind === 'cancelled') throw error;
  const verb = `${method[0]}${method.slice(1).toLowerCase()}`;
  throw new EngineError(error.kind, `${verb} "${url}": ${error.message}`, { cause: error, data: error.data });
}

/** One repository of a registry. */
export class RepositoryClient {
  readonly registry: RegistryClient;
  readonly path: string;
  private readonly scope: string;

  constructor(registry: RegistryClient, path: string, access: 'pull' | 'pull,push') {
    this.registry = registry;
    this.path = path;
    this.scope = `repository:${path}:${access}`;
  }

  call(method: Method, rest: string, options: RegistryCall & { readonly scopes?: readonly string[] } = {}): Promise<HttpResponse> {
    const address = /^https?:/.test(rest) ? rest : `/v2/${this.path}/${rest}`;
    return this.registry.call(method, address, [this.scope, ...(options.scopes ?? [])], options);
  }

  /** A blob's size, undefined when it is not there. */
  async sizeOf(digest: Digest, signal?: AbortSignal): Promise<number | undefined> {
    const answer = await this.call('HEAD', `blobs/${digest}`, { signal, allow: [404] });
    await discard(answer);
    return answer.status === 404 ? undefined : Number(answer.header('content-length') ?? 0);
  }

  /** All of them, following the pages (`Link: <…>; rel="next"`). */
  async tags(signal?: AbortSignal): Promise<string[]> {
    const tags: string[] = [];
    for (let next: string | undefined = 'tags/list'; next !== undefined; ) {
      const answer: HttpResponse = await this.call('GET', next, { signal });
      const page = JSON.parse(new TextDecoder().decode(await collect(answer.body))) as { tags?: string[] | null };
      tags.push(...(page.tags ?? []));
      const link = /<([^>]+)>\s*;\s*rel="?next"?/.exec(answer.header('link') ?? '')?.[1];
      next = link === undefined ? undefined : new URL(link, answer.url).href;
    }
    return tags;
  }
}
