import type { Command, Dockerfile, From, Stage } from './instructions.ts';
import type { Linter } from './lint.ts';
import { mountFrom, parseMount } from './mount.ts';
import { type Environment, expand } from './shell.ts';
import { DockerfileError, located, type SourceRange } from './source.ts';
import { didYouMean, nearest } from './suggest.ts';

export interface PlanOptions {
  readonly target?: string;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** `linux/386` */
  readonly platform: string;
  /** Names that --build-context gives: a stage of such a name is not built, the context stands for it. */
  readonly contexts?: ReadonlySet<string>;
}

/** What is to be built, as far as it is known before any base image is. */
export interface Plan {
  readonly stages: readonly PlannedStage[];
  readonly target: PlannedStage;
  /** ARGs above the first FROM and the platform's: what a stage's bare `ARG NAME` inherits. */
  readonly globalArgs: Environment;
}

export interface PlannedStage {
  readonly index: number;
  /** As progress shows it: the alias, `stage-0`, or empty when there is only one. */
  readonly name: string;
  readonly from: From;
  readonly base: Base;
  /** Of --platform, expanded. */
  readonly platform: string | undefined;
  readonly commands: readonly Command[];
}

export type Base =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'image'; readonly name: string }
  | { readonly kind: 'stage'; readonly index: number };

/** Where COPY --from or RUN --mount take files from. */
export type Source = Base | { readonly kind: 'context' };

/** Names, arguments and the graph of stages. Throws `DockerfileError`. */
export function planBuild(dockerfile: Dockerfile, options: PlanOptions, linter: Linter): Plan {
  const targetName = options.target || dockerfile.stages.at(-1)?.from.name || '';
  const platformArgs = predefinedArgs(options, targetName);
  lintDefaults(dockerfile, platformArgs, linter);
  const globalArgs = evaluateGlobalArgs(dockerfile, platformArgs, options.buildArgs);
  const declared = new Set([...globalArgs.keys(), ...dockerfile.globalArgs.flatMap((arg) => arg.args.map((each) => each.key))]);
  const named = new Map<string, number>();
  const unnamed = dockerfile.stages.map((stage, index) => {
    const written = baseOf(stage, dockerfile.escape, globalArgs, declared, named, linter);
    const isReplaced = stage.from.name !== '' && options.contexts?.has(stage.from.name) === true;
    const base: Base = isReplaced ? { kind: 'image', name: stage.from.name } : written;
    if (stage.from.name !== '') named.set(stage.from.name, index);
    const platform = platformOf(stage.from, dockerfile.escape, globalArgs, declared, linter);
    return { index, from: stage.from, base, platform, commands: isReplaced ? [] : stage.commands };
  });
  // A lone stage needs no name in the progress; a mount's source or an image that is only copied from counts as a stage too.
  const isForeign = (command: Command): boolean =>
    command.kind === 'run'
      ? command.mounts.length > 0
      : sourcesOf(command, unnamed).some((each) => each.kind === 'image' || each.kind === 'scratch');
  const single = unnamed.length === 1 && !unnamed.some((stage) => stage.commands.some(isForeign));
  const stages = unnamed.map((stage) => ({ ...stage, name: single ? '' : stage.from.name || `stage-${stage.index}` }));
  const target = targetOf(stages, options.target);
  checkCycles(stages);
  return { stages, target, globalArgs };
}

/** What a command names as the place it reads from, besides its own stage. */
export function sourcesOf(command: Command, stages: ReadonlyArray<Pick<PlannedStage, 'index' | 'from'>>): Source[] {
  if (command.kind === 'copy') {
    if (command.from === '') return [{ kind: 'context' }];
    return [copySource(command.from, stages)];
  }
  if (command.kind === 'add') return [{ kind: 'context' }];
  if (command.kind === 'run')
    return command.mounts.flatMap((mount) => {
      const from = mountFrom(mount);
      return from === '' ? [] : [sourceNamed(from, stages)];
    });
  return [];
}

function copySource(from: string, stages: ReadonlyArray<Pick<PlannedStage, 'index' | 'from'>>): Source {
  if (expand(from, new Map()).text !== from)
    throw new DockerfileError(
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
    );
  if (!/^[-+]?\d+$/.test(from)) return sourceNamed(from, stages);
  const index = Number(from);
  if (stages[index] === undefined) throw new DockerfileError(`invalid stage index ${index}`);
  return { kind: 'stage', index };
}

export function sourceNamed(name: string, stages: ReadonlyArray<Pick<PlannedStage, 'index' | 'from'>>): Base {
  const stage = stages.findLast((each) => each.from.name === name.toLowerCase() && name !== '');
  if (stage !== undefined) return { kind: 'stage', index: stage.index };
  return name === 'scratch' ? { kind: 'scratch' } : { kind: 'image', name };
}

/** The stages that one needs, itself included, in the order they can be built. `commands` gives a stage's commands, triggers included. */
export function reachable(
  stages: readonly PlannedStage[],
  target: PlannedStage,
  commands: (stage: PlannedStage) => readonly Command[] = (stage) => stage.commands,
): PlannedStage[] {
  const needed = new Set<PlannedStage>();
  const visit = (stage: PlannedStage | undefined): void => {
    if (stage === undefined || needed.has(stage)) return;
    needed.add(stage);
    for (const index of dependencies(stage, stages, commands(stage))) visit(stages[index]);
  };
  visit(target);
  return stages.filter((stage) => needed.has(stage));
}

function dependencies(stage: PlannedStage, stages: readonly PlannedStage[], commands: readonly Command[]): number[] {
  const sources: Source[] = [stage.base, ...commands.flatMap((command) => sourcesOf(command, stages))];
  return sources.flatMap((source) => (source.kind === 'stage' ? [source.index] : []));
}

/** A stage can only take from those that stand above it. */
export function checkOrder(stage: PlannedStage, commands: readonly Command[], stages: readonly PlannedStage[]): void {
  for (const command of commands)
    located(command.range, () => {
      if (command.kind === 'run')
        for (const mount of command.mounts.map((text) => parseMount(text, (word) => word))) {
          const source = sourceNamed(mount.from, stages);
          if (mount.from !== '' && source.kind === 'stage' && source.index >= stage.index)
            throw new DockerfileError(
              `cannot mount from stage ${JSON.stringify(mount.from)} to ${JSON.stringify(mount.target)}, stage needs to be defined before current command`,
            );
        }
      else if (sourcesOf(command, stages).some((source) => source.kind === 'stage' && source.index >= stage.index)) {
        const from = command.kind === 'copy' ? command.from : '';
        throw new DockerfileError(
          `cannot copy from stage ${JSON.stringify(from)}, it needs to be defined before current stage ${JSON.stringify(stage.name)}`,
        );
      }
    });
}

function checkCycles(stages: readonly PlannedStage[]): void {
  const done = new Set<number>();
  const visit = (stage: PlannedStage, path: ReadonlyArray<{ index: number; range: SourceRange }>): void => {
    for (const command of stage.commands)
      for (const source of sourcesOf(command, stages)) {
        const next = source.kind === 'stage' ? stages[source.index] : undefined;
        if (next === undefined || done.has(next.index)) continue;
        const here = [...path, { index: stage.index, range: command.range }];
        if (here.some((each) => each.index === next.index))
          throw new DockerfileError(
            `circular dependency detected on stage: ${next.from.name || `stage-${next.index}`}`,
            // The last one first, as BuildKit wraps them.
            here.map((each) => each.range).reverse(),
          );
        visit(next, here);
      }
    done.add(stage.index);
  };
  for (const stage of stages) visit(stage, []);
}

function targetOf(stages: readonly PlannedStage[], target: string | undefined): PlannedStage {
  const last = stages.at(-1);
  const stage = target ? stages.findLast((each) => each.from.name === target.toLowerCase()) : last;
  if (stage !== undefined) return stage;
  const names = stages.map((each) => each.name).filter(Boolean);
  throw new DockerfileError(`target stage ${JSON.stringify(target)} could not be found${didYouMean(target ?? '', names)}`);
}

function predefinedArgs(options: PlanOptions, target: string): Map<string, string> {
  const [os = '', architecture = '', variant = ''] = options.platform.split('/');
  const values: Record<string, string> = {};
  for (const side of ['BUILD', 'TARGET']) {
    values[`${side}PLATFORM`] = options.platform;
    values[`${side}OS`] = os;
    values[`${side}OSVERSION`] = '';
    values[`${side}ARCH`] = architecture;
    values[`${side}VARIANT`] = variant;
  }
  values.TARGETSTAGE = target || 'default';
  return new Map(Object.entries(values).map(([key, value]) => [key, options.buildArgs.get(key) ?? value]));
}

function evaluateGlobalArgs(dockerfile: Dockerfile, predefined: Environment, buildArgs: Environment): Map<string, string> {
  const env = new Map(predefined);
  for (const instruction of dockerfile.globalArgs)
    for (const { key, value } of instruction.args) {
      const given = buildArgs.get(key);
      const result = located(instruction.range, () => given ?? (value === undefined ? undefined : expand(value, env, dockerfile).text));
      if (result !== undefined) env.set(key, result);
    }
  return env;
}

function baseOf(
  stage: Stage,
  escapeChar: string,
  globalArgs: Environment,
  declared: ReadonlySet<string>,
  named: ReadonlyMap<string, number>,
  linter: Linter,
): Base {
  const { from } = stage;
  const { text, unmatched } = located(from.range, () => expand(from.base, globalArgs, { escape: escapeChar }));
  lintUndeclared(from, unmatched, declared, linter);
  if (text === '') throw new DockerfileError(`base name (${from.base}) should not be blank`, [from.range]);
  const index = named.get(text);
  if (index !== undefined) return { kind: 'stage', index };
  return text === 'scratch' ? { kind: 'scratch' } : { kind: 'image', name: text };
}

function platformOf(
  from: From,
  escapeChar: string,
  globalArgs: Environment,
  declared: ReadonlySet<string>,
  linter: Linter,
): string | undefined {
  if (from.platform === '') return undefined;
  const { text, matched, unmatched } = located(from.range, () => expand(from.platform, globalArgs, { escape: escapeChar }));
  lintUndeclared(from, unmatched, declared, linter);
  if (matched.size === 1 && unmatched.size === 0 && matched.has('TARGETPLATFORM') && text === globalArgs.get('TARGETPLATFORM'))
    linter.report('RedundantTargetPlatform', from, from.platform);
  if (text === '') throw new DockerfileError(`empty platform value from expression ${from.platform}`, [from.range]);
  const parts = text.split('/');
  if (parts.length > 3)
    throw new DockerfileError(
      `failed to parse platform ${from.platform}: ${JSON.stringify(text)}: cannot parse platform specifier: invalid argument`,
      [from.range],
    );
  const wrong = parts.find((part) => !/^[A-Za-z0-9_.-]+$/.test(part));
  if (wrong !== undefined)
    throw new DockerfileError(
      `failed to parse platform ${from.platform}: ${JSON.stringify(wrong)} is an invalid component of ${JSON.stringify(text)}: platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`,
      [from.range],
    );
  if (matched.size === 0 && unmatched.size === 0 && !parts.slice(0, 2).some((part) => from.name.includes(part)))
    linter.report('FromPlatformFlagConstDisallowed', from, text);
  return text;
}

function lintUndeclared(from: From, unmatched: ReadonlySet<string>, declared: ReadonlySet<string>, linter: Linter): void {
  for (const name of unmatched)
    if (!declared.has(name)) {
      const near = nearest(name, declared);
      linter.report('UndefinedArgInFrom', from, name, near === undefined ? '' : ` (did you mean ${near}?)`);
    }
}

/** Every base name should make sense without --build-arg too. */
function lintDefaults(dockerfile: Dockerfile, predefined: Environment, linter: Linter): void {
  let defaults: Environment;
  try {
    defaults = evaluateGlobalArgs(dockerfile, predefined, new Map());
  } catch {
    return; // ${X:?} without a default: the build itself will say so, if it matters
  }
  for (const { from } of dockerfile.stages) {
    if (!from.base.includes('$')) continue;
    try {
      const { text } = expand(from.base, defaults, dockerfile);
      if (!/^[a-z0-9][a-z0-9._/:@-]*$/i.test(text) || /[:/@]$|::|\/\//.test(text))
        linter.report('InvalidDefaultArgInFrom', from, from.base);
    } catch {
      // as above
    }
  }
}
