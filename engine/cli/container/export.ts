import { messageOf } from '../../base/errors.ts';
import { absolute } from '../../base/path.ts';
import { copy } from '../../base/stream.ts';
import { command, exactly } from '../command.ts';
import { string } from '../flag.ts';
import { archiveMode, checkOutput } from '../output.ts';

export const exportContainer = command({
  use: '[OPTIONS] CONTAINER',
  short: "Export a container's filesystem as a tar archive",
  aliases: 'docker container export, docker export',
  flags: { output: string('o', 'Write to a file, instead of STDOUT') },
  args: exactly(1),
  completes: 'containers',
  async run({ client, io, flags, args }) {
    if (flags.output === '' && io.isTerminal.stdout) {
      throw new Error('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    }
    if (flags.output !== '') {
      await checkOutput(io, flags.output).catch((error) => Promise.reject(new Error(`failed to export container: ${messageOf(error)}`)));
    }
    const tar = await client.containers.export(args[0] ?? '');
    if (flags.output === '') await copy(tar, io.stdout);
    else await io.files.write(absolute(io.cwd, flags.output), tar, archiveMode);
  },
});
