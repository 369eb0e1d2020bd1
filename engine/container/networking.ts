import { EngineError } from '../base/errors.ts';
import type { Container } from './container.ts';
import { type Context, update } from './context.ts';
import { hostsFile, resolvText } from './etc-files.ts';
import { linkedHosts } from './links.ts';
import type { EndpointSettings } from './spec.ts';

/** `docker network connect`: at once when it runs, else at its next start. */
export async function connectNetwork(context: Context, container: Container, ref: string, settings: EndpointSettings): Promise<void> {
  const { Name, Id } = context.networks.inspect(ref);
  const { networks } = container.record;
  context.networks.check(Name, settings);
  checkTogether(container, Name);
  const { run } = container;
  // A container that does not run keeps the settings that it has.
  if (run === undefined && Object.hasOwn(networks, Name)) return;
  if (run?.sandbox !== undefined) {
    const before = resolvText(container.record.hostConfig, run.sandbox);
    context.networks.join(run.sandbox, Name, settings);
    await run.sandbox.ready;
    await renewResolver(context, container, before);
  }
  update(context, container, { networks: { ...networks, [Name]: { ...settings, IPAMConfig: given(settings), NetworkID: Id } } });
  await renewHosts(context, container);
}

export async function disconnectNetwork(context: Context, container: Container, ref: string, force: boolean): Promise<void> {
  const { run } = container;
  const name = networkName(context, container, ref, force);
  const { [name]: settings, ...others } = container.record.networks;
  const host = container.record.hostConfig.NetworkMode === 'host' && name === 'host';
  if (run !== undefined && host) {
    throw new EngineError('invalid', 'cannot disconnect container from host network - container was created in host network mode');
  }
  if (settings === undefined) {
    const where = run === undefined ? `the network ${name}` : `network ${name}`;
    throw new EngineError(run === undefined ? 'internal' : 'forbidden', `container ${container.id} is not connected to ${where}`);
  }
  if (run?.sandbox !== undefined) {
    context.networks.leave(run.sandbox, name);
    await run.sandbox.ready;
  }
  update(context, container, { networks: others });
  await renewHosts(context, container);
}

/** The CLI sends all of its fields; what is empty is not there, as in Go's JSON. */
function given({ IPAMConfig }: EndpointSettings): NonNullable<EndpointSettings['IPAMConfig']> {
  return Object.fromEntries(Object.entries(IPAMConfig ?? {}).filter(([, value]) => value?.length));
}

/** A network that is gone can still be taken off a container by force. */
function networkName(context: Context, { record }: Container, ref: string, force: boolean): string {
  try {
    return context.networks.inspect(ref).Name;
  } catch (error) {
    if (force && Object.hasOwn(record.networks, ref)) return ref;
    throw error;
  }
}

/** Networks that exclude each other (moby `updateNetworkSettings`). */
function checkTogether({ record }: Container, name: string): void {
  const { hostConfig, networks } = record;
  const shared = 'container sharing network namespace with another container or host cannot be connected to any other network';
  if (hostConfig.NetworkMode?.startsWith('container:')) throw new EngineError('invalid', shared);
  if (name === 'host' && hostConfig.NetworkMode !== 'host') {
    throw new EngineError('invalid', 'cannot connect container to host network - container must be created in host network mode');
  }
  const others = Object.keys(networks).filter((other) => other !== name);
  if (others.includes('host') || (name === 'host' && others.length > 0)) throw new EngineError('invalid', shared);
  if (others.includes('none') || (name === 'none' && others.length > 0)) {
    throw new EngineError('invalid', 'container cannot be connected to multiple networks with one of the networks in private (none) mode');
  }
}

/** Its first network with names brings the embedded server into `resolv.conf`, unless somebody has edited the file. */
async function renewResolver(context: Context, { run, snapshot, record }: Container, before: string): Promise<void> {
  const after = resolvText(record.hostConfig, run?.sandbox);
  const path = `${snapshot.directory}/resolv.conf`;
  if (after === before || new TextDecoder().decode(await context.agent.readFile(path)) !== before) return;
  await context.agent.writeFile(path, after);
}

async function renewHosts(context: Context, container: Container): Promise<void> {
  const { run, snapshot, record } = container;
  if (run !== undefined)
    await context.agent.writeFile(`${snapshot.directory}/hosts`, hostsFile(record, run.sandbox, linkedHosts(context, container)));
}
