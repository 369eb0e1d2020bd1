import type { ImageHistoryItem } from '../../engine/api/types/image.ts';

/** One layer of an image, and what made it. */
export interface LayerFact {
  readonly diffID: string;
  /** Bytes of its files. */
  readonly size: number;
  /** The line of `docker history` that made it, whole; empty when nobody said. */
  readonly made: string;
}

/**
 * `docker history` has a line for every step, layers or not, and does not say which ones made a layer: those with bytes did, and of the others
 * as many as are still missing, instructions that write files first.
 */
export function layerFacts(diffIDs: readonly string[], newestFirst: readonly ImageHistoryItem[]): LayerFact[] {
  const steps = [...newestFirst].reverse();
  const made = new Set(steps.filter(({ Size }) => Size > 0));
  for (const wanted of [writes, () => true]) {
    for (const step of steps) if (made.size < diffIDs.length && wanted(step)) made.add(step);
  }
  const makers = steps.filter((step) => made.has(step));
  return diffIDs.map((diffID, index) => ({ diffID, size: makers[index]?.Size ?? 0, made: makers[index]?.CreatedBy ?? '' }));
}

const writes = ({ CreatedBy }: ImageHistoryItem) =>
  /^(RUN|COPY|ADD|WORKDIR)\b/.test(CreatedBy) || /^\/bin\/sh -c (?!#\(nop\))/.test(CreatedBy);

/** The line as a Dockerfile has it: instruction and the rest, without what the builders put around them. */
export function instruction(made: string): { readonly keyword: string; readonly rest: string } {
  const line = made
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/^RUN \/bin\/sh -c /, 'RUN ')
    .replace(/\s*# (buildkit|mmdebstrap|busybox-static).*$/s, '')
    .trim();
  const found = /^([A-Z]{3,11})\s+(.*)$/s.exec(line);
  if (found) return { keyword: found[1] ?? '', rest: (found[2] ?? '').replace(/\s+/g, ' ') };
  return { keyword: '', rest: line.replace(/\s+/g, ' ') };
}
