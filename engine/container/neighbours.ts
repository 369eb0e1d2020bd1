import type { Sandbox } from '../network/sandbox.ts';
import type { Context } from './context.ts';
import { hostsFile } from './etc-files.ts';

export function closeSandbox(context: Context, sandbox: Sandbox): void {
  const neighbours = [...sandbox.joined.keys()];
  for (const network of neighbours) context.networks.leave(sandbox, network);
  sandbox.close();
  refreshHosts(context, neighbours);
}

/** `/etc/hosts` of those on the same networks: a neighbour came or went. */
export function refreshNeighbours(context: Context, sandbox: Sandbox | undefined): void {
  if (sandbox !== undefined) refreshHosts(context, [...sandbox.joined.keys()]);
}

export function refreshHosts(context: Context, networks: readonly string[]): void {
  const named = networks.filter((network) => !['bridge', 'host', 'none'].includes(network));
  if (named.length === 0) return;
  for (const container of context.containers.values()) {
    const sandbox = container.run?.sandbox;
    if (sandbox === undefined || !named.some((network) => sandbox.joined.has(network))) continue;
    context.agent
      .writeFile(`${container.snapshot.directory}/hosts`, hostsFile(container.record, sandbox, context.networks))
      .catch(() => {});
  }
}
