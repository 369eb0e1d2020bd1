import type { ContainerStats } from '../../api/types/stats.ts';
import { shortId } from '../../base/ids.ts';
import type { ListFormat, Row } from './list.ts';
import { binarySize, humanSize } from './units.ts';

export const statsFormat: Omit<ListFormat, 'format'> = {
  table: 'table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}',
  type: '*container.statsContext',
  headers: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
};

/** A line of `docker stats`; without a sample, of a container that gave none. */
export function statsRow(container: string, sample: ContainerStats | undefined, truncate: boolean): Row {
  if (sample === undefined) {
    return {
      Container: container,
      Name: '--',
      ID: '',
      CPUPerc: '--',
      MemUsage: '-- / --',
      MemPerc: '--',
      NetIO: '--',
      BlockIO: '--',
      PIDs: '--',
    };
  }
  const { memory_stats: memory, networks = {}, blkio_stats: io } = sample;
  const used = memoryUsed(memory);
  const limit = memory.limit ?? 0;
  const net = (key: 'rx_bytes' | 'tx_bytes') => Object.values(networks).reduce((sum, network) => sum + network[key], 0);
  const block = (letter: string) =>
    (io.io_service_bytes_recursive ?? [])
      .filter(({ op }) => op.toLowerCase().startsWith(letter))
      .reduce((sum, { value }) => sum + value, 0);
  const id = sample.id ?? '';
  return {
    Container: container,
    Name: (sample.name ?? '').slice(1) || '--',
    ID: truncate ? shortId(id) : id,
    CPUPerc: `${cpuPercent(sample).toFixed(2)}%`,
    MemUsage: `${binarySize(used)} / ${binarySize(limit)}`,
    MemPerc: `${(limit === 0 ? 0 : (used / limit) * 100).toFixed(2)}%`,
    NetIO: `${humanSize(net('rx_bytes'), 3)} / ${humanSize(net('tx_bytes'), 3)}`,
    BlockIO: `${humanSize(block('r'), 3)} / ${humanSize(block('w'), 3)}`,
    PIDs: String(sample.pids_stats.current ?? 0),
  };
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: ContainerStats): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const all = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const cpus = now.online_cpus || now.cpu_usage.percpu_usage?.length || 0;
  return used > 0 && all > 0 ? (used / all) * cpus * 100 : 0;
}

/** Without the page cache that the kernel could drop, as cgroup v1 or v2 names it. */
function memoryUsed({ usage = 0, stats = {} }: ContainerStats['memory_stats']): number {
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}
