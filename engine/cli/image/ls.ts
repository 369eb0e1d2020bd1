import { atMost, command } from '../command.ts';
import { bool, filter, formatUsage, string } from '../flag.ts';
import { imageFormat, imageRows, imageTableWithDigests } from '../format/images.ts';
import { formatList } from '../format/list.ts';

export const ls = command({
  use: '[OPTIONS] [REPOSITORY[:TAG]]',
  short: 'List images',
  aliases: 'docker image ls, docker image list, docker images',
  flags: {
    all: bool('a', 'Show all images (default hides intermediate images)'),
    digests: bool('', 'Show digests'),
    filter: filter('f', 'Filter output based on conditions provided'),
    format: string('', formatUsage),
    'no-trunc': bool('', "Don't truncate output"),
    quiet: bool('q', 'Only show image IDs'),
    tree: bool('', 'List multi-platform images as a tree (EXPERIMENTAL)'),
  },
  args: atMost(1),
  completes: 'images',
  async run({ client, flags, args, path, config, out, err }) {
    const format = flags.format || (flags.quiet ? '' : ((await config()).imagesFormat ?? ''));
    if (flags.tree) throw new Error('--tree does not work in this playground: every image here has one platform.');
    const [name] = args;
    const filters = name === undefined ? flags.filter : { ...flags.filter, reference: [...(flags.filter.reference ?? []), name] };
    const images = await client.images.list({ all: flags.all, filters });
    const truncate = !flags['no-trunc'];
    const digests = flags.digests || format.includes('{{.Digest}}');
    const rows = images.flatMap((image) => imageRows(image, { truncate, digests, now: Date.now() }));
    if (flags.quiet && (format === '' || format === 'table')) await out(rows.map(({ ID }) => `${ID}\n`).join(''));
    else {
      const table = flags.digests ? imageTableWithDigests : imageFormat.table;
      await out(formatList(rows, { ...imageFormat, table, format }));
    }
    if (name !== undefined && images.length === 0 && path === 'docker images') await err(hint(name));
  },
});

/** `docker images rm` reads as if it did something. */
function hint(word: string): string {
  const verbs = ['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm', 'save', 'tag'];
  return verbs.includes(word) ? `\nNo images found matching ${JSON.stringify(word)}: did you mean "docker image ${word}"?\n` : '';
}
