import type { Agent } from '../guest/agent.ts';
import type { Resources } from './spec.ts';

export const cgroupRoot = '/sys/fs/cgroup';
/** dockerd's parent of all containers with the cgroupfs driver. */
export const cgroupParent = 'docker';

/** Once: the controllers that containers are limited by, handed down. */
export async function prepareCgroups(agent: Agent): Promise<void> {
  await agent.mkdir(`${cgroupRoot}/${cgroupParent}`);
  for (const path of [cgroupRoot, `${cgroupRoot}/${cgroupParent}`]) {
    for (const controller of ['+memory', '+pids', '+cpu']) {
      // A kernel without one of them limits less.
      await agent.writeFile(`${path}/cgroup.subtree_control`, controller).catch(() => {});
    }
  }
}

/** The control files of cgroup v2 for Docker's limits (runc's `fs2` conversions). */
export function cgroupFiles(resources: Resources): Array<readonly [file: string, value: string]> {
  const files: Array<readonly [string, string]> = [];
  const { Memory = 0, MemorySwap = 0, MemoryReservation = 0, NanoCpus = 0, CpuQuota = 0, CpuShares = 0, PidsLimit } = resources;
  if (Memory > 0) files.push(['memory.max', String(Memory)]);
  if (MemorySwap === -1) files.push(['memory.swap.max', 'max']);
  if (MemoryReservation > 0) files.push(['memory.low', String(MemoryReservation)]);
  const period = resources.CpuPeriod || 100_000;
  if (NanoCpus > 0) files.push(['cpu.max', `${Math.round((NanoCpus * period) / 1e9)} ${period}`]);
  else if (CpuQuota > 0) files.push(['cpu.max', `${CpuQuota} ${period}`]);
  // runc: shares 2..262144 to weight 1..10000.
  if (CpuShares > 0) files.push(['cpu.weight', String(1 + Math.floor(((Math.max(2, CpuShares) - 2) * 9999) / 262142))]);
  if (typeof PidsLimit === 'number' && PidsLimit > 0) files.push(['pids.max', String(PidsLimit)]);
  return files;
}

export const unlimited: Readonly<Record<string, string>> = {
  'memory.max': 'max',
  'memory.low': '0',
  'cpu.max': 'max',
  'cpu.weight': '100',
  'pids.max': 'max',
};

/** Key-value files such as `memory.events` and `cpu.stat`. */
export async function readKeyed(agent: Agent, path: string): Promise<Record<string, number>> {
  const text = new TextDecoder().decode(await agent.readFile(path).catch(() => new Uint8Array()));
  return Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([key, value]) => key && value !== undefined)
      .map(([key = '', value]) => [key, Number(value)]),
  );
}

export async function readNumber(agent: Agent, path: string): Promise<number | undefined> {
  const text = new TextDecoder().decode(await agent.readFile(path).catch(() => new Uint8Array())).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
