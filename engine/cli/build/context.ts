import type { ByteSource } from '../../base/stream.ts';
import { collect, concat } from '../../base/stream.ts';
import { PatternMatcher, parseIgnoreFile } from '../../dockerfile/ignore.ts';
import type { CliIo } from '../io.ts';
import { absolute } from '../path.ts';
import { tarFile, withFiles } from './tar.ts';

export interface BuildContext {
  readonly tar: ByteSource;
  /** The Dockerfile's path within it. */
  readonly dockerfile: string;
}

/** The name a Dockerfile gets that does not lie in the context. */
const OUTSIDE = '.dockerfile.0';

/**
 * What a build is given: a directory without what its ignore file names, stdin as a whole context (a tar) or as a Dockerfile alone, and
 * a Dockerfile from wherever `-f` says. The Dockerfile and the ignore file are always sent: the builder needs both, and itself keeps
 * ignored files from COPY.
 */
export async function buildContext(io: CliIo, path: string, file: string): Promise<BuildContext> {
  if (path === '-') return await contextFromStdin(io, file);
  if (/^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(path)) {
    throw new Error(`unable to prepare context: ${path} cannot be reached from here: only a directory, or "-" for stdin, can be built`);
  }
  const directory = absolute(io.cwd, path);
  const found = await io.files.stat(directory);
  if (found === undefined) throw new Error(`unable to prepare context: path ${JSON.stringify(path)} not found`);
  if (found.type !== 'directory') throw new Error(`unable to prepare context: path ${JSON.stringify(path)} not found`);

  const extra: Array<{ name: string; data: Uint8Array }> = [];
  let dockerfile = 'Dockerfile';
  let ignoreName = `${file === '' || file === '-' ? 'Dockerfile' : file}.dockerignore`;
  if (file === '-') {
    dockerfile = OUTSIDE;
    extra.push({ name: OUTSIDE, data: await collect(io.stdin) });
  } else if (file !== '') {
    const from = absolute(io.cwd, file);
    const inside = relativeTo(directory, from);
    const text = await readIfThere(io, from);
    if (inside !== undefined) dockerfile = inside;
    else if (text === undefined) {
      throw new Error(
        `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${from}: no such file or directory`,
      );
    } else {
      dockerfile = OUTSIDE;
      extra.push({ name: OUTSIDE, data: text });
    }
    ignoreName = `${from}.dockerignore`;
  } else ignoreName = `${directory}/Dockerfile.dockerignore`;

  const own = ignoreName.startsWith('/') ? await readIfThere(io, ignoreName) : undefined;
  const ignore = own ?? (await readIfThere(io, `${directory}/.dockerignore`));
  const text = new TextDecoder().decode(ignore ?? new Uint8Array());
  const matcher = new PatternMatcher(parseIgnoreFile(text));
  // The builder looks for `.dockerignore`: what applies goes under that name.
  if (own !== undefined) extra.push({ name: '.dockerignore', data: own });
  const always = new Set([dockerfile, '.dockerignore']);
  const replaced = new Set(extra.map(({ name }) => name));
  const tar = io.files.pack(directory, {
    include: (name) => !replaced.has(name) && (always.has(name) || !matcher.matches(name)),
  });
  return { tar: extra.length === 0 ? tar : withFiles(tar, extra), dockerfile };
}

async function contextFromStdin(io: CliIo, file: string): Promise<BuildContext> {
  if (file === '-') throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
  const iterator = io.stdin[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let size = 0;
  // Enough to see a tar's mark, which stands 257 bytes into it.
  while (size < 262) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
    size += next.value.length;
  }
  const start = concat(head, size);
  const rest: ByteSource = { [Symbol.asyncIterator]: () => iterator };
  const whole = (async function* () {
    yield start;
    yield* rest;
  })();
  if (isArchive(start)) return { tar: whole, dockerfile: file === '' ? 'Dockerfile' : file };
  const data = await collect(whole);
  if (data.length === 0) throw new Error('failed to read dockerfile from stdin: EOF');
  return { tar: tarFile([{ name: 'Dockerfile', data }]), dockerfile: 'Dockerfile' };
}

function isArchive(head: Uint8Array): boolean {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  const ustar = new TextDecoder().decode(head.subarray(257, 262)) === 'ustar';
  return ustar || starts(0x1f, 0x8b) || starts(0x42, 0x5a, 0x68) || starts(0xfd, 0x37, 0x7a) || starts(0x28, 0xb5, 0x2f, 0xfd);
}

async function readIfThere(io: CliIo, path: string): Promise<Uint8Array | undefined> {
  return (await io.files.stat(path))?.type === 'file' ? await collect(io.files.read(path)) : undefined;
}

function relativeTo(directory: string, path: string): string | undefined {
  const prefix = directory === '/' ? '/' : `${directory}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
