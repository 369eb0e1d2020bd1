import { absolute } from '../../base/path.ts';
import { collect, nothing } from '../../base/stream.ts';
import { PatternMatcher, parseIgnoreFile } from '../../dockerfile/ignore.ts';
import { readTar } from '../../tar/reader.ts';
import type { TarInput } from '../../tar/writer.ts';
import type { CliIo } from '../io.ts';

/** What `--build-context NAME=value` sends: how the engine is to read it, and its files, which go to `folder`. */
interface NamedContext {
  readonly source: string;
  readonly entries: AsyncIterable<TarInput>;
}

export async function namedContext(io: CliIo, name: string, value: string, folder: string): Promise<NamedContext> {
  if (/^(git@|git:\/\/|ssh:\/\/)|^https?:\/\/.*\.git(#.*)?$/.test(value)) {
    throw new Error(`git contexts do not work in this playground: no git server can be reached (${value})`);
  }
  if (/^(docker-image:\/\/|target:|https?:\/\/)/.test(value)) return { source: `${name}=${value}`, entries: nothing() };
  const layout = /^oci-layout:\/\/([^@]+?)(?::([\w][\w.-]*))?(?:@(sha256:[\da-f]{64}))?$/.exec(value);
  if (layout !== null) {
    const [, path = '', tag, given] = layout;
    const directory = absolute(io.cwd, path);
    const digest = given ?? (await resolveDigest(io, directory, tag, value));
    return {
      source: `${name}=oci-layout://${encodeURIComponent(name)}@${digest}`,
      entries: readTar(io.files.pack(directory, { root: folder })),
    };
  }
  const directory = absolute(io.cwd, value);
  const found = await io.files.stat(directory);
  if (found === undefined) throw new Error(`failed to get build context ${name}: stat ${value}: no such file or directory`);
  if (found.type !== 'directory') throw new Error(`failed to get build context path {${value} <nil>}: not a directory`);
  const ignore = `${directory}/.dockerignore`;
  const text = (await io.files.stat(ignore))?.type === 'file' ? new TextDecoder().decode(await collect(io.files.read(ignore))) : '';
  const matcher = new PatternMatcher(parseIgnoreFile(text));
  const include = (path: string) => path === '.dockerignore' || !matcher.matches(path);
  return { source: `${name}=local:${encodeURIComponent(name)}`, entries: readTar(io.files.pack(directory, { root: folder, include })) };
}

/** The manifest that a layout's index has under a tag, or its only one. */
async function resolveDigest(io: CliIo, directory: string, tag: string | undefined, value: string): Promise<string> {
  const path = `${directory}/index.json`;
  if ((await io.files.stat(path)) === undefined) {
    throw new Error(`oci-layout reference ${JSON.stringify(value)} could not be resolved: open ${path}: no such file or directory`);
  }
  const { manifests = [] } = JSON.parse(new TextDecoder().decode(await collect(io.files.read(path)))) as {
    manifests?: ReadonlyArray<{ readonly digest: string; readonly annotations?: Readonly<Record<string, string>> }>;
  };
  const named = manifests.find(({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === (tag ?? 'latest'));
  const found = named ?? (manifests.length === 1 ? manifests[0] : undefined);
  if (found === undefined) throw new Error(`oci-layout reference ${JSON.stringify(value)} could not be resolved: failed to resolve digest`);
  return found.digest;
}
