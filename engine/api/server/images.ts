import { EngineError } from '../../base/errors.ts';
import { momentOf } from '../../base/moment.ts';
import { historyOf } from '../../image/history.ts';
import type { ImageStore } from '../../image/image-store.ts';
import { pruneImages, removeImage } from '../../image/remove.ts';
import type { Platform } from '../../oci/spec.ts';
import { inspectImage } from './image-inspect.ts';
import { boolFilter, listImages } from './image-list.ts';
import { filters, flag, matchesLabels, onlyFilters, parseJson, word } from './query.ts';
import { empty, json } from './reply.ts';
import type { Context, Routes } from './router.ts';

export interface ImageBackends {
  readonly images: ImageStore;
}

export function imageRoutes({ images }: ImageBackends): Routes {
  const named = ({ params }: Context): string => params.name ?? '';
  const found = (context: Context) => images.resolve(named(context), platformIn(context.query));

  return {
    'GET /images/json': ({ query, version }) => json(listImages(images, query, version)),

    'POST /images/prune': async ({ query }) => {
      const given = onlyFilters(filters(query), ['dangling', 'label', 'label!', 'until']);
      const dangling = boolFilter(given, 'dangling') ?? true;
      const [until, ...more] = given.until ?? [];
      if (more.length > 0) throw new EngineError('internal', 'more than one until filter specified');
      const { deleted, spaceReclaimed } = await pruneImages(images, {
        dangling,
        matches: (labels) => matchesLabels(given, labels),
        ...(until !== undefined && { until: momentOf(until, Date.now()) }),
      });
      return json({ ImagesDeleted: deleted.length === 0 ? null : deleted, SpaceReclaimed: spaceReclaimed });
    },

    'GET /images/{name:any}/json': (context) => json(inspectImage(found(context), context.version)),
    'GET /images/{name:any}/history': (context) => json(historyOf(images, found(context))),

    'POST /images/{name:any}/tag': async (context) => {
      const repo = context.query.get('repo') ?? '';
      const tag = word(context.query, 'tag');
      await images.tag(named(context), tag === undefined ? repo : `${repo}:${tag}`);
      return empty(201);
    },

    'DELETE /images/{name:any}': async (context) =>
      json(await removeImage(images, named(context), { force: flag(context.query, 'force'), prune: !flag(context.query, 'noprune') })),
  };
}

/** `{"os":"linux","architecture":"386"}`. */
export function platformIn(query: URLSearchParams): Platform | undefined {
  const text = word(query, 'platform');
  return text === undefined ? undefined : (parseJson(text, 'failed to parse platform') as Platform);
}
