import { command, exactly } from '../command.ts';
import { describe, StatusError } from '../errors.ts';

export const rename = command({
  use: 'CONTAINER NEW_NAME',
  short: 'Rename a container',
  aliases: 'docker container rename, docker rename',
  flags: {},
  args: exactly(2),
  completes: 'containers',
  async run({ client, args, err }) {
    const [from = '', to = ''] = args.map((name) => name.trim());
    if (from === '' || to === '') throw new Error('Error: Neither old nor new names may be empty');
    try {
      await client.containers.rename(from, to);
    } catch (error) {
      await err(`${describe(error)}\n`);
      throw new StatusError(`Error: failed to rename container named ${from}`);
    }
  },
});
