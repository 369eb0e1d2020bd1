import type { Image } from '../image/types.ts';
import { canonicalName, canonicalString, familiarString, type Reference } from '../oci/reference.ts';
import type { Platform } from '../oci/spec.ts';
import { type PullParts, pullLayers } from './layer-pull.ts';
import type { Say } from './progress.ts';
import { type RemoteImage, resolveImage } from './source.ts';

export interface PullOptions {
  readonly platform?: Platform | undefined;
  readonly onProgress?: Say;
  readonly signal?: AbortSignal;
}

export interface PullResult {
  readonly image: Image;
  /** What is really served under this name, when it is a stand-in. */
  readonly standIn: string | undefined;
}

interface Pulled extends PullResult {
  readonly isNew: boolean;
  readonly warning: string | undefined;
}

/**
 * Brings what a tag or digest names into the store; without either, all tags of the repository. Nothing of an image is visible before all of
 * it is there.
 */
export async function pullImages(parts: PullParts, reference: Reference, options: PullOptions = {}): Promise<PullResult[]> {
  const say = options.onProgress ?? (() => {});
  const isWhole = reference.tag === undefined && reference.digest === undefined;
  const references = isWhole ? (await parts.source.tags(reference, options.signal)).map((tag) => ({ ...reference, tag })) : [reference];
  const results: Pulled[] = [];
  for (const each of references) results.push(await pullOne(parts, each, options));
  const status = results.some(({ isNew }) => isNew) ? 'Downloaded newer image' : 'Image is up to date';
  say({ status: `Status: ${status} for ${familiarString(reference)}` });
  for (const { warning } of results) if (warning !== undefined) say({ status: `WARNING: ${warning}` });
  return results;
}

async function pullOne(
  parts: PullParts,
  reference: Reference,
  { platform, onProgress: say = () => {}, signal }: PullOptions,
): Promise<Pulled> {
  const { images, source } = parts;
  const found = await source.manifest(reference, signal);
  say({
    status: `Pulling from ${reference.path}`,
    id: reference.digest === undefined ? (reference.tag ?? '') : canonicalString(reference),
  });
  const remote = await resolveImage(source, reference, { platform, found, ...(signal && { signal }) });
  const id = remote.manifest.config.digest;
  // What is there already needs no look at its layers.
  const held = images.get(id) === undefined ? await pullLayers(parts, reference, remote, { say, signal }) : [];
  try {
    const byDigest = { domain: reference.domain, path: reference.path, digest: remote.digest };
    const names = [...(reference.digest === undefined ? [canonicalString(reference)] : []), canonicalString(byDigest)];
    const isNew = images.state.references.get(names[0] ?? '') !== id;
    const { standIn } = remote;
    const image = await images.createImage({ config: remote.configBytes, references: names, quiet: true, ...(standIn && { standIn }) });
    // The catalogue is never pushed to.
    if (reference.domain !== 'docker.io') await noteLayers(images, reference, remote);
    say({ status: `Digest: ${remote.digest}` });
    images.emit('pull', image, familiarString(reference));
    return { image, standIn, isNew, warning: remote.warning };
  } finally {
    for (const layer of held) layer.dispose({ keep: true });
  }
}

function noteLayers(images: PullParts['images'], reference: Reference, { manifest, config }: RemoteImage): Promise<void> {
  const blobs = manifest.layers.map(({ digest }, at) => ({ diffID: config.rootfs.diff_ids[at], digest }));
  return images.noteRemotes(
    blobs.flatMap(({ diffID, digest }) => (diffID === undefined ? [] : [{ diffID, remote: `${canonicalName(reference)}@${digest}` }])),
  );
}
