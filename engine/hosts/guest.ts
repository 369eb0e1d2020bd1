import { createAgent } from '../guest/agent/create.ts';
import type { Agent } from '../guest/agent.ts';
import type { Machine } from '../guest/machine.ts';
import { createMachine, type MachineOptions } from '../guest/v86/machine.ts';
import { createP9Server } from '../p9/server.ts';
import { createBus } from '../vfs/bus.ts';
import { createCtl } from '../vfs/ctl.ts';
import type { FileNode } from '../vfs/node.ts';

export interface GuestOptions {
  readonly machine: Omit<MachineOptions, 'p9'>;
  /** What the guest sees of the engine, at /run/drydock. */
  readonly tree: { readonly layers: FileNode; readonly workspace: FileNode; readonly volumes: FileNode };
}

/**
 * A running guest from the state that the build saved. The agent in it waits on the serial console; `go` makes it mount the tree. Clock and random
 * numbers are those of the build's moment, the same for every visitor: both are set before anything else runs.
 */
export async function startGuest({ machine: options, tree }: GuestOptions): Promise<{ machine: Machine; agent: Agent }> {
  const ctl = createCtl();
  const machine = await createMachine({ ...options, p9: createP9Server(createBus({ ctl: ctl.directory, ...tree })) });
  const agent = createAgent(ctl.channel);
  machine.sendConsole('go\n');
  await Promise.all([agent.setClock(Date.now()), agent.reseed(crypto.getRandomValues(new Uint8Array(64)))]);
  // The first was on its way while the guest mounted its tree: it is late by that much, and `docker events --until` would show it.
  agent.setClock(Date.now()).catch(() => undefined);
  return { machine, agent };
}
