/** Where to listen: a TCP port of this machine's loopback, or a socket in the file system. */
export type ListenAddress = { readonly host: string; readonly port: number } | { readonly path: string };

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * `127.0.0.1:2375`, `localhost:0`, `[::1]:2375` (a leading `tcp://` may stay), or `unix:///run/drydock.sock`.
 * @throws Error with a sentence: whoever reaches the API rules the engine, and it asks nobody who they are.
 */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('unix://')) {
    const path = text.slice('unix://'.length);
    if (path === '') throw new Error('--listen unix:// needs the path of a socket');
    return { path };
  }
  const [, bracketed, plain, digits] = /^(?:tcp:\/\/)?(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65535) throw new Error(`--listen takes 127.0.0.1:PORT or unix://PATH, not ${text}`);
  if (!isLoopback(host)) {
    throw new Error(
      `will not listen on ${host === '' ? 'all addresses' : host}: the API asks for no password, so only this machine may reach it. Use 127.0.0.1:${port} or unix://PATH.`,
    );
  }
  return { host, port };
}

export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/** As DOCKER_HOST has it. */
export function dockerHost(address: ListenAddress): string {
  if ('path' in address) return `unix://${address.path}`;
  return `tcp://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}
