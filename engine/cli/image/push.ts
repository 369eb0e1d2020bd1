import { parsePlatform } from '../../oci/platform.ts';
import { canonicalString, familiarName, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { command, exactly } from '../command.ts';
import { bool, string } from '../flag.ts';
import { credentialsFor } from '../registry/credentials.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';
import { note } from '../terminal/note.ts';

export const push = command({
  use: '[OPTIONS] NAME[:TAG]',
  short: 'Upload an image to a registry',
  aliases: 'docker image push, docker push',
  flags: {
    'all-tags': bool('a', 'Push all tags of an image to the repository'),
    'disable-content-trust': bool('', 'Skip image signing', true),
    platform: string(
      '',
      "Push a platform-specific manifest as a single-platform image to the registry.\nImage index won't be pushed, meaning that other manifests, including attestations won't be preserved.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
    ),
    quiet: bool('q', 'Suppress verbose output'),
  },
  args: exactly(1),
  completes: 'images',
  async run({ client, io, folder, flags, args, out, err }) {
    const platform = flags.platform === '' ? undefined : await parsed(flags.platform, err);
    if (platform !== undefined) await out(note(platformNote, io.isTerminal.stdout));
    const named = parseReference(args[0] ?? '');
    const bare = named.tag === undefined && named.digest === undefined;
    if (flags['all-tags'] && !bare) throw new Error("tag can't be used with --all-tags/-a");
    const reference = flags['all-tags'] ? named : withDefaultTag(named);
    if (bare && !flags['all-tags'] && !flags.quiet) await out('Using default tag: latest\n');
    if (reference.digest !== undefined) throw new Error('cannot push a digest reference');
    const messages = await client.images.push(familiarName(reference), {
      ...(reference.tag === undefined ? {} : { tag: reference.tag }),
      ...(platform === undefined ? {} : { platform: JSON.stringify(platform) }),
      auth: await credentialsFor({ io, folder }, reference),
      signal: io.closed,
    });
    const target = progressTarget(io, 'stdout');
    await showProgress(messages, flags.quiet ? { ...target, write: async () => undefined } : target);
    if (flags.quiet) await out(`${canonicalString(reference)}\n`);
  },
});

const platformNote = `Using --platform pushes only the specified platform manifest of a multi-platform image index.
Other components, like attestations, will not be included.
To push the complete multi-platform image, remove the --platform flag.
`;

async function parsed(text: string, err: (text: string) => Promise<void>) {
  try {
    return parsePlatform(text);
  } catch (error) {
    await err(`Invalid platform ${text}`);
    throw error;
  }
}
