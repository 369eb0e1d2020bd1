import { EngineError, isKind } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';
import { type Digest, hexOf, isDigest } from '../oci/digest.ts';
import { formatPlatform, matchesPlatform } from '../oci/platform.ts';
import { canonicalName, canonicalString, familiarName, familiarString, parseReference, type Reference } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, type Index, type Manifest, mediaTypes, type Platform } from '../oci/spec.ts';
import { streamBlob } from '../store/garbage.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import { type ArchiveItem, archiveFiles, IMAGE_NAME, REF_NAME } from './archive.ts';
import type { ImageStore } from './image-store.ts';
import { referenceKey } from './state.ts';
import type { Image } from './types.ts';

/**
 * `docker save`: an OCI layout with Docker's `manifest.json` and `repositories` beside it, as a tar stream. A name without a tag means all
 * tags of the repository. The same images give the same bytes. Unknown names fail at once, before anything is written.
 */
export function saveImages(images: ImageStore, names: readonly string[], platform?: Platform): ByteSource {
  const wanted = new Map<Digest, Reference[]>();
  for (const name of names) {
    for (const { id, reference } of named(images, name)) {
      const references = wanted.get(id) ?? [];
      wanted.set(id, references);
      if (reference?.tag !== undefined && !references.some((other) => canonicalString(other) === canonicalString(reference))) {
        references.push(reference);
      }
    }
  }
  const chosen = [...wanted].map(([id, references]) => ({ image: images.resolve(id), references }));
  if (platform !== undefined && chosen.some(({ image }) => !matchesPlatform(platform, image.config))) {
    throw new EngineError('internal', `no suitable export target found for platform ${formatPlatform(platform)}`);
  }
  const empty = chosen.find(({ image }) => image.layers.length === 0);
  if (empty !== undefined) throw new EngineError('unsupported', 'empty export - not implemented');
  return writeTar(archive(images, chosen));
}

function named(images: ImageStore, name: string): Array<{ id: Digest; reference?: Reference }> {
  const isID = isDigest(name) || /^[a-f0-9]{64}$/.test(name);
  if (isID || name.startsWith('sha256:')) return [{ id: byID(images, name) }];
  const reference = parseReference(name);
  const { references } = images.state;
  if (reference.tag === undefined && reference.digest === undefined) {
    const all = [...references].map(([key, id]) => ({ id, reference: parseReference(key) }));
    const tagged = all.filter(({ reference: other }) => canonicalName(other) === canonicalName(reference));
    if (tagged.length > 0) return tagged;
    return [{ id: byID(images, name) }];
  }
  const id = references.get(referenceKey(reference));
  if (id === undefined) throw new EngineError('notFound', 'reference does not exist');
  return [{ id, reference }];
}

/** What is no repository can only be an ID: the error names no tag. */
function byID(images: ImageStore, name: string): Digest {
  try {
    return images.resolve(name).id;
  } catch (error) {
    throw isKind(error, 'notFound') ? new EngineError('notFound', `No such image: ${name}`, { cause: error }) : error;
  }
}

interface Chosen {
  readonly image: Image;
  readonly references: readonly Reference[];
}

async function* archive(images: ImageStore, chosen: readonly Chosen[]): AsyncGenerator<TarInput, void, undefined> {
  const blobs = new Map<Digest, Uint8Array | 'stored'>();
  const items: ArchiveItem[] = [];
  const descriptors: Descriptor[] = [];
  const repositories: Record<string, Record<string, string>> = {};
  for (const { image, references } of chosen) {
    const config = await images.configBytes(image.id);
    const layers = image.layers.map(({ diffID }) => layerDescriptor(images, diffID));
    const manifest: Manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: mediaTypes.config, digest: image.id, size: config.length },
      layers,
    };
    const bytes = json(manifest);
    const descriptor: Descriptor = { mediaType: mediaTypes.manifest, digest: await sha256(bytes), size: bytes.length };
    blobs.set(image.id, config);
    blobs.set(descriptor.digest, bytes);
    for (const { digest } of layers) blobs.set(digest, 'stored');
    for (const reference of references) {
      const { tag = '' } = reference;
      const top = layers.at(-1);
      repositories[familiarName(reference)] = {
        ...repositories[familiarName(reference)],
        [tag]: top === undefined ? '' : hexOf(top.digest),
      };
      descriptors.push({ ...descriptor, annotations: { [IMAGE_NAME]: canonicalString(reference), [REF_NAME]: tag } });
    }
    if (references.length === 0) descriptors.push(descriptor);
    items.push({
      Config: blobPath(image.id),
      RepoTags: references.length === 0 ? null : references.map(familiarString),
      Layers: layers.map(({ digest }) => blobPath(digest)),
      LayerSources: Object.fromEntries(sorted(layers.map(({ mediaType, size, digest }) => [digest, { mediaType, size, digest }]))),
    });
  }

  yield { header: { name: 'blobs/', type: 'directory' } };
  yield { header: { name: 'blobs/sha256/', type: 'directory' } };
  for (const [digest, content] of [...blobs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (content !== 'stored') yield file(blobPath(digest), content);
    else {
      const { tar } = await images.openLayer(digest);
      yield { header: { name: blobPath(digest), type: 'file', size: tar.size }, content: streamBlob(tar) };
    }
  }
  const index: Index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: descriptors };
  yield file(archiveFiles.index, json(index));
  // The bytes that dockerd writes, line ends and blanks included.
  yield file(archiveFiles.manifest, json(items, '\n'));
  yield file(archiveFiles.layout, new TextEncoder().encode('{"imageLayoutVersion": "1.0.0"}'));
  if (Object.keys(repositories).length > 0) yield file(archiveFiles.repositories, json(sortedTwice(repositories), '\n'));
  for (const { image } of chosen) images.emit('save', image);
}

function layerDescriptor(images: ImageStore, diffID: Digest): Descriptor {
  const layer = images.layerInfo(diffID);
  if (layer === undefined) throw new EngineError('notFound', `layer does not exist: ${diffID}`);
  return { mediaType: mediaTypes.layer, digest: diffID, size: layer.tarSize };
}

function blobPath(digest: Digest): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

function file(name: string, content: Uint8Array): TarInput {
  return { header: { name, type: 'file' }, content };
}

function json(value: unknown, end = ''): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value) + end);
}

/** Go writes a map's keys in order. */
function sorted<T>(entries: Array<[string, T]>): Array<[string, T]> {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function sortedTwice(map: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  return Object.fromEntries(sorted(Object.entries(map).map(([name, tags]) => [name, Object.fromEntries(sorted(Object.entries(tags)))])));
}
