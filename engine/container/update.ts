import { EngineError } from '../base/errors.ts';
import { cgroupFiles, unlimited } from './cgroup.ts';
import type { Container } from './container.ts';
import { announce, type Context, update } from './context.ts';
import { nameConflict } from './create.ts';
import { nameError } from './names.ts';
import type { HostConfig, Resources, RestartPolicy } from './spec.ts';
import { checkResources, checkRestartPolicy } from './validate.ts';

/** `docker update`: limits of a container, at once when it runs. Zero and absent leave a limit as it is. */
export async function updateContainer(
  context: Context,
  container: Container,
  change: Resources & { RestartPolicy?: RestartPolicy },
): Promise<{ Warnings: string[] }> {
  const { hostConfig } = container.record;
  if (change.RestartPolicy?.Name) checkRestartPolicy(change.RestartPolicy);
  const Warnings = checkResources(change, context.memory, { update: true });
  const conflict = conflictOf(hostConfig, change);
  if (conflict !== undefined) throw new EngineError('conflict', `Cannot update container ${container.id}: ${conflict}`);
  const wanted = Object.fromEntries(Object.entries(change).filter(([key, value]) => key !== 'RestartPolicy' && isSet(value)));
  const { PidsLimit, RestartPolicy } = change;
  const merged = {
    ...hostConfig,
    ...wanted,
    // Whatever is not positive means no limit (moby: `postContainerUpdate`).
    ...(typeof PidsLimit === 'number' && { PidsLimit: Math.max(0, PidsLimit) }),
    ...(RestartPolicy?.Name && { RestartPolicy }),
  };
  update(context, container, { hostConfig: merged });
  const { run } = container;
  if (run !== undefined) {
    const files = { ...unlimited, ...Object.fromEntries(cgroupFiles(merged)) };
    for (const [file, value] of Object.entries(files)) {
      await context.agent.writeFile(`${run.cgroup}/${file}`, value).catch(() => {});
    }
  }
  announce(context, container, 'update');
  return { Warnings };
}

/** What is already set forbids some changes (moby: `Container.UpdateContainer`). */
function conflictOf(now: HostConfig, change: Resources & { RestartPolicy?: RestartPolicy }): string | undefined {
  const { NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0, Memory = 0, MemorySwap = 0, RestartPolicy } = change;
  const cpu = (what: string, that: string) => `Conflicting options: ${what} cannot be updated as ${that} has already been set`;
  if (NanoCpus > 0 && (now.CpuPeriod ?? 0) > 0) return cpu('Nano CPUs', 'CPU Period');
  if (NanoCpus > 0 && (now.CpuQuota ?? 0) > 0) return cpu('Nano CPUs', 'CPU Quota');
  if (CpuPeriod > 0 && (now.NanoCpus ?? 0) > 0) return cpu('CPU Period', 'NanoCPUs');
  if (CpuQuota > 0 && (now.NanoCpus ?? 0) > 0) return cpu('CPU Quota', 'NanoCPUs');
  if (Memory > (now.MemorySwap ?? 0) && MemorySwap === 0) {
    return 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time';
  }
  if (now.AutoRemove && RestartPolicy?.Name && RestartPolicy.Name !== 'no') {
    return 'Restart policy cannot be updated because AutoRemove is enabled for the container';
  }
  return undefined;
}

function isSet(value: unknown): boolean {
  return value !== 0 && value !== '' && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

export function renameContainer(context: Context, container: Container, wanted: string): void {
  const name = wanted.replace(/^\//, '');
  const oldName = container.name;
  if (name === '') throw new EngineError('invalid', 'Neither old nor new names may be empty');
  if (name === oldName) throw new EngineError('invalid', 'Renaming a container with the same name as its current name');
  const refuse = ({ kind, message }: EngineError) => new EngineError(kind, `Error when allocating new name: ${message}`);
  const wrong = nameError(`/${name}`, name);
  if (wrong !== undefined) throw refuse(wrong);
  const other = [...context.containers.values()].find((candidate) => candidate.name === name);
  if (other !== undefined) throw refuse(nameConflict(name, other.id));
  update(context, container, { name });
  const { sandbox } = container.run ?? {};
  if (sandbox !== undefined) context.networks.rename(sandbox, name);
  announce(context, container, 'rename', { oldName: `/${oldName}` });
}
