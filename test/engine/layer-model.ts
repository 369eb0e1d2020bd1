import { createHash } from 'node:crypto';
import { collect, once } from '../../engine/base/stream.ts';
import { readTar } from '../../engine/tar/reader.ts';

/** What an image's layers are, read from `docker save`'s archive and applied one after the other: another way to what insight tells. */
export interface ModelFile {
  readonly path: string;
  readonly kind: string;
  readonly size: number;
  readonly mode: number;
  readonly owner: string;
  readonly target: string;
  readonly content: string;
  /** Of hard links, the same object. */
  readonly inode: { readonly size: number };
}

export interface ModelLayer {
  /** By path; a whiteout's is that of the file that it removes. */
  readonly files: ReadonlyMap<string, ModelFile>;
  readonly removed: ReadonlySet<string>;
  readonly opaque: ReadonlySet<string>;
}

export interface Model {
  readonly layers: readonly ModelLayer[];
  /** After each layer: what is seen, and which layer has it. */
  readonly views: ReadonlyArray<ReadonlyMap<string, { readonly file: ModelFile; readonly layer: number }>>;
  /** Bytes of files that nobody sees at the end. */
  readonly wasted: number;
}

export async function readModel(archive: AsyncIterable<Uint8Array>): Promise<Model> {
  const blobs = new Map<string, Uint8Array>();
  for await (const { header, content } of readTar(archive)) if (header.type === 'file') blobs.set(header.name, await collect(content));
  const [item] = JSON.parse(new TextDecoder().decode(blobs.get('manifest.json'))) as Array<{ Layers: string[] }>;
  const layers: ModelLayer[] = [];
  for (const name of item?.Layers ?? []) layers.push(await readLayer(blobs.get(name) ?? new Uint8Array()));
  const views: Array<Map<string, { file: ModelFile; layer: number }>> = [];
  for (const [at, layer] of layers.entries()) views.push(apply(views.at(-1), layer, at));
  const seen = new Set([...(views.at(-1)?.values() ?? [])].map(({ file }) => file.inode));
  const inodes = new Set(layers.flatMap(({ files }) => [...files.values()].map(({ inode }) => inode)));
  const wasted = [...inodes].filter((inode) => !seen.has(inode)).reduce((sum, { size }) => sum + size, 0);
  return { layers, views, wasted };
}

async function readLayer(tar: Uint8Array): Promise<ModelLayer> {
  const files = new Map<string, ModelFile>();
  const removed = new Set<string>();
  const opaque = new Set<string>();
  for await (const { header, content } of readTar(once(tar))) {
    const path = `/${header.name.replace(/^\.?\/+/, '').replace(/\/+$/, '')}`;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (path === '/' || path === '/.') continue;
    if (name === '.wh..wh..opq') opaque.add(folder);
    else if (name.startsWith('.wh.')) removed.add(`${folder}/${name.slice(4)}`);
    else if (header.type === 'hardlink') {
      const original = files.get(`/${header.linkName.replace(/^\.?\/+/, '')}`);
      if (original === undefined) throw new Error(`no ${header.linkName}`);
      files.set(path, { ...original, path });
    } else {
      const kind = header.type === 'char' || header.type === 'block' ? 'device' : header.type;
      const size = header.type === 'file' ? header.size : 0;
      const sum = createHash('sha256').update(await collect(content));
      const { mode, uid, gid, linkName: target } = header;
      files.set(path, { path, kind, size, mode, owner: `${uid}:${gid}`, target, content: sum.digest('hex'), inode: { size } });
    }
  }
  return { files, removed, opaque };
}

function apply(
  below: ReadonlyMap<string, { file: ModelFile; layer: number }> = new Map(),
  { files, removed, opaque }: ModelLayer,
  layer: number,
): Map<string, { file: ModelFile; layer: number }> {
  const view = new Map(below);
  const drop = (path: string) => {
    for (const known of [...view.keys()]) if (known.startsWith(`${path}/`)) view.delete(known);
  };
  for (const path of removed) {
    view.delete(path);
    drop(path);
  }
  for (const path of opaque) drop(path);
  for (const [path, file] of files) {
    if (file.kind !== 'directory') drop(path);
    view.set(path, { file, layer });
  }
  return view;
}
