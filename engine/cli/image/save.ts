import { messageOf } from '../../base/errors.ts';
import { absolute } from '../../base/path.ts';
import { copy } from '../../base/stream.ts';
import { atLeast, command } from '../command.ts';
import { string } from '../flag.ts';
import { archiveMode, checkOutput } from '../output.ts';
import { onlyPlatform } from './platform.ts';

export const save = command({
  use: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  aliases: 'docker image save, docker save',
  flags: {
    output: string('o', 'Write to a file, instead of STDOUT'),
    platform: string('', 'Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
  },
  args: atLeast(1),
  completes: 'images',
  async run({ client, io, flags, args }) {
    if (flags.output === '' && io.isTerminal.stdout) {
      throw new Error('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    }
    const options = onlyPlatform(flags.platform);
    if (flags.output !== '')
      await checkOutput(io, flags.output).catch((error) => Promise.reject(new Error(`failed to save image: ${messageOf(error)}`)));
    const tar = await client.images.save(args, options);
    if (flags.output === '') await copy(tar, io.stdout);
    else await io.files.write(absolute(io.cwd, flags.output), tar, archiveMode);
  },
});
