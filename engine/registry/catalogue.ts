import { EngineError, messageOf } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { canonicalName, familiarName, familiarString, parseReference, type Reference, withDefaultTag } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import type { Descriptor, Index } from '../oci/spec.ts';
import type { Fetcher } from './fetcher.ts';

const REF_NAME = 'org.opencontainers.image.ref.name';
const STAND_IN = 'io.drydock.stand-in';

/** The images that the site serves: an OCI image layout under plain URLs. */
export class Catalogue {
  private readonly fetch: Fetcher;

  constructor(fetch: Fetcher) {
    this.fetch = fetch;
  }

  /** The manifest of a reference with tag or digest. Fails (`notFound`) in the words of a daemon that asked Docker Hub. */
  async find(reference: Reference, signal?: AbortSignal): Promise<{ manifest: Descriptor; standIn: string | undefined }> {
    const index = JSON.parse(new TextDecoder().decode(await this.read('index.json', signal))) as Index;
    const named = index.manifests.flatMap((entry) => {
      const name = entry.annotations?.[REF_NAME];
      return name === undefined ? [] : [{ entry, name: withDefaultTag(parseReference(name)) }];
    });
    const ofRepository = named.filter(({ name }) => canonicalName(name) === canonicalName(reference));
    if (ofRepository.length === 0) {
      throw new EngineError(
        'notFound',
        `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      );
    }
    const manifest = ofRepository.find(({ entry, name }) =>
      reference.digest === undefined ? name.tag === reference.tag : entry.digest === reference.digest,
    )?.entry;
    if (manifest === undefined) {
      throw new EngineError('notFound', `manifest for ${familiarString(reference)} not found: manifest unknown: manifest unknown`);
    }
    return { manifest, standIn: manifest.annotations?.[STAND_IN] };
  }

  /** A manifest or config: whole, and checked. */
  async blob({ digest }: Descriptor, signal?: AbortSignal): Promise<Uint8Array> {
    const bytes = await this.read(blobPath(digest), signal);
    if ((await sha256(bytes)) !== digest) throw new EngineError('invalid', `image verification failed for digest ${digest}`);
    return bytes;
  }

  /** A layer, as it comes. */
  async open(path: string, signal?: AbortSignal): Promise<NonNullable<Awaited<ReturnType<Fetcher>>>> {
    const found = await this.fetch(path, signal).catch((error: unknown) => {
      throw unreachable(error, signal);
    });
    if (found === undefined) {
      throw new EngineError(
        'unavailable',
        `the image catalogue is not complete: ${path} is missing. Reload the page; if it stays so, tell whoever runs this site`,
      );
    }
    return found;
  }

  private async read(path: string, signal?: AbortSignal): Promise<Uint8Array> {
    const { body } = await this.open(path, signal);
    return collect(body).catch((error: unknown) => {
      throw unreachable(error, signal);
    });
  }
}

export function blobPath(digest: Digest): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

/** What a broken transfer means to the user. */
export function unreachable(error: unknown, signal: AbortSignal | undefined): EngineError {
  if (signal?.aborted) return new EngineError('cancelled', 'context canceled', { cause: error });
  if (error instanceof EngineError) return error;
  return new EngineError(
    'unavailable',
    `the image catalogue cannot be reached (${messageOf(error)}): check your connection and pull again`,
    { cause: error },
  );
}
