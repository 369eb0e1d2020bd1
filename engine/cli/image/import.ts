import { absolute } from '../../base/path.ts';
import { familiarName, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { atLeast, command } from '../command.ts';
import { list, string } from '../flag.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';

export const importImage = command({
  use: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  short: 'Import the contents from a tarball to create a filesystem image',
  aliases: 'docker image import, docker import',
  flags: {
    change: list('c', 'Apply Dockerfile instruction to the created image'),
    message: string('m', 'Set commit message for imported image'),
    platform: string('', 'Set platform if server is multi-platform capable'),
  },
  args: atLeast(1),
  completes: 'files',
  async run({ client, io, flags, args }) {
    const [source = '', name] = args;
    const reference = name === undefined ? undefined : withDefaultTag(parseReference(name));
    const options = {
      ...(reference === undefined ? {} : { repo: familiarName(reference), tag: reference.tag ?? 'latest' }),
      message: flags.message,
      changes: flags.change,
      platform: flags.platform,
    };
    const target = progressTarget(io, 'stdout');
    if (/^https?:\/\//.test(source)) {
      await showProgress(await client.images.import(source, options), target);
      return;
    }
    const path = absolute(io.cwd, source);
    if (source !== '-' && (await io.files.stat(path)) === undefined) throw new Error(`open ${source}: no such file or directory`);
    const body = source === '-' ? io.stdin : io.files.read(path);
    await showProgress(await client.images.import('-', { ...options, body }), target);
  },
});
