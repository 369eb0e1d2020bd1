import { fileSize, upperChanges } from '../snapshot/changes.ts';
import { isOpaque } from '../snapshot/overlay.ts';
import type { TarHeader } from '../tar/header.ts';
import { memberPath } from '../tar/name.ts';
import type { ContainerFiles, InsightBackends } from './backends.ts';
import type { EntryKind, WritableLayer, WrittenEntry } from './insight.ts';
import { childOf, type Part, type Place, rootOf, topOf } from './merge.ts';
import { layersOf } from './subject.ts';

/** What a container has written, by the rules of `docker diff`, each with what it covers. */
export async function writableOf(backends: InsightBackends, container: ContainerFiles): Promise<WritableLayer> {
  const [layers, written] = await Promise.all([layersOf(backends, container.stack), container.written()]);
  const root = rootOf(layers);
  const places = new Map<string, Place>([['', root]]);
  /** A walk asks for folders before what is in them. */
  const placeOf = (path: string): Place => {
    const slash = path.lastIndexOf('/');
    const place = places.get(path) ?? childOf(placeOf(path.slice(0, slash)), path.slice(slash + 1));
    places.set(path, place);
    return place;
  };
  const below = (path: string): Part | undefined => topOf(placeOf(path));
  const sizes = new Map(written.map((header) => [memberPath(header.name), fileSize(header)]));
  const changes = upperChanges(written, (path) => below(path)?.node);
  const entries = changes.map(({ path, kind, size, header }): WrittenEntry => {
    const lower = below(path);
    return {
      path,
      change: kind === 'modified' ? 'changed' : kind === 'deleted' ? 'removed' : 'added',
      kind: kind === 'deleted' ? kindOfHeader(lower?.node.type ?? 'file') : kindOfHeader(header.type),
      // Another name of a file that was told before.
      size: header.type === 'hardlink' ? (sizes.get(memberPath(header.linkName)) ?? 0) : size,
      mtime: header.mtime * 1000 + Math.floor(header.mtimeNanos / 1e6),
      ...(lower !== undefined && isOpaque(header) && { opaque: true }),
      ...(lower !== undefined && { origin: { layer: lower.layer, size: lower.node.size } }),
    };
  });
  return { container: container.id, image: container.imageId, size: changes.reduce((sum, { size }) => sum + size, 0), entries };
}

function kindOfHeader(type: TarHeader['type']): EntryKind {
  if (type === 'hardlink') return 'file';
  return type === 'char' || type === 'block' ? 'device' : type;
}
