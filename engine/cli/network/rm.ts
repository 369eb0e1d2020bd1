import { isKind } from '../../base/errors.ts';
import { atLeast, command } from '../command.ts';
import { describe, StatusError } from '../errors.ts';
import { bool } from '../flag.ts';

export const rm = command({
  use: 'NETWORK [NETWORK...]',
  short: 'Remove one or more networks',
  aliases: 'docker network rm, docker network remove',
  flags: { force: bool('f', 'Do not error if the network does not exist') },
  args: atLeast(1),
  completes: 'networks',
  async run({ client, flags, args, out, err }) {
    let failed = false;
    for (const name of args) {
      try {
        await client.networks.remove(name);
        await out(`${name}\n`);
      } catch (error) {
        if (flags.force && isKind(error, 'notFound')) continue;
        await err(`${describe(error)}\n`);
        failed = true;
      }
    }
    if (failed) throw new StatusError('exit status 1');
  },
});
