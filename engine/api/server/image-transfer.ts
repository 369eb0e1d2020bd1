import { EngineError } from '../../base/errors.ts';
import type { ByteSource } from '../../base/stream.ts';
import { loadImages } from '../../image/load.ts';
import { saveImages } from '../../image/save.ts';
import type { Image } from '../../image/types.ts';
import { isDigest } from '../../oci/digest.ts';
import { parsePlatform } from '../../oci/platform.ts';
import { familiarString, parseReference, type Reference } from '../../oci/reference.ts';
import type { Platform } from '../../oci/spec.ts';
import type { Registries } from '../../registry/registries.ts';
import { standInMessage } from '../types/image.ts';
import { bodyOf } from './body.ts';
import { credentialsOf } from './distribution.ts';
import type { ImageBackends } from './images.ts';
import { word } from './query.ts';
import { bytes, progress } from './reply.ts';
import type { Context, Routes } from './router.ts';

export interface ImageTransfers extends Pick<ImageBackends, 'images'> {
  readonly registries: Registries;
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
      const credentials = credentialsOf(request);
      return progress((emit) => registries.push(target, { credentials, signal, onProgress: emit }));
    },

    'POST /images/load': ({ request }) =>
      progress(async (emit) => {
        for (const loaded of await loadImages(images, bodyOf(request))) {
          emit({ stream: 'reference' in loaded ? `Loaded image: ${loaded.reference}\n` : `Loaded image ID: ${loaded.id}\n` });
        }
      }),

    'GET /images/get': ({ query }) => bytes(saveImages(images, query.getAll('names')), 'application/x-tar'),
    'GET /images/{name:any}/get': ({ params }) => bytes(saveImages(images, [params.name ?? '']), 'application/x-tar'),
  };
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

function importRoute(backends: ImageTransfers, { query, request }: Context) {
  const source = word(query, 'fromSrc') ?? '';
  const repo = word(query, 'repo');
  const reference = repo === undefined ? undefined : familiarString(named(repo, word(query, 'tag')));
  const platform = platformOf(query);
  if (source !== '-') {
    throw new EngineError(
      'unsupported',
      `cannot import from ${JSON.stringify(source)}: get the file first (curl -O), then import the file, or - for standard input`,
    );
  }
  return progress(async (emit) => {
    const image = await backends.importImage(bodyOf(request), {
      changes: query.getAll('changes'),
      message: word(query, 'message') ?? `Imported from ${source}`,
      platform,
      ...(reference !== undefined && { reference }),
    });
    emit({ status: image.id });
  });
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
