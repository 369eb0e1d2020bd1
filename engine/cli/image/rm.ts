import { isKind } from '../../base/errors.ts';
import { atLeast, command } from '../command.ts';
import { describe, StatusError } from '../errors.ts';
import { bool, strings } from '../flag.ts';

export const rm = command({
  use: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove one or more images',
  aliases: 'docker image rm, docker image remove, docker rmi',
  flags: {
    force: bool('f', 'Force removal of the image'),
    'no-prune': bool('', 'Do not delete untagged parents'),
    platform: strings('', 'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
  },
  args: atLeast(1),
  completes: 'images',
  async run({ client, flags, args, out, err }) {
    const failures: string[] = [];
    let fatal = false;
    for (const name of args) {
      try {
        const items = await client.images.remove(name, { force: flags.force, noPrune: flags['no-prune'] });
        await out(items.map((item) => (item.Deleted ? `Deleted: ${item.Deleted}\n` : `Untagged: ${item.Untagged}\n`)).join(''));
      } catch (error) {
        fatal ||= !isKind(error, 'notFound');
        failures.push(describe(error));
      }
    }
    if (failures.length === 0) return;
    // What is not there is what --force wanted.
    if (flags.force && !fatal) await err(`${failures.join('\n')}\n`);
    else throw new StatusError(failures.join('\n'));
  },
});
