import type { Image } from '../image/types.ts';
import type { StepOrigin } from './insight.ts';

export interface ImageSteps {
  /** By layer: what made it, then what came after it without making one. */
  readonly layers: ReadonlyArray<readonly StepOrigin[]>;
  readonly beginning: readonly StepOrigin[];
}

/** The image's history, laid beside its layers. `isKept` tells whether the report of a build is still there. */
export function stepsOf({ config, layers, origins }: Image, isKept: (build: string) => boolean): ImageSteps {
  const beginning: StepOrigin[] = [];
  const made: StepOrigin[][] = [];
  for (const [at, { created_by = '', empty_layer = false }] of (config.history ?? []).entries()) {
    const origin = origins?.[at];
    const line = origin && isKept(origin.build) ? origin : undefined;
    const step: StepOrigin = { createdBy: created_by, empty: empty_layer, ...(line && { line }) };
    if (!empty_layer) made.push([step]);
    else (made.at(-1) ?? beginning).push(step);
  }
  // History is optional, and may be shorter than the layers.
  return { beginning, layers: layers.map((_, at) => made[at] ?? []) };
}
