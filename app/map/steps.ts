import type { ImageHistoryItem } from '../../engine/api/types/image.ts';
import { instructionOf } from '../layers/words.ts';

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

/** The line as a Dockerfile has it; what somebody noted behind the files of a base is left out. */
export function instruction(made: string): { readonly keyword: string; readonly rest: string } {
  const { word, rest } = instructionOf(made);
  return { keyword: word, rest: word === 'ADD' ? rest.replace(/\s+# .*$/, '') : rest };
}
