import { readDockerfile } from '../dockerfile/dockerfile.ts';
import { PatternMatcher, parseIgnoreFile } from '../dockerfile/ignore.ts';
import type { Linter, LintWarning, RuleName } from '../dockerfile/lint.ts';
import { checkOrder, type Plan, type PlannedStage, planBuild } from '../dockerfile/plan.ts';
import { DockerfileError, type SourceRange } from '../dockerfile/source.ts';
import type { ImageConfig } from '../oci/spec.ts';
import { draftOf, emptyDraft } from './draft.ts';
import { type Evaluated, evaluateStage, type StageBase } from './evaluate.ts';
import { defaultPlatform } from './request.ts';

export interface LintOptions {
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** `linux/386` when absent. */
  readonly platform?: string;
  /** The text of the `.dockerignore`. */
  readonly ignore?: string;
  /** Of a base image, where it is known: its variables are not reported as undefined. */
  readonly configOf?: (image: string) => ImageConfig | undefined;
}

/** A broken rule, or what would make the build fail before anything is built. */
export interface Finding {
  readonly severity: 'warning' | 'error';
  /** Of a warning. */
  readonly rule?: RuleName;
  readonly message: string;
  readonly url?: string;
  readonly range: SourceRange;
}

/**
 * BuildKit's build checks of a Dockerfile that nobody builds: for an editor, while it is typed. All stages are looked at, as `--check` without
 * a target does. The first error is the last finding, as it ends a build.
 */
export function lint(text: string, options: LintOptions = {}): readonly Finding[] {
  let linter: Linter | undefined;
  try {
    const read = readDockerfile(text);
    linter = read.linter;
    const { buildArgs = new Map<string, string>(), platform = defaultPlatform } = options;
    const plan = planBuild(read.dockerfile, { platform, buildArgs }, linter);
    evaluateAll(plan, read.dockerfile.escape, linter, { ...options, buildArgs, platform });
    return linter.warnings.map(findingOf);
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    const range = error.ranges[0] ?? { start: 1, end: 1 };
    return [...(linter?.warnings ?? []).map(findingOf), { severity: 'error', message: error.message, range }];
  }
}

function evaluateAll(
  plan: Plan,
  escapeChar: string,
  linter: Linter,
  {
    buildArgs,
    platform,
    ignore: text = '',
    configOf = () => undefined,
  }: LintOptions & Required<Pick<LintOptions, 'buildArgs' | 'platform'>>,
): void {
  const patterns = parseIgnoreFile(text);
  const ignore = patterns.length > 0 ? new PatternMatcher(patterns) : undefined;
  const evaluated = new Map<number, Evaluated>();
  const unknown = new Set<number>();
  const baseOf = ({ index, base }: PlannedStage): StageBase => {
    if (base.kind === 'stage') {
      const stage = evaluated.get(base.index);
      if (unknown.has(base.index)) unknown.add(index);
      if (stage !== undefined) return { draft: stage.draft, imageName: undefined, stage };
    }
    const config = base.kind === 'image' ? configOf(base.name) : undefined;
    if (base.kind === 'image' && config === undefined) unknown.add(index);
    const draft = config === undefined ? emptyDraft(platform) : draftOf(config);
    return { draft, imageName: base.kind === 'image' ? base.name : undefined, stage: undefined };
  };
  for (const stage of plan.stages) {
    const commands = stage.commands.map((command) => ({ command, isTrigger: false }));
    const options = { plan, buildArgs, escape: escapeChar, network: 'default', linter, ignore } as const;
    const base = baseOf(stage);
    const before = linter.warnings.length;
    checkOrder(stage, stage.commands, plan.stages);
    evaluated.set(stage.index, evaluateStage(stage, commands, base, options));
    // Such a variable may come from the base.
    if (unknown.has(stage.index)) linter.warnings.push(...linter.warnings.splice(before).filter(({ rule }) => rule !== 'UndefinedVar'));
  }
}

function findingOf({ rule, message, url, range }: LintWarning): Finding {
  return { severity: 'warning', rule, message, ...(url && { url }), range };
}
