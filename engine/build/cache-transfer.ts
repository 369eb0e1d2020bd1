import { EngineError, messageOf } from '../base/errors.ts';
import { collect, once } from '../base/stream.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, type Index, type Manifest, mediaTypes } from '../oci/spec.ts';
import { gunzip, gzip } from '../tar/gzip.ts';
import { writeTar } from '../tar/writer.ts';
import type { BuildBackends, Layer } from './backend.ts';
import type { CacheRecord } from './cache.ts';
import type { Progress } from './progress.ts';
import type { MemoryTree } from './tree.ts';

/**
 * `--cache-to` and `--cache-from` of `type=local`: the records of a build and their layers as an OCI layout, as BuildKit writes one. What is in
 * its config is this project's own: keys of another builder would mean nothing here.
 */
const configType = 'application/vnd.buildkit.cacheconfig.v0';

interface CacheConfig {
  readonly records: readonly CacheRecord[];
  /** Where a layer is, by diffID. */
  readonly layers: Readonly<Record<Digest, Digest>>;
}

/** With `isMax` all that the build made or used, otherwise what its result is made of. */
export async function exportCache(
  backends: BuildBackends,
  progress: Progress,
  records: Iterable<CacheRecord>,
  options: { readonly isMax: boolean; readonly layers: readonly Digest[] },
  deliver: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const vertex = progress.vertex('exporting cache to client directory').start();
  try {
    vertex.status('preparing build cache for export', {});
    const chosen = [...records].filter(({ layer }) => options.isMax || layer === undefined || options.layers.includes(layer.diffID));
    const blobs = new Map<Digest, Uint8Array>();
    const add = async (mediaType: string, bytes: Uint8Array): Promise<Descriptor> => {
      const digest = await sha256(bytes);
      blobs.set(digest, bytes);
      return { mediaType, digest, size: bytes.length };
    };
    const layers = new Map<Digest, Descriptor>();
    for (const { layer } of chosen) {
      if (layer === undefined || layers.has(layer.diffID)) continue;
      const descriptor = await add(mediaTypes.layerGzip, await collect(gzip(await backends.layers.read(layer.diffID))));
      layers.set(layer.diffID, descriptor);
      vertex.status(`writing layer ${descriptor.digest}`, { done: true });
    }
    const places = Object.fromEntries([...layers].map(([diffID, { digest }]) => [diffID, digest]));
    const config = await add(configType, json({ records: chosen, layers: places } satisfies CacheConfig));
    vertex.status(`writing config ${config.digest}`, { done: true });
    const manifest = { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: [...layers.values()] } satisfies Manifest;
    const descriptor = await add(mediaTypes.manifest, json(manifest));
    vertex.status(`writing cache image manifest ${descriptor.digest}`, { done: true });
    vertex.status('preparing build cache for export', { done: true });
    const index = {
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: [{ ...descriptor, annotations: { 'org.opencontainers.image.ref.name': 'latest' } }],
    } satisfies Index;
    const file = (name: string, content: Uint8Array) => ({ header: { name, type: 'file' as const }, content });
    const members = [
      ...[...blobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([digest, bytes]) => file(`blobs/sha256/${hexOf(digest)}`, bytes)),
      file('index.json', json(index)),
      file('oci-layout', json({ imageLayoutVersion: '1.0.0' })),
    ];
    for await (const chunk of writeTar(members)) await deliver(chunk);
    vertex.complete();
  } catch (error) {
    vertex.fail(messageOf(error));
    throw error;
  }
}

/** The records of such a layout whose layers came with it; a cache that cannot be read is told, and the build goes on without it. */
export async function importCache(
  backends: BuildBackends,
  progress: Progress,
  layout: MemoryTree,
  keep: (layer: Layer) => void,
): Promise<CacheRecord[]> {
  const read = (path: string): Uint8Array => {
    const node = layout.lookup(path);
    if (node?.type !== 'file') throw new EngineError('notFound', `${path}: not found`);
    return layout.bytes(node);
  };
  const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
  const blob = (digest: Digest) => read(`blobs/sha256/${hexOf(digest)}`);
  let name = 'local';
  let vertex: ReturnType<Progress['vertex']> | undefined;
  try {
    const descriptor = (parse(read('index.json')) as Index).manifests[0];
    if (descriptor === undefined) throw new EngineError('notFound', 'no cache in index.json');
    name = `local:${hexOf(descriptor.digest).slice(0, 20)}`;
    vertex = progress.vertex(`importing cache manifest from ${name}`).start();
    const manifest = parse(blob(descriptor.digest)) as Manifest;
    vertex.status(`inferred cache manifest type: ${manifest.mediaType}`, { done: true });
    if (manifest.config.mediaType !== configType) throw new EngineError('invalid', `${manifest.config.mediaType} is no build cache`);
    const { records, layers } = parse(blob(manifest.config.digest)) as CacheConfig;
    const found: CacheRecord[] = [];
    const held = new Set<Digest>();
    for (const record of records) {
      const { layer } = record;
      const place = layer === undefined ? undefined : layers[layer.diffID];
      if (layer !== undefined && place === undefined) continue;
      if (layer !== undefined && place !== undefined && !held.has(layer.diffID)) {
        keep(backends.layers.hold(layer.diffID) ?? (await backends.layers.ingest(gunzip(once(blob(place))))));
        held.add(layer.diffID);
      }
      found.push(record);
    }
    vertex.complete();
    return found;
  } catch (error) {
    vertex ??= progress.vertex(`importing cache manifest from ${name}`);
    vertex.fail(messageOf(error));
    return [];
  }
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
