import { EngineError } from '../base/errors.ts';
import { type ByteSource, collect } from '../base/stream.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { formatPlatform, hostPlatform, matchesPlatform, platformMismatch } from '../oci/platform.ts';
import { canonicalString, familiarString, type Reference } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, type ImageConfig, type Index, type Manifest, mediaTypes, type Platform } from '../oci/spec.ts';

/** Where images come from: the catalogue of the site, or a registry. */
export interface ImageSource {
  /** What a tag or digest names, image or index, as it is stored. Fails (`notFound`) in the words of `docker pull`. */
  manifest(reference: Reference, signal?: AbortSignal): Promise<SourceManifest>;
  /** A blob, not checked: from byte `offset` on, or from an earlier one where the source cannot do that. */
  blob(reference: Reference, descriptor: Descriptor, options?: { offset?: number; signal?: AbortSignal }): Promise<SourceBlob>;
  tags(reference: Reference, signal?: AbortSignal): Promise<string[]>;
}

export interface SourceBlob {
  readonly body: ByteSource;
  /** Where in the blob the body begins. */
  readonly from: number;
}

export interface SourceManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
  /** What is really served under this name, when it is a stand-in. */
  readonly standIn?: string;
}

/** An image chosen of what a name offers: nothing of it is fetched but manifest and config, both checked. */
export interface RemoteImage {
  /** Of what the name means: an index, when there is one. */
  readonly digest: Digest;
  readonly manifest: Manifest;
  readonly configBytes: Uint8Array;
  readonly config: ImageConfig;
  readonly standIn: string | undefined;
  /** Of another platform than was asked for, but one that runs here. */
  readonly warning: string | undefined;
}

const layerTypes: readonly string[] = [mediaTypes.layer, mediaTypes.layerGzip, mediaTypes.dockerLayer, mediaTypes.dockerLayerGzip];
const configTypes: readonly string[] = [mediaTypes.config, mediaTypes.dockerConfig, 'application/octet-stream'];

export async function resolveImage(
  source: ImageSource,
  reference: Reference,
  { platform, found, signal }: { platform?: Platform | undefined; found?: SourceManifest; signal?: AbortSignal } = {},
): Promise<RemoteImage> {
  const top = found ?? (await source.manifest(reference, signal));
  const manifest = await choose(source, reference, top, platform ?? hostPlatform, signal);
  if (!configTypes.includes(manifest.config.mediaType)) {
    throw new EngineError('invalid', `Encountered remote ${JSON.stringify(manifest.config.mediaType)}(unknown) when fetching`);
  }
  for (const { mediaType } of manifest.layers) {
    if (!layerTypes.includes(mediaType)) throw new EngineError('invalid', `unsupported media type ${mediaType}`);
  }
  const configBytes = await readBlob(source, reference, manifest.config, 'image config', signal);
  const config = parse<ImageConfig>(configBytes);
  const { os, architecture, rootfs } = config;
  if (typeof os !== 'string' || typeof architecture !== 'string')
    throw new EngineError('invalid', 'invalid image config: os or architecture is missing');
  if (rootfs?.diff_ids?.length !== manifest.layers.length) {
    throw new EngineError('invalid', 'invalid manifest: image manifest and config differ in their number of layers');
  }
  const { standIn } = top;
  return { digest: top.digest, manifest, configBytes, config, standIn, warning: checkPlatform(reference, config, platform) };
}

/** The manifest of the platform, through as many indexes as there are (moby pullManifestList). */
async function choose(
  source: ImageSource,
  reference: Reference,
  { bytes, mediaType }: SourceManifest,
  platform: Platform,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const content = parse<Partial<Manifest> & Pick<Partial<Index>, 'manifests'>>(bytes);
  const { manifests } = content;
  const type = String(content.mediaType ?? mediaType);
  if (Number(content.schemaVersion) === 1 || type.startsWith('application/vnd.docker.distribution.manifest.v1+')) {
    throw new EngineError(
      'invalid',
      `Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed. Suggest the author of ${canonicalString(reference)} to upgrade the image to the OCI Format or Docker Image manifest v2, schema 2. More information at https://docs.docker.com/go/deprecated-image-specs/`,
    );
  }
  if (manifests === undefined) {
    const { config, layers } = content;
    if (!isDescriptor(config) || !isList(layers)) throw new EngineError('invalid', 'unsupported manifest format');
    return { schemaVersion: 2, mediaType: type, config, layers };
  }
  if (!isList(manifests)) throw new EngineError('invalid', 'unsupported manifest format');
  // What names no platform, an index within the index for one, may hold it.
  const match =
    manifests.find((entry) => entry.platform !== undefined && matchesPlatform(platform, entry.platform)) ??
    manifests.find((entry) => entry.platform === undefined);
  if (match === undefined) {
    const offered = manifests.flatMap((entry) => (entry.platform === undefined ? [] : [formatPlatform(entry.platform)]));
    const real = [...new Set(offered)].filter((name) => !name.startsWith('unknown'));
    const sentence = `no matching manifest for ${formatPlatform(platform)} in the manifest list entries`;
    const why = `: this playground is a 32-bit PC, and ${familiarString(reference)} is built for ${real.join(', ') || 'nothing'} only`;
    throw new EngineError('notFound', matchesPlatform(platform, hostPlatform) ? sentence + why : sentence);
  }
  const { tag: _, ...name } = reference;
  return choose(source, reference, await source.manifest({ ...name, digest: match.digest }, signal), platform, signal);
}

function isDescriptor(value: unknown): value is Descriptor {
  const { digest, size, mediaType, platform } = (value ?? {}) as Partial<Descriptor>;
  const isWhole = typeof digest === 'string' && isDigest(digest) && Number.isSafeInteger(size) && typeof mediaType === 'string';
  return isWhole && (platform === undefined || (typeof platform?.os === 'string' && typeof platform.architecture === 'string'));
}

function isList(value: unknown): value is Descriptor[] {
  return Array.isArray(value) && value.every(isDescriptor);
}

/** A warning where the image runs here all the same, an error where it cannot. */
function checkPlatform(reference: Reference, config: ImageConfig, wanted: Platform | undefined): string | undefined {
  const name = familiarString(reference);
  const mismatch = platformMismatch(name, config, hostPlatform);
  if (mismatch !== undefined) throw new EngineError('notFound', `${mismatch}: this playground is a 32-bit PC, which cannot run it`);
  return wanted === undefined ? undefined : platformMismatch(name, config, wanted);
}

async function readBlob(
  source: ImageSource,
  reference: Reference,
  descriptor: Descriptor,
  what: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { body } = await source.blob(reference, descriptor, signal === undefined ? {} : { signal });
  const bytes = await collect(body);
  if ((await sha256(bytes)) !== descriptor.digest) {
    throw new EngineError('invalid', `${what} verification failed for digest ${descriptor.digest}`);
  }
  return bytes;
}

/** An object: nothing else is a manifest or a config. */
function parse<T>(bytes: Uint8Array): T {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value === 'object' && value !== null) return value as T;
  } catch (cause) {
    throw new EngineError('invalid', 'unsupported manifest format: not JSON', { cause });
  }
  throw new EngineError('invalid', 'unsupported manifest format');
}
