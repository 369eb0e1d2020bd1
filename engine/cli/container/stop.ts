import { atLeast, command } from '../command.ts';
import { each } from '../each.ts';
import { hidden, int, string } from '../flag.ts';

const flags = {
  signal: string('s', 'Signal to send to the container'),
  timeout: int('t', 'Seconds to wait before killing the container'),
  time: { ...hidden(int('', 'Seconds to wait before killing the container')), deprecated: 'use --timeout instead' },
};

function halting(verb: 'stop' | 'restart', short: string, completes: 'running' | 'containers') {
  return command({
    use: '[OPTIONS] CONTAINER [CONTAINER...]',
    short,
    aliases: `docker container ${verb}, docker ${verb}`,
    flags,
    args: atLeast(1),
    completes,
    async run(call) {
      const { client, flags, given } = call;
      const timeout = given.has('timeout') ? flags.timeout : given.has('time') ? flags.time : undefined;
      const options = { ...(timeout === undefined ? {} : { timeout }), ...(flags.signal === '' ? {} : { signal: flags.signal }) };
      await each(call, (name) => client.containers[verb](name, options));
    },
  });
}

export const stop = halting('stop', 'Stop one or more running containers', 'running');
export const restart = halting('restart', 'Restart one or more containers', 'containers');
