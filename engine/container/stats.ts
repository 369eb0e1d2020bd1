import { rfc3339, zeroTime } from '../base/clock.ts';
import type { Agent } from '../guest/agent.ts';
import { readKeyed, readNumber } from './cgroup.ts';
import type { Container } from './container.ts';
import type { Context } from './context.ts';
import type { ContainerStats } from './spec.ts';

type Cpu = ContainerStats['cpu_stats'];

const noCpu: Cpu = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  system_cpu_usage: 0,
  online_cpus: 1,
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
};

/** What the kernel's `max` becomes in Docker's JSON. */
const noLimit = 2 ** 64;

/** Between two readings of a stream. Milliseconds. */
const interval = 1000;

/** `GET /containers/{id}/stats`. A container that does not run gives zeros. */
export async function* statsOf(
  context: Context,
  container: Container,
  { stream, oneShot = false, signal }: { stream: boolean; oneShot?: boolean; signal?: AbortSignal },
): AsyncGenerator<ContainerStats> {
  let before: { at: number; cpu: Cpu } | undefined;
  for (let first = true; signal?.aborted !== true; first = false) {
    const at = context.clock.now();
    const reading = await read(context, container);
    // One shot still compares two readings, unless the client asked not to wait for the second.
    if (stream || oneShot || !first || !container.running) {
      yield {
        ...reading,
        name: `/${container.name}`,
        id: container.id,
        read: container.running ? rfc3339(at) : zeroTime,
        preread: before === undefined ? zeroTime : rfc3339(before.at),
        precpu_stats: before?.cpu ?? noCpu,
      };
      if (!stream) return;
    }
    if (container.gone) return;
    before = { at, cpu: reading.cpu_stats };
    await pause(context, signal);
  }
}

function pause(context: Context, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = context.clock.after(interval, resolve);
    signal?.addEventListener(
      'abort',
      () => {
        timer.dispose();
        resolve();
      },
      { once: true },
    );
  });
}

type Reading = Omit<ContainerStats, 'name' | 'id' | 'read' | 'preread' | 'precpu_stats'>;

async function read(context: Context, container: Container): Promise<Reading> {
  const { agent } = context;
  const { run } = container;
  const nothing = { io_service_bytes_recursive: null };
  if (run === undefined) {
    return { num_procs: 0, pids_stats: {}, cpu_stats: noCpu, memory_stats: {}, blkio_stats: nothing, storage_stats: {} };
  }
  const path = `${run.cgroup}`;
  const [cpu, system, usage, limit, memory, pids, pidsLimit, networks] = await Promise.all([
    readKeyed(agent, `${path}/cpu.stat`),
    systemCpu(agent),
    readNumber(agent, `${path}/memory.current`),
    readNumber(agent, `${path}/memory.max`),
    readKeyed(agent, `${path}/memory.stat`),
    readNumber(agent, `${path}/pids.current`),
    readNumber(agent, `${path}/pids.max`),
    run.sandbox?.gatewayEndpoint === undefined ? undefined : interfaces(agent, run.process.pid),
  ]);
  const nanos = (microseconds = 0) => microseconds * 1000;
  return {
    num_procs: 0,
    pids_stats: { ...(pids !== undefined && { current: pids }), limit: pidsLimit ?? noLimit },
    cpu_stats: {
      cpu_usage: {
        total_usage: nanos(cpu.usage_usec),
        usage_in_kernelmode: nanos(cpu.system_usec),
        usage_in_usermode: nanos(cpu.user_usec),
      },
      system_cpu_usage: system,
      online_cpus: 1,
      throttling_data: {
        periods: cpu.nr_periods ?? 0,
        throttled_periods: cpu.nr_throttled ?? 0,
        throttled_time: nanos(cpu.throttled_usec),
      },
    },
    memory_stats: { ...(usage !== undefined && { usage }), limit: Math.min(limit ?? context.memory, context.memory), stats: memory },
    blkio_stats: nothing,
    storage_stats: {},
    ...(networks !== undefined && { networks }),
  };
}

/** All of the machine's time, in nanoseconds: the first line of /proc/stat, up to softirq (moby: `getSystemCPUUsage`). */
async function systemCpu(agent: Agent): Promise<number> {
  const text = new TextDecoder().decode(await agent.readFile('/proc/stat'));
  const ticks = text.split('\n', 1)[0]?.trim().split(/\s+/).slice(1, 8).map(Number) ?? [];
  return ticks.reduce((sum, value) => sum + value, 0) * 1e7;
}

/** /proc/net/dev of the program's network namespace. */
async function interfaces(agent: Agent, pid: number): Promise<NonNullable<ContainerStats['networks']>> {
  const text = new TextDecoder().decode(await agent.readFile(`/proc/${pid}/net/dev`).catch(() => new Uint8Array()));
  const lines = text.split('\n').flatMap((line) => {
    const [name = '', rest] = line.split(':');
    return rest === undefined || name.trim() === 'lo' ? [] : [[name.trim(), rest.trim().split(/\s+/).map(Number)] as const];
  });
  return Object.fromEntries(
    lines.map(
      ([
        name,
        [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDropped = 0, , , , , txBytes = 0, txPackets = 0, txErrors = 0, txDropped = 0],
      ]) => [
        name,
        {
          rx_bytes: rxBytes,
          rx_packets: rxPackets,
          rx_errors: rxErrors,
          rx_dropped: rxDropped,
          tx_bytes: txBytes,
          tx_packets: txPackets,
          tx_errors: txErrors,
          tx_dropped: txDropped,
        },
      ],
    ),
  );
}
