import { EngineError } from '../base/errors.ts';
import type { Container } from './container.ts';
import { type Context, update } from './context.ts';
import { hostsFile } from './etc-files.ts';
import { refreshHosts } from './neighbours.ts';
import type { EndpointSettings } from './spec.ts';

/** `docker network connect`: at once when it runs, else at its next start. */
export async function connectNetwork(context: Context, container: Container, ref: string, settings: EndpointSettings): Promise<void> {
  const { Name, Id } = context.networks.inspect(ref);
  const { networks, hostConfig } = container.record;
  if (hostConfig.NetworkMode?.startsWith('container:')) {
    throw new EngineError(
      'invalid',
      'container sharing network namespace with another container or host cannot be connected to any other network',
    );
  }
  if (Name === 'host' || hostConfig.NetworkMode === 'host') {
    throw new EngineError('invalid', 'container cannot be connected to host network: it must be created with it, or without it');
  }
  if (Object.hasOwn(networks, Name)) {
    throw new EngineError('forbidden', `endpoint with name ${container.name} already exists in network ${Name}`);
  }
  const { run } = container;
  if (run?.sandbox !== undefined) {
    context.networks.join(run.sandbox, Name, settings);
    await run.sandbox.ready;
  }
  update(context, container, { networks: { ...networks, [Name]: { ...settings, NetworkID: Id } } });
  await renewHosts(context, container, Name);
}

export async function disconnectNetwork(context: Context, container: Container, ref: string, force: boolean): Promise<void> {
  const { Name } = context.networks.inspect(ref);
  const { [Name]: settings, ...others } = container.record.networks;
  if (settings === undefined) {
    if (force) return;
    throw new EngineError('forbidden', `container ${container.id} is not connected to network ${Name}`);
  }
  if (Name === 'host')
    throw new EngineError('forbidden', 'container cannot be disconnected from host network or connected to host network');
  const { run } = container;
  if (run?.sandbox !== undefined) {
    context.networks.leave(run.sandbox, Name);
    await run.sandbox.ready;
  }
  update(context, container, { networks: others });
  await renewHosts(context, container, Name);
}

async function renewHosts(context: Context, { run, snapshot, record }: Container, network: string): Promise<void> {
  refreshHosts(context, [network]);
  if (run !== undefined) await context.agent.writeFile(`${snapshot.directory}/hosts`, hostsFile(record, run.sandbox, context.networks));
}
