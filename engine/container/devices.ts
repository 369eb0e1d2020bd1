import { EngineError } from '../base/errors.ts';
import type { Agent, Spawn } from '../guest/agent.ts';
import type { HostConfig } from './spec.ts';

type Device = NonNullable<Spawn['devices']>[number];

const nodes = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
] as const;

/** What every container has in `/dev`, and a privileged one besides. */
export function usualDevices(privileged: boolean): Device[] {
  const usual = nodes.map(([name, major, minor]): Device => ({ path: `/dev/${name}`, type: 'c', major, minor, mode: 0o666 }));
  if (!privileged) return usual;
  return [
    ...usual,
    { path: '/dev/kmsg', type: 'c', major: 1, minor: 11, mode: 0o644 },
    { path: '/dev/fuse', type: 'c', major: 10, minor: 229, mode: 0o666 },
  ];
}

/** stat(2): S_IFMT, S_IFCHR, S_IFBLK. */
const typeMask = 0xf000;
const types = new Map<number, Device['type']>([
  [0x2000, 'c'],
  [0x6000, 'b'],
]);

/** `--device`: nodes as the guest has them (moby: `oci.DevicesFromPath`). */
export async function askedDevices(agent: Agent, { Devices }: HostConfig): Promise<Device[]> {
  const found: Device[] = [];
  for (const { PathOnHost, PathInContainer } of Devices ?? []) {
    const fail = (reason: string) =>
      new EngineError('internal', `error gathering device information while adding custom device "${PathOnHost}": ${reason}`);
    const stat = await agent.stat(PathOnHost, { follow: true });
    if (stat === undefined) throw fail('no such file or directory');
    const type = types.get(stat.mode & typeMask);
    if (type === undefined) throw fail('not a device node');
    found.push({ path: PathInContainer || PathOnHost, type, major: stat.rdev.major, minor: stat.rdev.minor, mode: stat.mode & 0o777 });
  }
  return found;
}
