import { EngineError } from '../../base/errors.ts';
import { globMatch } from '../../base/glob.ts';
import { momentOf } from '../../base/moment.ts';
import type { ImageStore } from '../../image/image-store.ts';
import type { Image } from '../../image/types.ts';
import { imageUsage } from '../../image/usage.ts';
import { familiarName, parseReference } from '../../oci/reference.ts';
import type { Filters } from '../types/filters.ts';
import type { ImageSummary } from '../types/image.ts';
import { filters, flag, matchesLabels, onlyFilters } from './query.ts';
import type { ApiVersion } from './version.ts';

/** `GET /images/json`, newest first (moby daemon/images/image_list.go). */
export function listImages(images: ImageStore, query: URLSearchParams, version: ApiVersion): ImageSummary[] {
  const given = onlyFilters(filters(query), ['dangling', 'label', 'before', 'since', 'until', 'reference']);
  const dangling = boolFilter(given, 'dangling');
  const all = flag(query, 'all');
  const shared = flag(query, 'shared-size') && version.atLeast(42) ? imageUsage(images).sharedSizes : undefined;
  const created = (name: string) => createdAt(images.resolve(name));
  const before = [...(given.before ?? []).map(created), ...(given.until ?? []).map((text) => momentOf(text, Date.now()))];
  const since = (given.since ?? []).map(created);
  const patterns = given.reference ?? (!version.atLeast(41) && query.get('filter') ? [query.get('filter') ?? ''] : undefined);

  return images
    .list()
    .filter((image) => {
      const time = createdAt(image);
      if (before.some((limit) => time >= limit) || since.some((limit) => time <= limit)) return false;
      return matchesLabels(given, image.config.config?.Labels ?? {});
    })
    .flatMap((image) => {
      const RepoTags = named(image.repoTags, patterns);
      const RepoDigests = named(image.repoDigests, patterns);
      const isHead = images.childrenOf(image.id).length === 0;
      if (dangling === true && (!isHead || RepoTags.length > 0)) return [];
      if (RepoTags.length === 0 && RepoDigests.length === 0) {
        // An untagged image that others were made from is intermediate: only -a shows it.
        if ((!all && !isHead) || dangling === false || patterns !== undefined) return [];
      }
      return [summary(image, RepoTags, RepoDigests, shared?.get(image.id) ?? -1, version)];
    })
    .sort((a, b) => b.Created - a.Created);
}

function summary(
  image: Image,
  RepoTags: readonly string[],
  RepoDigests: readonly string[],
  SharedSize: number,
  version: ApiVersion,
): ImageSummary & { VirtualSize?: number } {
  // Older clients read "no tags" as a tag.
  const isNone = !version.atLeast(43) && RepoTags.length === 0 && RepoDigests.length === 0;
  return {
    // Only `GET /system/df` counts them.
    Containers: -1,
    Created: Math.floor(createdAt(image) / 1000),
    Id: image.id,
    Labels: sorted(image.config.config?.Labels) ?? null,
    ParentId: image.parent ?? '',
    RepoDigests: isNone ? ['<none>@<none>'] : [...RepoDigests],
    RepoTags: isNone ? ['<none>:<none>'] : [...RepoTags],
    SharedSize,
    Size: image.size,
    ...(version.atLeast(44) ? {} : { VirtualSize: image.size }),
  };
}

/** distribution/reference, `FamiliarMatch`: the pattern fits the whole familiar name, or the name alone. */
function named(names: readonly string[], patterns: readonly string[] | undefined): readonly string[] {
  if (patterns === undefined) return names;
  return names.filter((name) =>
    patterns.some((pattern) => globMatch(pattern, name) || globMatch(pattern, familiarName(parseReference(name)))),
  );
}

export function boolFilter(given: Filters, name: string): boolean | undefined {
  const values = given[name];
  if (values === undefined) return undefined;
  if (values.length === 1 && ['1', 'true'].includes(values[0] ?? '')) return true;
  if (values.length === 1 && ['0', 'false'].includes(values[0] ?? '')) return false;
  throw new EngineError('invalid', `invalid filter '${name}=[${values.join(' ')}]'`);
}

function createdAt({ config }: Image): number {
  return Date.parse(config.created ?? '') || 0;
}

/** Go writes a map's keys in order. */
export function sorted<T>(map: Readonly<Record<string, T>> | null | undefined): Record<string, T> | undefined {
  return map == null ? undefined : Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
