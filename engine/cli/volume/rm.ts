import { atLeast, command } from '../command.ts';
import { each } from '../each.ts';
import { bool } from '../flag.ts';

export const rm = command({
  use: '[OPTIONS] VOLUME [VOLUME...]',
  short: 'Remove one or more volumes',
  long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  aliases: 'docker volume rm, docker volume remove',
  flags: { force: bool('f', 'Force the removal of one or more volumes') },
  args: atLeast(1),
  completes: 'volumes',
  run: (call) => each(call, (name) => call.client.volumes.remove(name, call.flags)),
});
