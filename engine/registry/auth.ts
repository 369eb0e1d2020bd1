import { EngineError } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { refusal } from './errors.ts';
import type { Http, HttpResponse } from './http.ts';

/** What `X-Registry-Auth` carries. */
export interface Credentials {
  readonly username?: string;
  readonly password?: string;
  /** Stands for a password that a token server has seen once. */
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress?: string;
}

/** Answers a registry's challenges: basic, or bearer tokens by its token server (distribution-spec: docker's token authentication). */
export class Authorizer {
  private readonly http: Http;
  private readonly credentials: Credentials;
  private challenges: readonly Challenge[] = [];
  /** By scope. */
  private readonly tokens = new Map<string, string>();

  constructor(http: Http, credentials: Credentials) {
    this.http = http;
    this.credentials = credentials;
  }

  /** What the registry asks for, from its answer 401. */
  learn(answer: HttpResponse): void {
    const header = answer.header('www-authenticate');
    // A browser shows the header to pages only when the registry says so; then basic is what is left to try.
    this.challenges = parseChallenges(header ?? 'Basic realm="registry"');
    this.tokens.clear();
  }

  /** The `Authorization` header for the scopes (`repository:a/b:pull,push`); undefined when none is asked for. */
  async header(scopes: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined> {
    const { username, password, registrytoken } = this.credentials;
    const bearer = this.challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined) return `Bearer ${registrytoken || (await this.token(bearer, scopes, signal))}`;
    if (!this.challenges.some(({ scheme }) => scheme === 'basic')) return undefined;
    if (!username || !password) throw new EngineError('internal', 'no basic auth credentials', { data: { code: 'UNAUTHORIZED' } });
    return basic(username, password);
  }

  private async token(challenge: Challenge, scopes: readonly string[], signal: AbortSignal | undefined): Promise<string> {
    const key = scopes.join(' ');
    const known = this.tokens.get(key);
    if (known !== undefined) return known;
    const { realm, service } = challenge.parameters;
    if (realm === undefined) throw new EngineError('internal', 'no realm specified for token auth challenge');
    const token = await this.ask(realm, service ?? '', scopes, signal);
    this.tokens.set(key, token);
    return token;
  }

  private async ask(realm: string, service: string, scopes: readonly string[], signal: AbortSignal | undefined): Promise<string> {
    const { username, password, identitytoken } = this.credentials;
    const common = signal === undefined ? {} : { signal };
    let answer: HttpResponse;
    if (identitytoken) {
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: identitytoken,
        service,
        client_id: 'docker',
        scope: scopes.join(' '),
      });
      answer = await this.http({
        ...common,
        method: 'POST',
        url: realm,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new TextEncoder().encode(form.toString()),
      });
    } else {
      const url = new URL(realm);
      if (service !== '') url.searchParams.set('service', service);
      for (const scope of scopes) url.searchParams.append('scope', scope);
      if (username) url.searchParams.set('account', username);
      const headers: Record<string, string> = username && password ? { authorization: basic(username, password) } : {};
      answer = await this.http({ ...common, method: 'GET', url: url.href, headers });
    }
    if (answer.status !== 200) throw await refusal(answer);
    const { token, access_token } = JSON.parse(new TextDecoder().decode(await collect(answer.body))) as Record<string, string>;
    const given = access_token || token;
    if (!given) throw new EngineError('internal', 'authorization server did not include a token in the response');
    return given;
  }
}

function basic(username: string, password: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
}

/** Credentials by registry, as `config.json` names it: what a build brings along (`X-Registry-Config`). */
export type Accounts = Readonly<Record<string, Credentials>>;

export function decodeAccounts(header: string | undefined): Accounts {
  return decodeCredentials(header) as Accounts;
}

/** The header's value: base64url of JSON. What cannot be read is no credentials, as for dockerd. */
export function decodeCredentials(header: string | undefined): Credentials {
  if (header === undefined) return {};
  try {
    const binary = atob(header.replaceAll('-', '+').replaceAll('_', '/'));
    const decoded: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))));
    return typeof decoded === 'object' && decoded !== null ? decoded : {};
  } catch {
    return {};
  }
}
