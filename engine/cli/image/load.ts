import { absolute } from '../../base/path.ts';
import { command, noArguments } from '../command.ts';
import { bool, string } from '../flag.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';
import { onlyPlatform } from './platform.ts';

export const load = command({
  use: '[OPTIONS]',
  short: 'Load an image from a tar archive or STDIN',
  aliases: 'docker image load, docker load',
  flags: {
    input: string('i', 'Read from tar archive file, instead of STDIN'),
    platform: string('', 'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
    quiet: bool('q', 'Suppress the load output'),
  },
  args: noArguments,
  async run({ client, io, flags }) {
    let tar = io.stdin;
    if (flags.input !== '') {
      const path = absolute(io.cwd, flags.input);
      const found = await io.files.stat(path);
      if (found === undefined) throw new Error(`open ${flags.input}: no such file or directory`);
      if (found.type === 'directory') throw new Error(`read ${flags.input}: is a directory`);
      tar = io.files.read(path);
    } else if (io.isTerminal.stdin) throw new Error('requested load from stdin, but stdin is empty');
    const messages = await client.images.load(tar, { quiet: flags.quiet || !io.isTerminal.stdout, ...onlyPlatform(flags.platform) });
    await showProgress(messages, progressTarget(io, 'stdout'));
  },
});
