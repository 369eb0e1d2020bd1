import { EngineError } from '../../base/errors.ts';
import { imageUsage } from '../../image/usage.ts';
import { json } from './reply.ts';
import type { Routes } from './router.ts';
import type { SystemBackends } from './system.ts';

const kinds = ['container', 'image', 'volume', 'build-cache'];

/** `GET /system/df`: everything, or since API 1.42 only what `type` names; the rest is null then. */
export function diskUsageRoutes(backends: SystemBackends): Routes {
  return {
    'GET /system/df': async ({ query, version }) => {
      const asked = version.atLeast(42) ? query.getAll('type') : [];
      const unknown = asked.find((type) => !kinds.includes(type));
      if (unknown !== undefined) throw new EngineError('invalid', `unknown object type: ${unknown}`);
      const of = async <T>(type: string, usage: () => T | Promise<T>) => (asked.length === 0 || asked.includes(type) ? usage() : null);
      const [images, containers, volumes, cache] = await Promise.all([
        of('image', () => imagesOf(backends, version.atLeast(44))),
        of('container', () => backends.containers.list({ all: true, size: true })),
        of('volume', () => volumesOf(backends)),
        of('build-cache', () => backends.buildCache()),
      ]);
      return json({
        LayersSize: images?.layersSize ?? 0,
        Images: images?.list ?? null,
        Containers: containers,
        Volumes: volumes,
        BuildCache: cache,
        ...(!version.atLeast(42) && { BuilderSize: (cache ?? []).reduce((sum, { Size }) => sum + Size, 0) }),
      });
    },
  };
}

function imagesOf({ images, containers }: SystemBackends, modern: boolean) {
  const usage = imageUsage(images);
  return {
    layersSize: usage.layersSize,
    list: images.list().map((image) => ({
      Containers: containers.usersOfImage(image.id).length,
      Created: Math.floor((Date.parse(image.config.created ?? '') || 0) / 1000),
      Id: image.id,
      Labels: image.config.config?.Labels ?? null,
      ParentId: image.parent ?? '',
      RepoDigests: image.repoDigests,
      RepoTags: image.repoTags,
      SharedSize: usage.sharedSizes.get(image.id) ?? 0,
      Size: image.size,
      ...(!modern && { VirtualSize: image.size }),
    })),
  };
}

function volumesOf({ volumes }: SystemBackends) {
  return Promise.all(volumes.list().Volumes.map(async (volume) => ({ ...volume, UsageData: await volumes.usage(volume.Name) })));
}
