import { atLeast, command } from '../command.ts';
import { each } from '../each.ts';

function pausing(verb: 'pause' | 'unpause', short: string) {
  return command({
    use: 'CONTAINER [CONTAINER...]',
    short,
    aliases: `docker container ${verb}, docker ${verb}`,
    flags: {},
    args: atLeast(1),
    completes: verb === 'pause' ? 'running' : 'paused',
    run: (call) => each(call, (name) => call.client.containers[verb](name)),
  });
}

export const pause = pausing('pause', 'Pause all processes within one or more containers');
export const unpause = pausing('unpause', 'Unpause all processes within one or more containers');
