import { EngineError, messageOf } from '../base/errors.ts';
import { type ByteSource, collect } from '../base/stream.ts';
import { hexOf } from '../oci/digest.ts';
import { canonicalName, familiarName, familiarString, parseReference, type Reference, withDefaultTag } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, type ImageConfig, type Index, type Manifest, mediaTypes } from '../oci/spec.ts';
import type { Fetcher } from './fetcher.ts';
import type { ImageSource, SourceBlob, SourceManifest } from './source.ts';

const REF_NAME = 'org.opencontainers.image.ref.name';
const STAND_IN = 'io.drydock.stand-in';
const DESCRIPTION = 'org.opencontainers.image.description';

/** What `docker search` tells of a repository. */
export interface CatalogueEntry {
  readonly name: string;
  readonly description: string;
}

interface Named {
  readonly entry: Descriptor;
  readonly name: Reference;
}

/** The images that the site serves, in the place of Docker Hub: an OCI image layout under plain URLs. */
export class Catalogue implements ImageSource {
  private readonly fetch: Fetcher;

  constructor(fetch: Fetcher) {
    this.fetch = fetch;
  }

  async manifest(reference: Reference, signal?: AbortSignal): Promise<SourceManifest> {
    const ofRepository = await this.repository(reference, signal);
    const entry = ofRepository.find(({ entry, name }) =>
      reference.digest === undefined ? name.tag === reference.tag : entry.digest === reference.digest,
    )?.entry;
    if (entry === undefined) {
      throw new EngineError('notFound', `manifest for ${familiarString(reference)} not found: manifest unknown: manifest unknown`);
    }
    const bytes = await this.checked(entry, signal);
    const standIn = entry.annotations?.[STAND_IN];
    return { bytes, digest: entry.digest, mediaType: entry.mediaType, ...(standIn === undefined ? {} : { standIn }) };
  }

  async blob(_: Reference, descriptor: Descriptor, { signal }: { signal?: AbortSignal } = {}): Promise<SourceBlob> {
    return { body: inWords(await this.open(blobPath(descriptor), signal), signal), from: 0 };
  }

  async tags(reference: Reference, signal?: AbortSignal): Promise<string[]> {
    return (await this.repository(reference, signal)).flatMap(({ name }) => name.tag ?? []).sort();
  }

  /** Repositories whose name or description has the term in it, sorted by name. */
  async search(term: string, signal?: AbortSignal): Promise<CatalogueEntry[]> {
    const first = new Map<string, Descriptor>();
    for (const { entry, name } of await this.index(signal)) {
      const shown = familiarName(name);
      if (!first.has(shown)) first.set(shown, entry);
    }
    const entries = [...first].map(async ([name, entry]) => ({ name, description: await this.description(entry, signal) }));
    const wanted = term.toLowerCase();
    return (await Promise.all(entries))
      .filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(wanted))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async description(entry: Descriptor, signal: AbortSignal | undefined): Promise<string> {
    const standIn = entry.annotations?.[STAND_IN];
    if (standIn !== undefined) return `No build for this playground: ${standIn} stands in for it.`;
    const manifest = parse<Manifest>(await this.checked(entry, signal));
    return parse<ImageConfig>(await this.checked(manifest.config, signal)).config?.Labels?.[DESCRIPTION] ?? '';
  }

  private async repository(reference: Reference, signal: AbortSignal | undefined): Promise<Named[]> {
    const found = (await this.index(signal)).filter(({ name }) => canonicalName(name) === canonicalName(reference));
    if (found.length > 0) return found;
    throw new EngineError(
      'notFound',
      `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied. No page can reach Docker Hub, so this playground has a catalogue of its own in its place: docker search lists it`,
    );
  }

  private async index(signal: AbortSignal | undefined): Promise<Named[]> {
    const { manifests } = parse<Index>(await this.read('index.json', signal));
    return manifests.flatMap((entry) => {
      const name = entry.annotations?.[REF_NAME];
      return name === undefined ? [] : [{ entry, name: withDefaultTag(parseReference(name)) }];
    });
  }

  /** A manifest or config: whole, and of its digest. */
  private async checked(descriptor: Descriptor, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const bytes = await this.read(blobPath(descriptor), signal);
    if ((await sha256(bytes)) === descriptor.digest) return bytes;
    const what = descriptor.mediaType === mediaTypes.manifest ? 'manifest' : 'image config';
    throw new EngineError('invalid', `${what} verification failed for digest ${descriptor.digest}`);
  }

  private async open(path: string, signal: AbortSignal | undefined): Promise<ByteSource> {
    const found = await this.fetch(path, signal).catch((error: unknown) => {
      throw unreachable(error, signal);
    });
    if (found !== undefined) return found.body;
    throw new EngineError(
      'unavailable',
      `the image catalogue is not complete: ${path} is missing. Reload the page; if it stays so, tell whoever runs this site`,
      { data: { final: true } },
    );
  }

  private async read(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    return collect(inWords(await this.open(path, signal), signal));
  }
}

function blobPath({ digest }: Descriptor): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

/** A body whose failures say what they mean. */
async function* inWords(body: ByteSource, signal: AbortSignal | undefined): ByteSource {
  try {
    yield* body;
  } catch (error) {
    throw unreachable(error, signal);
  }
}

/** What a broken transfer means to the user. */
function unreachable(error: unknown, signal: AbortSignal | undefined): EngineError {
  if (signal?.aborted) return new EngineError('cancelled', 'context canceled', { cause: error });
  if (error instanceof EngineError) return error;
  return new EngineError(
    'unavailable',
    `the image catalogue cannot be reached (${messageOf(error)}): check your connection and pull again`,
    { cause: error },
  );
}

function parse<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
