import { systemClock } from '../../base/clock.ts';
import { EngineError, messageOf } from '../../base/errors.ts';
import type { ByteSource } from '../../base/stream.ts';
import type { FetchBackend } from '../../build/backend.ts';
import type { ImageStore } from '../../image/image-store.ts';
import { loadImages } from '../../image/load.ts';
import { saveImages } from '../../image/save.ts';
import type { Image } from '../../image/types.ts';
import { isDigest } from '../../oci/digest.ts';
import { parsePlatform } from '../../oci/platform.ts';
import { familiarString, parseReference, type Reference, withDefaultTag } from '../../oci/reference.ts';
import type { Platform } from '../../oci/spec.ts';
import { reasonOf } from '../../registry/errors.ts';
import { layerLine, paced } from '../../registry/progress.ts';
import type { Registries } from '../../registry/registries.ts';
import { standInMessage } from '../types/image.ts';
import { bodyOf } from './body.ts';
import { credentialsOf } from './distribution.ts';
import { type ImageBackends, platformIn } from './images.ts';
import { flag, word } from './query.ts';
import { bytes, progress } from './reply.ts';
import type { Context, Routes } from './router.ts';

export interface ImageTransfers extends Pick<ImageBackends, 'images'> {
  readonly registries: Registries;
  /** For `docker import URL`. */
  readonly fetch: FetchBackend;
  /** `docker import`: a root file system as an image of one layer. */
  importImage(tar: ByteSource, options: ImportOptions): Promise<Image>;
}

export interface ImportOptions {
  readonly reference?: string;
  readonly message: string;
  /** Dockerfile instructions (`--change`). */
  readonly changes: readonly string[];
  readonly platform?: Platform | undefined;
}

/** Images that come in and go out: pull, push, import, load, save. */
export function transferRoutes(backends: ImageTransfers): Routes {
  const { images, registries } = backends;
  return {
    'POST /images/create': (context) => {
      const source = word(context.query, 'fromImage');
      return source === undefined ? importRoute(backends, context) : pullRoute(registries, source, context);
    },

    'POST /images/{name:any}/push': (context) => {
      const { params, query, request, signal } = context;
      const target = named(params.name ?? '', word(query, 'tag'));
      const platform = platformIn(query);
      if (platform !== undefined) images.resolve(familiarString(target), platform);
      const credentials = credentialsOf(request);
      return progress((emit) => registries.push(target, { credentials, signal, onProgress: emit }));
    },

    'POST /images/load': ({ query, request }) =>
      progress(async (emit) => {
        // Whatever goes wrong travels in the stream, as from dockerd: the client prints it without a prefix.
        await load(images, request, query, emit).catch((error: unknown) =>
          emit({ errorDetail: { message: messageOf(error) }, error: messageOf(error) }),
        );
      }),

    'GET /images/get': ({ query }) => bytes(saveImages(images, query.getAll('names'), platformIn(query)), 'application/x-tar'),
    'GET /images/{name:any}/get': ({ params, query }) =>
      bytes(saveImages(images, [params.name ?? ''], platformIn(query)), 'application/x-tar'),
  };
}

async function load(
  images: ImageStore,
  request: Context['request'],
  query: URLSearchParams,
  emit: (message: unknown) => void,
): Promise<void> {
  const isQuiet = flag(query, 'quiet');
  const isWorthSaying = new Map<string, (current: number) => boolean>();
  const onLayer = (id: string, current: number, total: number) => {
    const worth = isWorthSaying.get(id) ?? paced(total, systemClock);
    isWorthSaying.set(id, worth);
    if (!isQuiet && worth(current)) emit(layerLine(id, 'Loading layer', { current, total }));
  };
  const loaded = await loadImages(images, bodyOf(request), { onLayer, platform: platformIn(query) });
  for (const image of loaded) {
    if ('id' in image) emit({ stream: `Loaded image ID: ${image.id}\n` });
    else {
      const { reference, replaced } = image;
      if (replaced !== undefined) {
        emit({ stream: `The image ${reference} already exists, renaming the old one with ID ${replaced} to empty string\n` });
      }
      emit({ stream: `Loaded image: ${reference}\n` });
    }
  }
  if (loaded.length === 0) emit({ stream: '' });
}

function pullRoute(registries: Registries, source: string, { query, request, signal }: Context) {
  // `pull -a` may send a name with a colon and nothing after it.
  const reference = named(source.replace(/:$/, ''), word(query, 'tag'));
  if (reference.domain === 'docker.io' && reference.path === 'library/scratch')
    throw new EngineError('forbidden', "'scratch' is a reserved name");
  const platform = platformOf(query);
  const credentials = credentialsOf(request);
  return progress(async (emit) => {
    const pulled = await registries.pull(reference, { platform, credentials, signal, onProgress: emit });
    const standIn = pulled.find((one) => one.standIn !== undefined)?.standIn;
    if (standIn !== undefined) emit({ id: standInMessage, status: standInNote(reference, standIn) });
  });
}

/** The sentence that says what a stand-in is; printed once per pull. */
function standInNote(asked: Reference, standIn: string): string {
  return `${familiarString(asked)} has no build for this playground (a 32-bit PC): ${standIn} stands in for it under its name.`;
}

function importRoute(backends: ImageTransfers, { query, request, signal }: Context) {
  const source = word(query, 'fromSrc') ?? '';
  const repo = word(query, 'repo');
  const reference = repo === undefined ? undefined : familiarString(withDefaultTag(named(repo, word(query, 'tag'))));
  const platform = platformOf(query);
  return progress(async (emit) => {
    const tar =
      source === '-' ? bodyOf(request) : await download(backends, source.includes('://') ? source : `http://${source}`, emit, signal);
    const image = await backends.importImage(tar, {
      changes: query.getAll('changes'),
      message: word(query, 'message') ?? `Imported from ${source}`,
      platform,
      ...(reference !== undefined && { reference }),
    });
    emit({ status: image.id });
  });
}

async function download(
  { fetch }: ImageTransfers,
  url: string,
  emit: (message: unknown) => void,
  signal: AbortSignal,
): Promise<ByteSource> {
  const { status, body } = await fetch.get(url, signal);
  if (status >= 400) throw new EngineError('internal', `failed to GET ${url} with status ${`${status} ${reasonOf(status)}`.trim()}`);
  emit({ status: `Downloading from ${url}` });
  return body;
}

/** `tag` may be a digest. */
function named(repository: string, tag: string | undefined): Reference {
  const reference = parseReference(repository);
  if (tag === undefined) return reference;
  return parseReference(`${reference.domain}/${reference.path}${isDigest(tag) ? '@' : ':'}${tag}`);
}

function platformOf(query: URLSearchParams): Platform | undefined {
  const text = word(query, 'platform');
  return text === undefined ? undefined : parsePlatform(text);
}
