import { atLeast, command } from '../command.ts';
import { each } from '../each.ts';
import { string } from '../flag.ts';

export const kill = command({
  use: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Kill one or more running containers',
  aliases: 'docker container kill, docker kill',
  flags: { signal: string('s', 'Signal to send to the container') },
  args: atLeast(1),
  completes: 'running',
  run: (call) => each(call, (name) => call.client.containers.kill(name, call.flags.signal)),
});
