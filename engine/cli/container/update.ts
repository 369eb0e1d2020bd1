import { atLeast, command } from '../command.ts';
import { describe, Failures } from '../errors.ts';
import { bytes, int, string, swapBytes } from '../flag.ts';
import { cpus, parseRestartPolicy } from '../parse/resources.ts';

export const update = command({
  use: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Update configuration of one or more containers',
  aliases: 'docker container update, docker update',
  flags: {
    'blkio-weight': int('', 'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)', 0, 'uint16'),
    'cpu-period': int('', 'Limit CPU CFS (Completely Fair Scheduler) period'),
    'cpu-quota': int('', 'Limit CPU CFS (Completely Fair Scheduler) quota'),
    'cpu-rt-period': int('', 'Limit the CPU real-time period in microseconds'),
    'cpu-rt-runtime': int('', 'Limit the CPU real-time runtime in microseconds'),
    'cpu-shares': int('c', 'CPU shares (relative weight)'),
    cpus: cpus('', 'Number of CPUs'),
    'cpuset-cpus': string('', 'CPUs in which to allow execution (0-3, 0,1)'),
    'cpuset-mems': string('', 'MEMs in which to allow execution (0-3, 0,1)'),
    memory: bytes('m', 'Memory limit'),
    'memory-reservation': bytes('', 'Memory soft limit'),
    'memory-swap': swapBytes('', 'Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
    'pids-limit': int('', 'Tune container pids limit (set -1 for unlimited)'),
    restart: string('', 'Restart policy to apply when a container exits'),
  },
  args: atLeast(1),
  completes: 'containers',
  async run({ client, flags, given, args, out }) {
    if (given.size === 0) throw new Error('you must provide one or more flags when using this command');
    const restart = flags.restart === '' ? undefined : parseRestartPolicy(flags.restart);
    const failures = new Failures();
    const warnings: string[] = [];
    for (const name of args) {
      try {
        const { Warnings } = await client.containers.update(name, {
          BlkioWeight: flags['blkio-weight'],
          CpusetCpus: flags['cpuset-cpus'],
          CpusetMems: flags['cpuset-mems'],
          CpuShares: flags['cpu-shares'],
          Memory: flags.memory,
          MemoryReservation: flags['memory-reservation'],
          MemorySwap: flags['memory-swap'],
          CpuPeriod: flags['cpu-period'],
          CpuQuota: flags['cpu-quota'],
          CpuRealtimePeriod: flags['cpu-rt-period'],
          CpuRealtimeRuntime: flags['cpu-rt-runtime'],
          NanoCpus: flags.cpus,
          ...(flags['pids-limit'] !== 0 ? { PidsLimit: flags['pids-limit'] } : {}),
          ...(restart === undefined ? {} : { RestartPolicy: restart }),
        });
        await out(`${name}\n`);
        warnings.push(...(Warnings ?? []));
      } catch (error) {
        failures.add(describe(error));
      }
    }
    if (warnings.length > 0) await out(`${warnings.join('\n')}\n`);
    failures.throwIfAny();
  },
});
