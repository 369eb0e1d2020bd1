import { EngineError, isKind } from '../base/errors.ts';
import type { ImageStore } from '../image/image-store.ts';
import { referenceKey } from '../image/state.ts';
import type { Image } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import { canonicalName, familiarName, familiarString, parseReference, type Reference } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, mediaTypes } from '../oci/spec.ts';
import type { RepositoryClient } from './client.ts';
import { discard } from './http.ts';
import { LayerPush, type PushParts } from './layer-push.ts';
import type { TransferMessage } from './progress.ts';
import { uploadBlob } from './upload.ts';

/** A line of the push stream, or what was pushed under a tag. */
export type PushMessage = TransferMessage | { readonly aux: { readonly Tag: string; readonly Digest: Digest; readonly Size: number } };

export interface PushOptions {
  readonly onProgress?: (message: PushMessage) => void;
  readonly signal?: AbortSignal;
}

/**
 * `docker push`: a tag, or all tags of a repository. The manifest is Docker's (version 2, schema 2), as dockerd without the containerd image
 * store writes it. Fails in dockerd's words (moby distribution/push_v2.go).
 */
export async function pushImages(parts: PushParts, target: Reference, options: PushOptions = {}): Promise<void> {
  const { images } = parts;
  const say = options.onProgress ?? (() => {});
  const wanted = chosen(images, target);
  const layers = new LayerPush(parts, target, say);
  for (const { reference, image } of wanted) {
    const descriptors = await layers.layers(image.layers, options.signal);
    const { digest, size } = await putManifest(parts, reference, image, descriptors, options.signal);
    const tag = reference.tag ?? '';
    say({ status: `${tag}: digest: ${digest} size: ${size}` });
    await images.addDigest(image.id, { domain: reference.domain, path: reference.path, digest });
    say({ aux: { Tag: tag, Digest: digest, Size: size } });
  }
  const [first] = wanted;
  if (first !== undefined) images.emit('push', first.image, familiarString(target));
}

/** All that is known by names of the repository; fails when there is nothing. */
export function inRepository(images: ImageStore, target: Reference): Array<{ reference: Reference; image: Image }> {
  const known = [...images.state.references].map(([name, id]) => ({ reference: parseReference(name), image: images.get(id) }));
  const found = known.flatMap(({ reference, image }) =>
    image !== undefined && canonicalName(reference) === canonicalName(target) ? [{ reference, image }] : [],
  );
  if (found.length > 0) return found;
  throw new EngineError('internal', `An image does not exist locally with the tag: ${familiarName(target)}`);
}

/** What is to be pushed. */
function chosen(images: ImageStore, target: Reference): Array<{ reference: Reference; image: Image }> {
  const ofRepository = inRepository(images, target);
  if (target.digest !== undefined) throw new EngineError('internal', 'cannot push a digest reference');
  if (target.tag === undefined) {
    const tagged = ofRepository.filter(({ reference }) => reference.tag !== undefined);
    if (tagged.length === 0) throw new EngineError('internal', `no tags to push for ${familiarName(target)}`);
    return tagged.sort((a, b) => (referenceKey(a.reference) < referenceKey(b.reference) ? -1 : 1));
  }
  const one = ofRepository.find(({ reference }) => referenceKey(reference) === referenceKey(target));
  if (one === undefined) throw new EngineError('internal', `tag does not exist: ${familiarString(target)}`);
  return [one];
}

async function putManifest(
  { images, repository }: PushParts,
  { tag = '' }: Reference,
  image: Image,
  layers: readonly Descriptor[],
  signal: AbortSignal | undefined,
): Promise<{ digest: Digest; size: number }> {
  const config = await images.configBytes(image.id);
  await putConfig(repository, image.id, config, signal);
  // Go's encoding of distribution's structs: these members, this order, three blanks.
  const member = ({ mediaType, size, digest }: Descriptor) => ({ mediaType, size, digest });
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.dockerManifest,
    config: { mediaType: mediaTypes.dockerConfig, size: config.length, digest: image.id },
    layers: layers.map(member),
  };
  const body = new TextEncoder().encode(JSON.stringify(manifest, undefined, 3));
  const headers = { 'content-type': mediaTypes.dockerManifest };
  const answer = await repository.call('PUT', `manifests/${tag}`, { headers, body, ...(signal && { signal }) });
  await discard(answer);
  return { digest: await sha256(body), size: body.length };
}

async function putConfig(repository: RepositoryClient, id: Digest, config: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  if ((await repository.sizeOf(id, signal)) !== undefined) return;
  async function* bytes() {
    yield config;
  }
  await uploadBlob(repository, bytes(), signal === undefined ? {} : { signal });
}

/** dockerd names what a push lacks by itself, not by the request it wanted to make. */
export function pushError(error: unknown): unknown {
  if (!isKind(error, 'internal') || error.data.code !== 'UNAUTHORIZED') return error;
  return error.cause instanceof EngineError && error.cause.message === 'no basic auth credentials' ? error.cause : error;
}
