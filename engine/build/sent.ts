import { type ByteSource, collect } from '../base/stream.ts';
import { compressionOf, decompress } from '../tar/decompress.ts';
import { peek } from '../tar/gzip.ts';
import { MemoryTree, readTrees } from './tree.ts';

/**
 * What a build is given in one tar: the context and, in a folder of a name that nothing in the context has, what the docker command sends
 * beside it. Real Docker fetches these over its gRPC session; here they come with the request:
 *
 *     FOLDER/dockerfile/NAME      the Dockerfile, and NAME.dockerignore when there is one
 *     FOLDER/contexts/NAME/…      a named context (the name URI-encoded)
 *     FOLDER/secrets/ID           a secret (the id URI-encoded)
 *     FOLDER/caches/N/…           a cache that another build left (`cache-transfer.ts`)
 */
export interface Sent {
  readonly context: MemoryTree;
  /** The directory of the Dockerfile; the context itself when none was sent. */
  readonly dockerfile: MemoryTree;
  readonly contexts: ReadonlyMap<string, MemoryTree>;
  readonly secrets: ReadonlyMap<string, Uint8Array>;
  readonly caches: readonly MemoryTree[];
}

/** `now` in seconds: the time of directories that the tar does not name. */
export async function readSent(tar: ByteSource, folder: string | undefined, now: number): Promise<Sent> {
  const prefix = `${folder}/`;
  const trees = await readTrees(tar, now, (path) => {
    if (folder === undefined || !path.startsWith(prefix)) return '';
    const [kind = '', name = ''] = path.slice(prefix.length).split('/');
    return kind === 'contexts' || kind === 'caches' ? `${prefix}${kind}/${name}` : `${prefix}${kind}`;
  });
  const context = trees.get('') ?? new MemoryTree();
  const contexts = [...trees].flatMap(([path, tree]) => {
    const at = `${prefix}contexts/`;
    return path.startsWith(at) ? [[decodeURIComponent(path.slice(at.length)), tree] as const] : [];
  });
  const secrets = trees.get(`${prefix}secrets`);
  const root = secrets?.lookup('/');
  return {
    context,
    dockerfile: trees.get(`${prefix}dockerfile`) ?? context,
    contexts: new Map(contexts),
    caches: [...trees].flatMap(([path, tree]) => (path.startsWith(`${prefix}caches/`) ? [tree] : [])),
    secrets: new Map(
      secrets === undefined || root === undefined
        ? []
        : secrets.readdir(root).map((file) => [decodeURIComponent(file.path.slice(1)), secrets.bytes(file)]),
    ),
  };
}

/** The name that BuildKit gives a file that it downloaded to be a context. */
export const downloadName = 'context';

/** A context from a URL: an archive, or a Dockerfile without a context. `now` in seconds. */
export async function readDownload(body: ByteSource, now: number): Promise<{ readonly tree: MemoryTree; readonly isArchive: boolean }> {
  const { head, rest } = await peek(body, 512);
  const isArchive = compressionOf(head) !== undefined || new TextDecoder().decode(head.subarray(257, 262)) === 'ustar';
  if (!isArchive) return { isArchive, tree: MemoryTree.ofFile(downloadName, await collect(rest), 0o600, now) };
  return { isArchive, tree: (await readTrees(decompress(rest), now, () => '')).get('') ?? new MemoryTree() };
}
