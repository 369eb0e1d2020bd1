import type { AuthConfig, AuthenticateReply, DistributionInspect } from '../types/registry.ts';
import type { Connection } from './connection.ts';
import { segment } from './connection.ts';

export type RegistryClient = ReturnType<typeof registryClient>;

export function registryClient(connection: Connection) {
  return {
    /** Asks the registry whether the credentials are right. */
    login: (auth: AuthConfig) => connection.json<AuthenticateReply>('POST', '/auth', { json: auth }),

    inspect: (name: string, auth?: AuthConfig) =>
      connection.json<DistributionInspect>('GET', `/distribution/${segment(name)}/json`, { headers: authHeader(auth) }),
  };
}

/** `X-Registry-Auth`. The daemon insists on the header for a push, whatever it holds: `{}` for no credentials. */
export function authHeader(auth: AuthConfig = {}): Readonly<Record<string, string>> {
  return { 'x-registry-auth': encoded(auth) };
}

/** base64url of JSON. */
export function encoded(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
