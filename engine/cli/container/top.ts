import { atLeast, command } from '../command.ts';
import { alignColumns } from '../format/tabwriter.ts';

export const top = command({
  use: 'CONTAINER [ps OPTIONS]',
  short: 'Display the running processes of a container',
  aliases: 'docker container top, docker top',
  flags: {},
  args: atLeast(1),
  interspersed: false,
  completes: 'running',
  async run({ client, args, out }) {
    const [name = '', ...options] = args;
    const { Titles, Processes } = await client.containers.top(name, options);
    const lines = [Titles, ...(Processes ?? [])].map((cells) => `${cells.join('\t')}\n`).join('');
    await out(alignColumns(lines, { minimum: 20, padding: 3 }));
  },
});
