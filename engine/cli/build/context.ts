import type { BuildSession } from '../../api/client/build.ts';
import { absolute, baseOf, directoryOf } from '../../base/path.ts';
import { type ByteSource, collect } from '../../base/stream.ts';
import { PatternMatcher, parseIgnoreFile } from '../../dockerfile/ignore.ts';
import { decompress } from '../../tar/decompress.ts';
import { peek } from '../../tar/gzip.ts';
import { readTar } from '../../tar/reader.ts';
import { type TarInput, writeTar } from '../../tar/writer.ts';
import type { CliIo } from '../io.ts';
import { definition } from './definition.ts';
import { namedContext } from './named-context.ts';

/** What a build is made from: one tar with the context and, in a folder of their own, the files that come beside it. */
export interface BuildInputs {
  readonly tar: ByteSource;
  /** The Dockerfile's name in its directory. */
  readonly dockerfile: string;
  /** An http address, for the engine to fetch. */
  readonly remote?: string;
  readonly session: Pick<BuildSession, 'folder' | 'isArchive' | 'key' | 'contexts'>;
  /** The Dockerfile as it was asked for: what `--check` names it. */
  readonly shownAs: string;
}

export interface WantedInputs {
  /** PATH, URL or `-`. */
  readonly path: string;
  /** `-f`; empty for the usual one. */
  readonly file: string;
  readonly contexts: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, Uint8Array>;
  /** Directories that an earlier build's `--cache-to` wrote. Absolute. */
  readonly caches: readonly string[];
}

/** In buildx's order, and with its words for what is not there. */
export async function buildInputs(io: CliIo, { path, file, contexts, secrets, caches }: WantedInputs): Promise<BuildInputs> {
  if (path === '') throw new Error('please specify build context (e.g. "." for the current directory)');
  // No file of a context is called so.
  const folder = `.drydock-${crypto.randomUUID()}`;
  const main = await mainContext(io, path, file);
  const named: Array<{ readonly source: string; readonly entries: AsyncIterable<TarInput> }> = [];
  for (const [name, value] of contexts) named.push(await namedContext(io, name, value, `${folder}/contexts/${encodeURIComponent(name)}`));
  const own: TarInput[] = [
    // Also when nothing is in it: then there is no Dockerfile, whatever the context has.
    ...(main.definition === undefined ? [] : [{ header: { name: `${folder}/dockerfile/`, type: 'directory' as const } }]),
    ...(main.definition ?? []).map((entry) => within(`${folder}/dockerfile`, entry)),
    ...[...secrets].map(([id, content]) => ({
      header: { name: `${folder}/secrets/${encodeURIComponent(id)}`, type: 'file' as const },
      content,
    })),
  ];
  async function* beside(): AsyncGenerator<TarInput, void, undefined> {
    yield* own;
    for (const { entries } of named) yield* entries;
    for (const [at, cache] of caches.entries()) yield* readTar(io.files.pack(cache, { root: `${folder}/caches/${at}` }));
  }
  async function* whole(): ByteSource {
    yield* withoutEnd(writeTar(beside()));
    if (main.tar === undefined) yield new Uint8Array(1024);
    else yield* main.tar;
  }
  return {
    tar: whole(),
    dockerfile: main.dockerfile,
    shownAs: main.shownAs,
    ...(main.remote !== undefined && { remote: main.remote }),
    session: {
      folder,
      isArchive: main.isArchive,
      key: main.key,
      contexts: named.map(({ source }) => source),
    },
  };
}

interface MainContext {
  readonly tar?: ByteSource;
  readonly remote?: string;
  readonly isArchive: boolean;
  readonly key: string;
  readonly dockerfile: string;
  readonly shownAs: string;
  /** What goes to the Dockerfile's directory; absent when the context has it. */
  readonly definition?: readonly TarInput[];
}

async function mainContext(io: CliIo, path: string, file: string): Promise<MainContext> {
  if (path === '-') return fromStdin(io, file);
  const directory = absolute(io.cwd, path);
  const found = await io.files.stat(directory);
  if (found?.type === 'directory') {
    const isStdin = file === '-';
    const from = absolute(io.cwd, file === '' ? `${path}/Dockerfile` : file);
    const text = isStdin ? stdinDockerfile(await collect(io.stdin)) : undefined;
    const own = text ?? (await definition(io, directoryOf(from), baseOf(from), directoryOf(file)));
    const ignore = own.ignore ?? (await readIfThere(io, `${directory}/.dockerignore`));
    const matcher = new PatternMatcher(parseIgnoreFile(new TextDecoder().decode(ignore ?? new Uint8Array())));
    // The engine reads the ignore file, whether it names itself or not.
    const include = (name: string) => name === '.dockerignore' || !matcher.matches(name);
    return {
      tar: io.files.pack(directory, { include }),
      isArchive: false,
      key: baseOf(directory),
      dockerfile: own.name,
      shownAs: isStdin ? 'stdin' : file === '' ? join(path, 'Dockerfile') : file,
      definition: own.entries,
    };
  }
  if (/^(git@|git:\/\/|ssh:\/\/|github\.com\/)|^https?:\/\/.*\.git(#.*)?$/.test(path)) {
    throw new Error(`git contexts do not work in this playground: no git server can be reached (${path})`);
  }
  if (/^https?:\/\//.test(path)) {
    const own = file === '-' ? stdinDockerfile(await collect(io.stdin)) : undefined;
    return {
      remote: path,
      isArchive: true,
      key: '',
      dockerfile: own?.name ?? (file || 'Dockerfile'),
      shownAs: file === '-' ? 'stdin' : file || 'Dockerfile',
      ...(own && { definition: own.entries }),
    };
  }
  throw new Error(`unable to prepare context: path ${JSON.stringify(path)} not found`);
}

/** A whole context when it is an archive, a Dockerfile without a context otherwise. */
async function fromStdin(io: CliIo, file: string): Promise<MainContext> {
  if (file === '-') throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
  const { head, rest } = await peek(io.stdin, 1024);
  if (isArchive(head)) {
    return {
      tar: decompress(rest),
      isArchive: true,
      key: '',
      dockerfile: file === '' ? 'Dockerfile' : file,
      shownAs: file === '' ? '-/Dockerfile' : file,
    };
  }
  if (head.length === 0) throw new Error('failed to solve: failed to read dockerfile: no local sources enabled');
  if (file !== '') throw new Error('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles');
  const own = stdinDockerfile(await collect(rest));
  return { isArchive: false, key: '', dockerfile: own.name, shownAs: '-/Dockerfile', definition: own.entries };
}

function stdinDockerfile(content: Uint8Array) {
  const mtime = Math.floor(Date.now() / 1000);
  return { name: 'Dockerfile', entries: [{ header: { name: 'Dockerfile', type: 'file' as const, mtime }, content }], ignore: undefined };
}

function isArchive(head: Uint8Array): boolean {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  const ustar = new TextDecoder().decode(head.subarray(257, 262)) === 'ustar';
  return (
    ustar ||
    starts(0x1f, 0x8b, 0x08) ||
    starts(0x42, 0x5a, 0x68) ||
    starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0) ||
    starts(0x28, 0xb5, 0x2f, 0xfd)
  );
}

function within(folder: string, { header, content }: TarInput): TarInput {
  return { header: { ...header, name: `${folder}/${header.name}` }, ...(content !== undefined && { content }) };
}

/** An archive that another one follows. */
async function* withoutEnd(tar: AsyncIterable<Uint8Array>): ByteSource {
  let last: Uint8Array | undefined;
  for await (const chunk of tar) {
    if (last !== undefined) yield last;
    last = chunk;
  }
}

async function readIfThere(io: CliIo, path: string): Promise<Uint8Array | undefined> {
  return (await io.files.stat(path))?.type === 'file' ? await collect(io.files.read(path)) : undefined;
}

/** Go's filepath.Join of a relative directory and a name. */
function join(directory: string, name: string): string {
  const path = directory.replace(/\/+$/, '').replace(/^(\.\/)+/, '');
  return path === '.' || path === '' ? name : `${path}/${name}`;
}
