import { messageOf } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { canonicalString, familiarString, parseReference } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, type ImageConfig, type Index, type Manifest, mediaTypes } from '../oci/spec.ts';
import { gzip } from '../tar/gzip.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import type { BuildBackends, Provenance } from './backend.ts';
import type { CacheRecord } from './cache.ts';
import { exportCache } from './cache-transfer.ts';
import { BuildFailure } from './failure.ts';
import type { Progress, Vertex } from './progress.ts';
import { exportSize } from './transfer.ts';
import { treeEntries } from './tree-entries.ts';

/** `--output`, as the docker command sends it: where the files go is the command's business. */
export interface Output {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a build came to. */
export interface Product {
  readonly config: ImageConfig;
  readonly layers: readonly Digest[];
  /** Canonical. */
  readonly tags: readonly string[];
  /** When it has been seen by somebody how it was built. */
  readonly provenance: Provenance | undefined;
}

/** Sends a piece of an output's archive to the client, and resolves when it was taken. */
type Deliver = (bytes: Uint8Array) => Promise<void>;

const knownTypes = ['image', 'local', 'tar', 'oci', 'docker', 'cacheonly', 'cache'];

/** BuildKit refuses outputs that it does not know before anything is built. */
export function checkOutputs(outputs: readonly Output[]): void {
  const unknown = outputs.find(({ type }) => !knownTypes.includes(type));
  if (unknown !== undefined) throw new BuildFailure(`exporter ${JSON.stringify(unknown.type)} could not be found`);
  const compression = outputs.map(({ attributes }) => attributes.compression).find((name) => name !== undefined);
  if (compression !== undefined && !['uncompressed', 'gzip'].includes(compression))
    throw new BuildFailure(`compression ${compression} is not possible in this playground: use gzip or uncompressed`);
}

interface Export {
  readonly backends: BuildBackends;
  readonly progress: Progress;
  readonly product: Product;
  readonly outputs: readonly Output[];
  /** What this build made or used of the cache. */
  readonly records: Iterable<CacheRecord>;
  deliver(output: number, bytes: Uint8Array): Promise<void>;
  /** What BuildKit's answer would say of it, by name. */
  tell(result: Readonly<Record<string, string>>): void;
}

/** One output after the other; the image's ID, when one was made. `cacheonly` is none, and `cache` what `--cache-to` asks for. */
export async function exportAll({ backends, progress, product, outputs, records, deliver, tell }: Export): Promise<Digest | undefined> {
  let id: Digest | undefined;
  for (const [at, output] of outputs.entries()) {
    const hand: Deliver = (bytes) => deliver(at, bytes);
    const { type, attributes } = output;
    if (type === 'image') id = await exportImage(backends, progress, product);
    else if (type === 'local' || type === 'tar') await exportFiles(backends, progress, output, product, hand);
    else if (type === 'oci' || type === 'docker') {
      tell({ 'containerimage.digest': await exportArchive(backends, progress, output, product, hand) });
    } else if (type === 'cache') {
      await exportCache(backends, progress, records, { isMax: attributes.mode === 'max', layers: product.layers }, hand);
    }
  }
  return id;
}

/** An image in the store. */
async function exportImage(backends: BuildBackends, progress: Progress, product: Product): Promise<Digest> {
  return told(progress, 'exporting to image', async (vertex) => {
    if (product.layers.length > 0) vertex.status('exporting layers', { done: true });
    const id = await backends.images.create(product.config, product.tags, product.provenance);
    vertex.status(`writing image ${id}`, { done: true });
    for (const tag of product.tags) vertex.status(`naming to ${tag.replace(/:latest$/, '')}`, { done: true });
    return id;
  });
}

/** `type=local` and `type=tar`: the files of the target's file system. */
async function exportFiles(
  backends: BuildBackends,
  progress: Progress,
  { type }: Output,
  { layers }: Product,
  deliver: Deliver,
): Promise<void> {
  const isLocal = type === 'local';
  await told(progress, isLocal ? 'exporting to client directory' : 'exporting to client tarball', async (vertex) => {
    const tree = await backends.layers.open(layers);
    const status = isLocal ? 'copying files' : 'sending tarball';
    vertex.status(status, {});
    for await (const chunk of writeTar(treeEntries(tree))) await deliver(chunk);
    vertex.status(status, { done: true, ...(isLocal && { current: exportSize(tree) }) });
  });
}

/** `type=oci` and `type=docker` with a destination: an OCI layout, with Docker's `manifest.json` in the latter. Returns the manifest's digest. */
async function exportArchive(
  backends: BuildBackends,
  progress: Progress,
  { type, attributes }: Output,
  product: Product,
  deliver: Deliver,
): Promise<Digest> {
  return told(progress, `exporting to ${type === 'oci' ? 'oci' : 'docker'} image format`, async (vertex) => {
    const blobs = new Map<Digest, Uint8Array>();
    const add = async (mediaType: string, bytes: Uint8Array): Promise<Descriptor> => {
      const digest = await sha256(bytes);
      blobs.set(digest, bytes);
      return { mediaType, digest, size: bytes.length };
    };
    vertex.status('exporting layers', {});
    const layers: Descriptor[] = [];
    const isPlain = attributes.compression === 'uncompressed';
    for (const diffID of product.layers) {
      const tar = await backends.layers.read(diffID);
      layers.push(await add(isPlain ? mediaTypes.layer : mediaTypes.layerGzip, await collect(isPlain ? tar : gzip(tar))));
    }
    vertex.status('exporting layers', { done: true });
    const config = await add(mediaTypes.config, json(product.config));
    vertex.status(`exporting config ${config.digest}`, { done: true });
    const annotations = annotationsOf(attributes);
    const manifest: Manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config,
      layers,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    };
    const descriptor = await add(mediaTypes.manifest, json(manifest));
    vertex.status(`exporting manifest ${descriptor.digest}`, { done: true });
    vertex.status('sending tarball', {});
    for await (const chunk of writeTar(layoutEntries(type, product, { config, layers, descriptor, blobs }))) await deliver(chunk);
    vertex.status('sending tarball', { done: true });
    return descriptor.digest;
  });
}

interface Layout {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly descriptor: Descriptor;
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
}

/** By name, as BuildKit's archive writer sorts them. */
function* layoutEntries(
  type: string,
  { tags, config: image }: Product,
  { config, layers, descriptor, blobs }: Layout,
): Generator<TarInput> {
  const references = tags.map((tag) => parseReference(tag));
  const platform = { architecture: image.architecture, os: image.os };
  const created = image.created === undefined ? {} : { 'org.opencontainers.image.created': image.created };
  const named = references.map((reference) => ({
    ...descriptor,
    annotations: {
      'io.containerd.image.name': canonicalString(reference),
      ...created,
      'org.opencontainers.image.ref.name': reference.tag ?? 'latest',
    },
    platform,
  }));
  const index: Index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: named.length > 0 ? named : [{ ...descriptor, annotations: created, platform }],
  };
  yield { header: { name: 'blobs/', type: 'directory' } };
  yield { header: { name: 'blobs/sha256/', type: 'directory' } };
  for (const [digest, bytes] of [...blobs].sort(([a], [b]) => (a < b ? -1 : 1))) yield file(`blobs/sha256/${hexOf(digest)}`, bytes);
  yield file('index.json', json(index));
  if (type === 'docker') {
    const path = ({ digest }: Descriptor) => `blobs/sha256/${hexOf(digest)}`;
    yield file('manifest.json', json([{ Config: path(config), RepoTags: references.map(familiarString), Layers: layers.map(path) }]));
  }
  yield file('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
}

/** `annotation.NAME`, also for the manifest by name; those of indexes and descriptors have no place in an export of one platform. */
function annotationsOf(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) => {
      const name = /^annotation(?:-manifest)?\.(.+)$/.exec(key)?.[1];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

async function told<T>(progress: Progress, name: string, work: (vertex: Vertex) => Promise<T>): Promise<T> {
  const vertex = progress.vertex(name).start();
  try {
    const result = await work(vertex);
    vertex.complete();
    return result;
  } catch (error) {
    vertex.fail(messageOf(error));
    throw new BuildFailure(messageOf(error), { vertex: vertex.digest }, error);
  }
}

function file(name: string, content: Uint8Array): TarInput {
  return { header: { name, type: 'file' }, content };
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
