import type { SourceRange } from '../dockerfile/source.ts';
import type { Digest } from '../oci/digest.ts';
import type { MissReason } from './progress.ts';

/**
 * Follows one build, for whoever reports of it: the steps with their lines, which BuildKit's progress does not tell. A step is known by its
 * name in the progress.
 */
export interface BuildWatch {
  /** Stands in the image's origins for this build. */
  readonly id: string;
  /** The Dockerfile was read. */
  began(source: string): void;
  /** All steps that the target needs. */
  planned(steps: ReadonlyArray<{ readonly name: string; readonly range: SourceRange }>): void;
  step(name: string, change: StepChange): void;
  /** What is kept with the image that comes of it. */
  keep(): unknown;
  ended(outcome: { readonly image?: Digest; readonly failed: boolean }): void;
}

export interface StepChange {
  /** `hit`: taken from the cache. `waiting`: given up, since another step failed. */
  readonly state: 'waiting' | 'running' | 'hit' | 'done' | 'failed';
  readonly miss?: MissReason;
  /** Bytes of the layer. */
  readonly size?: number;
}
