import { EngineError } from '../../base/errors.ts';
import { historyOf } from '../../image/history.ts';
import type { ImageStore } from '../../image/image-store.ts';
import { pruneImages, removeImage } from '../../image/remove.ts';
import type { Image } from '../../image/types.ts';
import { imageUsage } from '../../image/usage.ts';
import type { ContainerConfig } from '../types/container.ts';
import type { ImageInspect, ImageSummary } from '../types/image.ts';
import { filters, flag, matchesLabels, onlyFilters, word } from './query.ts';
import { empty, json } from './reply.ts';
import type { Context, Routes } from './router.ts';

export interface ImageBackends {
  readonly images: ImageStore;
}

export function imageRoutes(backends: ImageBackends): Routes {
  const { images } = backends;
  const named = ({ params }: Context): string => params.name ?? '';

  return {
    'GET /images/json': ({ query }) => json(listImages(backends, query)),

    'POST /images/prune': async ({ query }) => {
      const given = onlyFilters(filters(query), ['dangling', 'label', 'label!', 'until']);
      const until = given.until?.[0];
      const { deleted, spaceReclaimed } = await pruneImages(images, {
        dangling: !['0', 'false'].includes(given.dangling?.[0] ?? 'true'),
        matches: (labels) => matchesLabels(given, labels),
        ...(until !== undefined && { until: Date.parse(until) || Number(until) * 1000 }),
      });
      return json({ ImagesDeleted: deleted, SpaceReclaimed: spaceReclaimed });
    },

    'GET /images/{name:any}/json': (context) => json(inspectImage(images.resolve(named(context)))),
    'GET /images/{name:any}/history': (context) => json(historyOf(images, images.resolve(named(context)))),

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

function seconds(created: string | undefined): number {
  const parsed = Date.parse(created ?? '');
  return Number.isNaN(parsed) ? 0 : Math.floor(parsed / 1000);
}

function listImages({ images }: ImageBackends, query: URLSearchParams): ImageSummary[] {
  const given = onlyFilters(filters(query), ['dangling', 'label', 'before', 'since', 'until', 'reference']);
  const all = flag(query, 'all');
  const shared = flag(query, 'shared-size') ? imageUsage(images).sharedSizes : undefined;
  const before = given.before?.map((name) => seconds(images.resolve(name).config.created));
  const since = given.since?.map((name) => seconds(images.resolve(name).config.created));
  const dangling = given.dangling?.[0];
  if (dangling !== undefined && !['true', 'false', '1', '0'].includes(dangling)) {
    throw new EngineError('invalid', `invalid filter 'dangling=[${dangling}]'`);
  }
  const wantDangling = dangling === undefined ? undefined : ['true', '1'].includes(dangling);

  return images
    .list()
    .filter((image) => {
      const created = seconds(image.config.created);
      const bare = image.repoTags.length === 0;
      const parent = images.childrenOf(image.id).length > 0;
      // An untagged image that others were made from is intermediate: only -a shows it, and it does not dangle.
      if (bare && parent && !all) return false;
      if (wantDangling !== undefined && wantDangling !== (bare && !parent)) return false;
      if (!matchesLabels(given, image.config.config?.Labels ?? {})) return false;
      if (before?.some((limit) => created >= limit) || since?.some((limit) => created <= limit)) return false;
      return true;
    })
    .map((image) => summary(image, given.reference ?? [], shared?.get(image.id) ?? -1))
    .filter((item) => given.reference === undefined || (item.RepoTags ?? []).length > 0 || (item.RepoDigests ?? []).length > 0)
    .sort((a, b) => b.Created - a.Created);
}

function summary(image: Image, references: readonly string[], sharedSize: number): ImageSummary {
  const wanted = (name: string) => references.length === 0 || references.some((pattern) => matchesReference(pattern, name));
  return {
    Id: image.id,
    ParentId: image.parent ?? '',
    RepoTags: image.repoTags.filter(wanted),
    RepoDigests: image.repoDigests.filter(wanted),
    Created: seconds(image.config.created),
    Size: image.size,
    SharedSize: sharedSize,
    Labels: image.config.config?.Labels ?? null,
    // Only `GET /system/df` counts them.
    Containers: -1,
  };
}

/** `path.Match` on the familiar name, with and without its tag (distribution/reference `FamiliarMatch`). */
function matchesReference(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const expression = new RegExp(`^${source}$`);
  return expression.test(name) || expression.test(name.replace(/(@sha256)?:[^:/]*$/, ''));
}

function inspectImage(image: Image): ImageInspect {
  const { config } = image;
  const last = config.history?.at(-1);
  return {
    Id: image.id,
    RepoTags: [...image.repoTags],
    RepoDigests: [...image.repoDigests],
    Parent: image.parent ?? '',
    Comment: last?.comment ?? '',
    Created: config.created ?? '',
    DockerVersion: '',
    Author: config.author ?? '',
    Config: imageConfig(image),
    Architecture: config.architecture,
    ...(config.variant !== undefined && { Variant: config.variant }),
    Os: config.os,
    Size: image.size,
    GraphDriver: { Data: null, Name: 'overlay2' },
    RootFS: { Type: 'layers', Layers: image.layers.map(({ diffID }) => diffID) },
    Metadata: { LastTagTime: new Date(image.lastTagTime ?? 0).toISOString() },
  };
}

/** The order and the defaults in which dockerd writes an image's `Config`. */
function imageConfig({ config }: Image): ContainerConfig {
  const run = config.config ?? {};
  return {
    Hostname: '',
    Domainname: '',
    User: run.User ?? '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(run.ExposedPorts && { ExposedPorts: run.ExposedPorts }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: run.Env ? [...run.Env] : null,
    Cmd: run.Cmd ? [...run.Cmd] : null,
    ...(run.Healthcheck && {
      Healthcheck: { ...run.Healthcheck, ...(run.Healthcheck.Test && { Test: [...run.Healthcheck.Test] }) } as never,
    }),
    Image: '',
    Volumes: run.Volumes ?? null,
    WorkingDir: run.WorkingDir ?? '',
    Entrypoint: run.Entrypoint ? [...run.Entrypoint] : null,
    OnBuild: run.OnBuild ? [...run.OnBuild] : null,
    Labels: run.Labels ?? null,
    ...(run.StopSignal !== undefined && { StopSignal: run.StopSignal }),
    ...(run.Shell && { Shell: [...run.Shell] }),
  };
}
