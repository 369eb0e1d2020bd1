import type { PlannedStage } from '../dockerfile/plan.ts';
import type { SourceRange } from '../dockerfile/source.ts';
import type { BaseImage } from './backend.ts';
import type { Evaluated } from './evaluate.ts';

/** What is known of a build's steps before the first one is carried out. */

/** What they read of the build context. */
export function contextPaths(evaluated: Iterable<Evaluated>): string[] {
  const steps = [...evaluated].flatMap((stage) => stage.steps);
  return steps.flatMap((step) => {
    if (step.op === 'copy' && step.from.kind === 'context')
      return step.sources.flatMap((source) => (source.kind === 'path' ? [source.path, ...source.required] : []));
    if (step.op !== 'run') return [];
    return step.mounts.flatMap(({ mount, from }) => (from.kind === 'context' ? [mount.source || '/'] : []));
  });
}

/** Their titles in the progress. A base that several stages begin with is told once, under the first one's name. */
export function titlesOf(
  stages: readonly PlannedStage[],
  evaluated: ReadonlyMap<number, Evaluated>,
  imageOf: (name: string, platform?: string) => BaseImage | undefined,
): string[] {
  const seen = new Set<BaseImage>();
  const bases = stages.flatMap(({ base, platform, index }) => {
    const image = base.kind === 'image' ? imageOf(base.name, platform) : undefined;
    const name = evaluated.get(index)?.fromName;
    if (image === undefined || name === undefined || seen.has(image)) return [];
    seen.add(image);
    return [name];
  });
  return [...bases, ...stages.flatMap(({ index }) => (evaluated.get(index)?.steps ?? []).map(({ name }) => name))];
}

/** Where they stand in the Dockerfile, in its order. Each stage's base is one of them. */
export function linesOf(
  stages: readonly PlannedStage[],
  evaluated: ReadonlyMap<number, Evaluated>,
): Array<{ readonly name: string; readonly range: SourceRange }> {
  const lines = stages.flatMap(({ from, index }) => {
    const { fromName, steps = [] } = evaluated.get(index) ?? {};
    return [
      ...(fromName === undefined ? [] : [{ name: fromName, range: from.range }]),
      ...steps.map(({ name, range }) => ({ name, range })),
    ];
  });
  return lines.sort((a, b) => a.range.start - b.range.start);
}
