import { absolute } from '../base/path.ts';
import type { CliIo } from './io.ts';

/** Archives are their owner's alone (moby/sys/atomicwriter, as docker/cli calls it). */
export const archiveMode = { mode: 0o600 };

/** Whether a file can be written there, in the words of moby/sys/atomicwriter. */
export async function checkOutput({ cwd, files }: Pick<CliIo, 'cwd' | 'files'>, name: string): Promise<void> {
  const path = absolute(cwd, name);
  const slash = name.replace(/\/+$/, '').lastIndexOf('/');
  const folder = slash < 0 ? '' : name.slice(0, slash) || '/';
  if (folder !== '') {
    const found = await files.stat(absolute(cwd, folder));
    if (found === undefined) throw new Error(`invalid output path: stat ${folder}: no such file or directory`);
    if (found.type !== 'directory') throw new Error(`invalid output path: stat ${folder}: not a directory`);
  }
  const there = await files.stat(path, { follow: false });
  if (there?.type === 'directory') throw new Error('cannot write to a directory');
  if (there?.type === 'symlink') throw new Error('cannot write to a symbolic link directly');
}
