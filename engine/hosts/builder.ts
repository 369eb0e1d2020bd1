import type { BuildBackend } from '../api/server/build.ts';
import type { BuildCacheRecord } from '../api/types/build.ts';
import { type Clock, rfc3339 } from '../base/clock.ts';
import type { Journal } from '../base/journal.ts';
import { createBuilder } from '../build/builder.ts';
import type { BuildCache, CacheRecord } from '../build/cache.ts';
import { cacheFilter } from '../build/cache-filter.ts';
import { type Remote, storedImages, storedLayers } from '../build/image-backend.ts';
import type { BuildRequest } from '../build/request.ts';
import type { BuildWatch } from '../build/watch.ts';
import type { CacheMountUsage } from '../container/build-mounts.ts';
import { createBuildRun } from '../container/build-run.ts';
import type { Agent } from '../guest/agent.ts';
import type { ImageStore } from '../image/image-store.ts';
import type { Networks } from '../network/networks.ts';
import { parseReference, withDefaultTag } from '../oci/reference.ts';
import type { Accounts, Credentials } from '../registry/auth.ts';
import { pullLayers } from '../registry/layer-pull.ts';
import type { TransferMessage } from '../registry/progress.ts';
import type { Registries } from '../registry/registries.ts';
import { resolveImage } from '../registry/source.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import { urlFetch } from './url-fetch.ts';

interface Parts {
  readonly agent: Agent;
  readonly images: ImageStore;
  readonly snapshots: Snapshots;
  readonly networks: Networks;
  readonly registries: Registries;
  readonly cache: BuildCache;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Follows each build, if somebody asks for it. */
  watch(request: BuildRequest): BuildWatch | undefined;
}

/** The builder on the engine's own parts, and its cache as `docker builder prune` and `docker system df` see it. */
export function createBuildBackend(parts: Parts): BuildBackend & { usage(): Promise<BuildCacheRecord[]> } {
  const { images, cache, clock } = parts;
  /** Of the latest build: there is one user. */
  let accounts: Accounts = {};
  const run = createBuildRun(parts);
  const builder = createBuilder({
    images: storedImages(
      images,
      remoteImages(parts, (host) => accounts[host]),
    ),
    layers: storedLayers(images),
    run,
    cache,
    fetch: urlFetch,
    now: () => clock.now(),
  });
  const inUse = (diffID: string) => images.list().some((image) => image.layers.some((layer) => layer.diffID === diffID));
  return {
    build(request, given) {
      accounts = given;
      return builder.build(request, parts.watch(request));
    },
    async prune({ all, filters, keep }) {
      const matches = cacheFilter(filters, inUse, clock.now());
      const { keys, bytes, layers } = await cache.prune({ all, inUse, matches, keep });
      await images.dropLayers(layers);
      const mounts = (await run.mounts.usage()).filter((mount) => !mount.inUse && !keep && matches(recordOf(mount)));
      await run.mounts.prune(new Set(mounts.map(({ id }) => id)));
      const reclaimed = mounts.reduce((sum, { size }) => sum + size, bytes);
      parts.journal.record('builder', 'prune', '', { reclaimed: String(reclaimed) });
      return { CachesDeleted: [...keys, ...mounts.map(({ id }) => id)].map(shortKey), SpaceReclaimed: reclaimed };
    },
    usage: async () => [
      ...cache.list().map(({ key, description, layer, createdAt, lastUsedAt, usageCount }) => ({
        ID: shortKey(key),
        Type: 'regular',
        Description: description,
        InUse: false,
        Shared: layer !== undefined && inUse(layer.diffID),
        Size: layer?.size ?? 0,
        CreatedAt: rfc3339(createdAt),
        LastUsedAt: rfc3339(lastUsedAt),
        UsageCount: usageCount,
      })),
      ...(await run.mounts.usage()).map(({ id, description, inUse: isUsed, size, createdAt, lastUsedAt, usageCount }) => ({
        ID: shortKey(id),
        Type: cacheMountType,
        Description: description,
        InUse: isUsed,
        Shared: false,
        Size: size,
        CreatedAt: rfc3339(createdAt),
        LastUsedAt: rfc3339(lastUsedAt),
        UsageCount: usageCount,
      })),
    ],
  };
}

const cacheMountType = 'exec.cachemount';

/** A cache mount as filters look at it. */
function recordOf({ id, description, createdAt, lastUsedAt, usageCount }: CacheMountUsage): CacheRecord {
  return { key: id, parts: {}, type: cacheMountType, description, createdAt, lastUsedAt, usageCount };
}

/** BuildKit's IDs are 25 letters and digits; these are the first ones of the record's key. */
function shortKey(key: string): string {
  return key.replace(/^sha256:/, '').slice(0, 25);
}

function remoteImages({ images, registries, clock }: Parts, accountOf: (host: string) => Credentials | undefined): Remote {
  const find = (name: string, signal: AbortSignal) => {
    const reference = withDefaultTag(parseReference(name));
    const source = registries.source(reference, accountOf(reference.domain));
    return { reference, source, remote: resolveImage(source, reference, { signal }) };
  };
  return {
    async resolve(name, signal) {
      const { digest, config } = await find(name, signal).remote;
      return { digest, config };
    },
    /** Only its layers: a base image is not among the images, as with BuildKit. */
    async pull(name, { onProgress, signal }) {
      const { reference, source, remote } = find(name, signal);
      const say = (message: TransferMessage) => {
        const progress = layerProgress(message);
        if (progress !== undefined) onProgress(progress);
      };
      const layers = await pullLayers({ images, source, clock }, reference, await remote, { say, signal });
      for (const layer of layers) layer.dispose({ keep: true });
    },
  };
}

/** Of the pull's messages, those that say how far a layer is. */
function layerProgress({
  id,
  status,
  progressDetail,
}: TransferMessage): Parameters<Parameters<Remote['pull']>[1]['onProgress']>[0] | undefined {
  const { current = 0, total = 0 } = progressDetail ?? {};
  if (id === undefined) return undefined;
  if (status === 'Downloading') return { id, phase: 'download', current, total, done: false };
  if (status === 'Download complete') return { id, phase: 'download', current, total, done: true };
  if (status === 'Extracting') return { id, phase: 'extract', current, total, done: false };
  if (status === 'Pull complete') return { id, phase: 'extract', current, total, done: true };
  return undefined;
}
