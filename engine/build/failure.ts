import { messageOf } from '../base/errors.ts';
import { DockerfileError, type SourceRange } from '../dockerfile/source.ts';
import type { Vertex } from './progress.ts';

/** A step that failed: what the build says, and where in the Dockerfile. */
export class BuildFailure extends Error {
  readonly ranges: readonly SourceRange[];
  readonly vertex: string | undefined;
  readonly code: number | undefined;

  constructor(
    message: string,
    place: { readonly ranges?: readonly SourceRange[]; readonly vertex?: string; readonly code?: number } = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BuildFailure';
    this.ranges = place.ranges ?? [];
    this.vertex = place.vertex;
    this.code = place.code;
  }
}

/**
 * Runs what a vertex stands for, and tells its end. `wrap` makes of the vertex's own error what the build says at its end.
 */
export async function within<T>(
  vertex: Vertex,
  range: SourceRange | undefined,
  work: () => Promise<T>,
  wrap: (message: string, error: unknown) => string = (message) => message,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BuildFailure && error.vertex !== undefined) throw error;
    const message = messageOf(error);
    vertex.fail(message);
    const ranges = error instanceof DockerfileError && error.ranges.length > 0 ? error.ranges : range === undefined ? [] : [range];
    const code = error instanceof BuildFailure ? error.code : undefined;
    throw new BuildFailure(wrap(message, error), { ranges, vertex: vertex.digest, ...(code !== undefined && { code }) }, error);
  }
}

export function toFailure(error: unknown): BuildFailure {
  if (error instanceof BuildFailure) return error;
  const ranges = error instanceof DockerfileError ? error.ranges : [];
  return new BuildFailure(messageOf(error), { ranges }, error);
}
