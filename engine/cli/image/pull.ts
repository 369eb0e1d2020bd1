import { canonicalString, familiarName, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { command, exactly } from '../command.ts';
import { bool, string } from '../flag.ts';
import { credentialsFor } from '../registry/credentials.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';

export const pull = command({
  use: '[OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Download an image from a registry',
  aliases: 'docker image pull, docker pull',
  flags: {
    'all-tags': bool('a', 'Download all tagged images in the repository'),
    'disable-content-trust': bool('', 'Skip image verification', true),
    platform: string('', 'Set platform if server is multi-platform capable'),
    quiet: bool('q', 'Suppress verbose output'),
  },
  args: exactly(1),
  completes: 'images',
  async run({ client, io, folder, flags, args, out, err }) {
    const named = parseReference(args[0] ?? '');
    const bare = named.tag === undefined && named.digest === undefined;
    if (flags['all-tags'] && !bare) throw new Error("tag can't be used with --all-tags/-a");
    const reference = flags['all-tags'] ? named : withDefaultTag(named);
    if (bare && !flags['all-tags'] && !flags.quiet) await out('Using default tag: latest\n');
    const tag = reference.digest ?? reference.tag;
    const messages = await client.images.pull(familiarName(reference), {
      ...(tag === undefined ? {} : { tag }),
      ...(flags.platform === '' ? {} : { platform: flags.platform }),
      auth: await credentialsFor({ io, folder }, reference),
      signal: io.closed,
    });
    const target = progressTarget(io, 'stdout');
    await showProgress(messages, flags.quiet ? { ...target, write: async () => undefined } : target, { standIn: err });
    await out(`${canonicalString(reference)}\n`);
  },
});
