import type { DockerClient } from '../../api/client/client.ts';
import { fileMode, type PathStat } from '../../api/types/archive.ts';
import { absolute, directoryOf } from '../../base/path.ts';
import type { ByteSource } from '../../base/stream.ts';
import { copy } from '../../base/stream.ts';
import { type Call, command, exactly } from '../command.ts';
import { bool, cut } from '../flag.ts';
import { humanSize } from '../format/units.ts';
import { entryName, keepTail, meansDirectory, planCopy } from './copy-plan.ts';

const cpFlags = {
  archive: bool('a', 'Archive mode (copy all uid/gid information)'),
  'follow-link': bool('L', 'Always follow symbol link in SRC_PATH'),
  quiet: bool('q', 'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached'),
};

export const cp = command({
  use: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
  short: 'Copy files/folders between a container and the local filesystem',
  long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
  aliases: 'docker container cp, docker cp',
  flags: cpFlags,
  args: exactly(2),
  completes: 'containers',
  async run(call) {
    const [source = '', destination = ''] = call.args;
    if (source === '') throw new Error('source can not be empty');
    if (destination === '') throw new Error('destination can not be empty');
    const from = splitArgument(source);
    const to = splitArgument(destination);
    if (from.container !== '' && to.container !== '') throw new Error('copying between containers is not supported');
    if (from.container !== '') await copyOut(call, from.container, from.path, to.path);
    else if (to.container !== '') await copyIn(call, from.path, to.container, to.path);
    else throw new Error('must specify at least one container source');
  },
});

/** `container:path`; a path that begins with `/` or `.` is local whatever it holds. */
function splitArgument(argument: string): { container: string; path: string } {
  const { key, value } = cut(argument, ':');
  if (argument.startsWith('/') || value === undefined || key.startsWith('.')) return { container: '', path: argument };
  return { container: key, path: value };
}

async function copyOut(call: Call<typeof cpFlags>, container: string, path: string, local: string): Promise<void> {
  const { client, io, flags } = call;
  const target = local === '-' ? '-' : keepTail(absolute(io.cwd, local), local);
  if (target !== '-') await checkOutput(call, target);
  const source = flags['follow-link'] ? await followInContainer(client, container, path) : path;
  const { stat, tar } = await client.containers.archive(container, source);
  if (target === '-') {
    await copy(tar, io.stdout);
    return;
  }
  const there = await io.files.stat(absolute('/', target));
  const plan = planCopy(
    { path: source, exists: true, isDirectory: isDirectory(stat) },
    { path: target, exists: there !== undefined, isDirectory: there?.type === 'directory' },
  );
  // A followed link keeps its own name.
  const name = plan.to === plan.from && plan.from !== '.' ? entryName(path) : plan.to;
  const counted = count(tar);
  // Never with the owners of the tar, not even with --archive: that is for the way in.
  await io.files.unpack(absolute('/', plan.directory), counted.source, name === plan.from ? {} : { rename: { from: plan.from, to: name } });
  await report(call, counted.size(), target);
}

async function copyIn(call: Call<typeof cpFlags>, local: string, container: string, path: string): Promise<void> {
  const { client, io, flags } = call;
  const destination = await statDestination(client, container, path);
  const options = { copyUIDGID: flags.archive };
  if (local === '-') {
    if (!destination.isDirectory) throw new Error(`destination "${container}:${path}" must be a directory`);
    await client.containers.putArchive(container, destination.path, io.stdin, options);
    return;
  }
  const source = keepTail(absolute(io.cwd, local), local);
  const clean = absolute('/', source);
  const follow = flags['follow-link'] || meansDirectory(source);
  const info = await io.files.stat(clean, { follow });
  if (info === undefined) throw new Error(`lstat ${clean}: no such file or directory`);
  if (meansDirectory(source) && info.type !== 'directory') throw new Error('not a directory');
  const plan = planCopy({ path: source, exists: true, isDirectory: info.type === 'directory' }, destination);
  const counted = count(io.files.pack(clean, { root: plan.to, followRoot: follow }));
  await client.containers.putArchive(container, plan.directory, counted.source, options);
  await report(call, counted.size(), `${container}:${destination.path}`);
}

async function statDestination(client: DockerClient, container: string, path: string) {
  const stat = async (file: string) => {
    const found = await client.containers.archiveStat(container, file);
    return { path: file, exists: true, isDirectory: isDirectory(found), stat: found };
  };
  try {
    const found = await stat(path);
    return isLink(found.stat) ? await stat(resolveLink(path, found.stat.linkTarget)) : found;
  } catch {
    // Not there yet, or no such container: the copy itself will tell.
    return { path, exists: false, isDirectory: false };
  }
}

async function followInContainer(client: DockerClient, container: string, path: string): Promise<string> {
  const stat = await client.containers.archiveStat(container, path);
  return isLink(stat) ? resolveLink(path, stat.linkTarget) : path;
}

function resolveLink(path: string, target: string): string {
  return target.startsWith('/') ? target : absolute(directoryOf(path), target);
}

async function checkOutput({ io }: Call<typeof cpFlags>, path: string): Promise<void> {
  const directory = directoryOf(absolute('/', path));
  if ((await io.files.stat(directory)) === undefined)
    throw new Error(`invalid output path: directory ${JSON.stringify(directory)} does not exist`);
  const there = await io.files.stat(absolute('/', path));
  if (there?.type === 'other') throw new Error(`invalid output path: ${JSON.stringify(path)} must be a directory or a regular file`);
}

function isDirectory(stat: PathStat): boolean {
  return stat.mode >= fileMode.dir;
}

function isLink(stat: PathStat): boolean {
  return Math.trunc(stat.mode / fileMode.symlink) % 2 === 1;
}

function count(tar: ByteSource): { source: ByteSource; size: () => number } {
  let size = 0;
  const source = (async function* () {
    for await (const chunk of tar) {
      size += chunk.length;
      yield chunk;
    }
  })();
  return { source, size: () => size };
}

/** Only for people: nothing where stdout is no terminal. */
async function report({ io, flags, given, err }: Call<typeof cpFlags>, size: number, target: string): Promise<void> {
  const quiet = given.has('quiet') ? flags.quiet : !io.isTerminal.stdout;
  if (!quiet) await err(`Successfully copied ${humanSize(size, 3)} to ${target}\n`);
}
