import { formatDuration, quoteGo, quoteGoList } from '../dockerfile/go.ts';
import type { Arg, Command, CommandLine, Expose, From, Healthcheck } from '../dockerfile/instructions.ts';
import type { Linter, RuleName } from '../dockerfile/lint.ts';
import { looksSecret } from '../dockerfile/lint-static.ts';
import type { PlannedStage } from '../dockerfile/plan.ts';
import { expand, type LexOptions } from '../dockerfile/shell.ts';
import { located, type SourceRange } from '../dockerfile/source.ts';
import type { Pair } from '../dockerfile/split.ts';
import { didYouMean } from '../dockerfile/suggest.ts';
import { copyOfDraft, type Draft, defaultPath } from './draft.ts';
import { copyStep, runStep, type StepOptions, type StepScope, workdirStep } from './evaluate-steps.ts';
import { exposedPorts } from './expose.ts';
import { checkSignal } from './signals.ts';
import type { Step } from './steps.ts';

export interface EvaluateOptions extends StepOptions {
  readonly escape: string;
  readonly linter: Linter;
}

/** A command of the stage's own, or one that its base brought in with ONBUILD. */
export interface StageCommand {
  readonly command: Command;
  readonly isTrigger: boolean;
}

/** What a stage begins with. */
export interface StageBase {
  readonly draft: Draft;
  /** Of an image. */
  readonly imageName: string | undefined;
  /** What progress calls it, when it is not `FROM imageName`. */
  readonly label?: string | undefined;
  readonly stage: Evaluated | undefined;
}

/** What a stage leaves to one that begins with it. */
export interface Evaluated {
  readonly draft: Draft;
  /** ENV and ARG together. */
  readonly env: ReadonlyMap<string, string>;
  readonly args: ReadonlyArray<readonly [name: string, value: string | undefined]>;
  readonly hasWorkdir: boolean;
  /** Its `[1/4] FROM ...` in the progress; undefined when it begins with another stage or with nothing. */
  readonly fromName: string | undefined;
  readonly steps: readonly Step[];
}

/** Runs a stage's instructions as far as they are only words: variables, image config, history, and the steps that are left to do. */
export function evaluateStage(
  stage: PlannedStage,
  commands: readonly StageCommand[],
  base: StageBase,
  options: EvaluateOptions,
): Evaluated {
  const evaluation = new Evaluation(stage, commands, base, options);
  for (const { command, isTrigger } of commands) located(command.range, () => evaluation.run(command, isTrigger));
  return evaluation.result();
}

class Evaluation implements StepScope {
  readonly draft: Draft;
  readonly options: EvaluateOptions;
  readonly env: Map<string, string>;
  readonly args: Array<readonly [name: string, value: string | undefined]>;
  private readonly stage: PlannedStage;
  private readonly total: number;
  private readonly fromName: string | undefined;
  private readonly steps: Step[] = [];
  private readonly used = new Map<string, SourceRange>();
  private hasWorkdir: boolean;
  private index = 0;

  constructor(stage: PlannedStage, commands: readonly StageCommand[], base: StageBase, options: EvaluateOptions) {
    this.stage = stage;
    this.options = options;
    this.draft = copyOfDraft(base.draft);
    const { config } = this.draft;
    if (!config.Env.has('PATH')) config.Env.set('PATH', defaultPath);
    this.env = new Map([...(base.stage?.env ?? []), ...config.Env]);
    this.args = [...(base.stage?.args ?? [])];
    this.hasWorkdir = base.stage?.hasWorkdir ?? false;
    const layered = commands.filter(({ command }) => ['add', 'copy', 'run', 'workdir'].includes(command.kind));
    this.total = layered.length + (base.imageName === undefined ? 0 : 1);
    this.fromName = base.imageName === undefined ? undefined : (base.label ?? this.numbered(`FROM ${base.imageName}`, false));
  }

  result(): Evaluated {
    const { draft, env, args, hasWorkdir, fromName, steps } = this;
    return { draft, env, args, hasWorkdir, fromName, steps };
  }

  get platform(): string {
    return [this.draft.os, this.draft.architecture, this.draft.variant].filter(Boolean).join('/');
  }

  run(command: Command, isTrigger: boolean): void {
    const history = this.apply(command, isTrigger);
    if (history !== undefined)
      this.draft.history.push({ created_by: history, comment, empty_layer: true, ofBase: false, origin: command.range });
  }

  /** Returns the line of history of an instruction that makes no layer. */
  private apply(command: Command, isTrigger: boolean): string | undefined {
    const { config } = this.draft;
    switch (command.kind) {
      case 'run':
        this.addStep(runStep(this, command), isTrigger);
        return undefined;
      case 'copy':
      case 'add':
        this.addStep(copyStep(this, command), isTrigger);
        return undefined;
      case 'workdir': {
        const path = this.word(command.path, command);
        if (!this.hasWorkdir && !path.startsWith('/')) this.lint('WorkdirRelativePath', command, path);
        this.hasWorkdir = true;
        const step = workdirStep(this, command, path);
        config.WorkingDir = step.path;
        if (step.path === '/') return 'WORKDIR /';
        this.addStep({ ...step, history: `WORKDIR ${step.path}` }, isTrigger);
        return undefined;
      }
      case 'env':
        return `ENV ${this.setPairs('ENV', command.pairs, command, (name, value) => this.setEnv(name, value))}`;
      case 'label':
        return `LABEL ${this.setPairs('LABEL', command.pairs, command, (name, value) => config.Labels.set(name, value))}`;
      case 'arg':
        return `ARG ${this.declareArgs(command)}`;
      case 'cmd':
        config.Cmd = this.commandLine('CMD', command.command, command);
        config.ArgsEscaped = true;
        return `CMD ${quoteGoList(config.Cmd)}`;
      case 'entrypoint': {
        config.Entrypoint = this.commandLine('ENTRYPOINT', command.command, command);
        if (!this.used.has('CMD')) config.Cmd = undefined;
        return `ENTRYPOINT ${quoteGoList(config.Entrypoint)}`;
      }
      case 'expose':
        return `EXPOSE ${this.expose(command)}`;
      case 'healthcheck':
        return `HEALTHCHECK ${this.healthcheck(command)}`;
      case 'maintainer':
        this.draft.author = command.name;
        return `MAINTAINER ${command.name}`;
      case 'onbuild':
        config.OnBuild = [...config.OnBuild, command.expression];
        return undefined;
      case 'shell':
        config.Shell = command.shell;
        return `SHELL [${command.shell.join(' ')}]`;
      case 'stopsignal':
        config.StopSignal = this.word(command.signal, command);
        checkSignal(config.StopSignal);
        return `STOPSIGNAL ${config.StopSignal}`;
      case 'user':
        config.User = this.word(command.user, command);
        return `USER ${config.User}`;
      case 'volume': {
        const volumes = command.volumes.map((volume) => this.word(volume, command));
        for (const volume of volumes) config.Volumes.add(volume);
        return `VOLUME [${volumes.join(' ')}]`;
      }
    }
  }

  /** A word with its variables replaced; undefined ones are reported. */
  word(text: string, command: Command, lex: LexOptions = {}): string {
    return this.expanded(text, command, lex).text;
  }

  /** A command line as it is shown: what cannot be expanded stays as it is. */
  shown(code: string, lex: LexOptions, masked: ReadonlyMap<string, string> = new Map()): string {
    let text = code;
    try {
      text = expand(code, new Map([...this.env, ...masked]), { escape: this.options.escape, ...lex }).text;
    } catch {
      // It is only a title.
    }
    return text.replace(/^\S+/, (keyword) => keyword.toUpperCase());
  }

  withShell(args: readonly string[]): string[] {
    const { Shell } = this.draft.config;
    return [...(Shell.length > 0 ? Shell : ['/bin/sh', '-c']), args.join(' ')];
  }

  lint(rule: RuleName, command: Command | From, ...args: string[]): void {
    this.options.linter.report(rule, command, ...args);
  }

  private addStep({ history, ...step }: Step & { readonly history: string }, isTrigger: boolean): void {
    this.steps.push({ ...step, name: this.numbered(step.description, isTrigger) } as Step);
    this.draft.history.push({ created_by: history, comment, ofBase: false, origin: step.range });
  }

  private numbered(text: string, isTrigger: boolean): string {
    if (this.total === 0) return text;
    this.index++;
    const width = Math.floor(1 + Math.log10(this.total));
    const place = `${String(this.index).padStart(width)}/${this.total}`;
    return `[${this.stage.name === '' ? '' : `${this.stage.name} `}${place}] ${isTrigger ? 'ONBUILD ' : ''}${text}`;
  }

  private expanded(text: string, command: Command, lex: LexOptions) {
    const result = expand(text, this.env, { escape: this.options.escape, ...lex });
    for (const name of result.unmatched) {
      if (this.args.some(([declared]) => declared === name)) continue;
      this.lint('UndefinedVar', command, name, didYouMean(name, this.env.keys()).replace('mean ', 'mean $'));
    }
    return result;
  }

  private setPairs(keyword: string, pairs: readonly Pair[], command: Command, set: (name: string, value: string) => void): string {
    // All values are expanded with what was known before the instruction.
    const expandedPairs = pairs.map(({ key, value, legacy }) => ({
      key: this.word(key, command),
      value: this.word(value, command),
      legacy,
    }));
    for (const { key, value, legacy } of expandedPairs) {
      if (legacy) this.lint('LegacyKeyValueFormat', command, command.keyword);
      if (keyword === 'ENV' && looksSecret(key)) this.lint('SecretsUsedInArgOrEnv', command, 'ENV', key);
      set(key, value);
    }
    return expandedPairs.map(({ key, value }) => `${key}=${value}`).join(' ');
  }

  private setEnv(name: string, value: string): void {
    this.env.set(name, value);
    this.draft.config.Env.set(name, value);
  }

  private declareArgs(command: Arg): string {
    const { buildArgs, plan } = this.options;
    return command.args
      .map(({ key, value: fallback }) => {
        if (looksSecret(key)) this.lint('SecretsUsedInArgOrEnv', command, 'ARG', key);
        const given = buildArgs.get(key);
        const own = given ?? (fallback === undefined ? plan.globalArgs.get(key) : this.word(fallback, command));
        if (own !== undefined && !aboutTheBuild.has(key)) this.env.set(key, own);
        this.args.push([key, own]);
        return own === undefined ? key : `${key}=${own}`;
      })
      .join(' ');
  }

  private commandLine(keyword: string, line: CommandLine, command: Command): readonly string[] {
    this.once(keyword, command);
    if (!line.shell) return line.args;
    if (this.draft.config.Shell.length === 0) this.lint('JSONArgsRecommended', command, command.keyword);
    return this.withShell(line.args);
  }

  private once(keyword: string, command: Command): void {
    const before = this.used.get(keyword);
    if (before !== undefined)
      this.options.linter.report('MultipleInstructionsDisallowed', { range: before, comments: command.comments }, command.keyword);
    this.used.set(keyword, command.range);
  }

  private expose(command: Expose): string {
    const words = command.ports.flatMap((port) => expand(port, this.env, { escape: this.options.escape }).words);
    const exposed = words.map((word) => {
      const { ports, protocol, isMapping } = exposedPorts(word);
      if (protocol !== protocol.toLowerCase()) this.lint('ExposeProtoCasing', command, word);
      if (isMapping) this.lint('ExposeInvalidFormat', command, word);
      return ports;
    });
    const ports = [...new Set(exposed.flat())].sort();
    for (const port of ports) this.draft.config.ExposedPorts.add(port);
    return `map[${ports.map((port) => `${port}:{}`).join(' ')}]`;
  }

  private healthcheck(command: Healthcheck): string {
    this.once('HEALTHCHECK', command);
    const { test, interval, timeout, startPeriod, startInterval, retries } = command;
    this.draft.config.Healthcheck = {
      Test: test,
      ...(interval && { Interval: interval }),
      ...(timeout && { Timeout: timeout }),
      ...(startPeriod && { StartPeriod: startPeriod }),
      ...(startInterval && { StartInterval: startInterval }),
      ...(retries && { Retries: retries }),
    };
    const durations = [interval, timeout, startPeriod, startInterval].map((duration) => quoteGo(formatDuration(duration)));
    return `&{${quoteGoList(test)} ${durations.join(' ')} ${quoteRune(retries)}}`;
  }
}

/** Arguments for BuildKit itself, which no command sees. */
const aboutTheBuild = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/** Of every line of history. */
const comment = 'buildkit.dockerfile.v0';

/** Go's `%q` of a number: the character that has it. */
function quoteRune(code: number): string {
  const inner = quoteGo(String.fromCodePoint(code)).slice(1, -1);
  return `'${inner === '\\"' ? '"' : inner === "'" ? "\\'" : inner}'`;
}
