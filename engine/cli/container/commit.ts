import { familiarName, parseReference } from '../../oci/reference.ts';
import { between, command } from '../command.ts';
import { bool, list, string } from '../flag.ts';

export const commit = command({
  use: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  short: "Create a new image from a container's changes",
  aliases: 'docker container commit, docker commit',
  flags: {
    author: string('a', 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")'),
    change: list('c', 'Apply Dockerfile instruction to the created image'),
    message: string('m', 'Commit message'),
    pause: bool('p', 'Pause container during commit', true),
  },
  args: between(1, 2),
  completes: 'containers',
  async run({ client, flags, args, out }) {
    const [container = '', name = ''] = args;
    const reference = name === '' ? undefined : parseReference(name);
    if (reference?.digest !== undefined) throw new Error('refusing to create a tag with a digest reference');
    const { Id } = await client.images.commit({
      container,
      ...(reference === undefined ? {} : { repo: familiarName(reference), tag: reference.tag ?? 'latest' }),
      comment: flags.message,
      author: flags.author,
      changes: flags.change,
      pause: flags.pause,
    });
    await out(`${Id}\n`);
  },
});
