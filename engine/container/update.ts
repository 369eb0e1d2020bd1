import { EngineError } from '../base/errors.ts';
import { cgroupFiles, unlimited } from './cgroup.ts';
import type { Container } from './container.ts';
import { announce, type Context, update } from './context.ts';
import { nameConflict } from './create.ts';
import { checkName } from './names.ts';
import type { Resources, RestartPolicy } from './spec.ts';
import { checkResources, checkRestartPolicy } from './validate.ts';

/** `docker update`: limits of a container, at once when it runs. Zero and absent leave a limit as it is. */
export async function updateContainer(
  context: Context,
  container: Container,
  change: Resources & { RestartPolicy?: RestartPolicy },
): Promise<{ Warnings: string[] }> {
  const { hostConfig } = container.record;
  const wanted = Object.fromEntries(Object.entries(change).filter(([key, value]) => key !== 'RestartPolicy' && isSet(value)));
  const merged = { ...hostConfig, ...wanted };
  const fail = (reason: string) => new EngineError('invalid', `Cannot update container ${container.id}: ${reason}`);
  if (change.RestartPolicy?.Name) {
    checkRestartPolicy(change.RestartPolicy);
    if (hostConfig.AutoRemove && change.RestartPolicy.Name !== 'no') {
      throw fail('Restart policy cannot be updated because AutoRemove is enabled for the container');
    }
  }
  const { Memory = 0, MemorySwap = 0 } = merged;
  if (change.Memory && !change.MemorySwap && MemorySwap > 0 && MemorySwap < Memory) {
    throw fail('Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time');
  }
  const Warnings = checkResources(merged, context.memory);
  update(context, container, { hostConfig: { ...merged, ...(change.RestartPolicy?.Name && { RestartPolicy: change.RestartPolicy }) } });
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

function isSet(value: unknown): boolean {
  return value !== 0 && value !== '' && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

export function renameContainer(context: Context, container: Container, wanted: string): void {
  const name = wanted.replace(/^\//, '');
  const oldName = container.name;
  if (name === '') throw new EngineError('invalid', 'Neither old nor new names may be empty');
  if (name === oldName) throw new EngineError('invalid', 'Renaming a container with the same name as its current name');
  checkName(name);
  const other = [...context.containers.values()].find((candidate) => candidate.name === name);
  if (other !== undefined) throw nameConflict(name, other.id);
  update(context, container, { name });
  const { sandbox } = container.run ?? {};
  if (sandbox !== undefined) context.networks.rename(sandbox, name);
  announce(context, container, 'rename', { oldName: `/${oldName}` });
}
