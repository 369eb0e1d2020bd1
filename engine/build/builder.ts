import { toBase64 } from '../base/bytes.ts';
import { EngineError, messageOf } from '../base/errors.ts';
import { parseTrigger, readDockerfile } from '../dockerfile/dockerfile.ts';
import { PatternMatcher, parseIgnoreFile } from '../dockerfile/ignore.ts';
import type { Command, Dockerfile } from '../dockerfile/instructions.ts';
import type { Linter } from '../dockerfile/lint.ts';
import { checkOrder, type Plan, type PlannedStage, planBuild, reachable, sourcesOf } from '../dockerfile/plan.ts';
import { located } from '../dockerfile/source.ts';
import type { Digest } from '../oci/digest.ts';
import { canonicalString, parseReference, withDefaultTag } from '../oci/reference.ts';
import type { BaseImage, BuildBackends, Provenance } from './backend.ts';
import { importCache } from './cache-transfer.ts';
import { type CallResult, lintResult, outlineResult, targetsResult } from './call.ts';
import { NamedContexts } from './contexts.ts';
import { type Draft, draftOf, emptyDraft, imageConfigOf, originsOf } from './draft.ts';
import { type Evaluated, evaluateStage, type StageBase, type StageCommand } from './evaluate.ts';
import { checkOutputs, exportAll, type Product } from './export.ts';
import { BuildFailure, toFailure } from './failure.ts';
import { contextPaths, linesOf, titlesOf } from './foresight.ts';
import { Inputs } from './inputs.ts';
import { type BuildMessage, type ErrorDetail, Progress, toRanges, type Vertex } from './progress.ts';
import { type BuildRequest, defaultPlatform } from './request.ts';
import { downloadName, readDownload, readSent, type Sent } from './sent.ts';
import { Keeper, type SolveContext, type Solved } from './solve.ts';
import { Stages } from './stages.ts';
import { type Received, transferSize } from './transfer.ts';
import type { BuildWatch } from './watch.ts';

/** Builds images. Each `build` is on its own; they share the cache. */
export interface Builder {
  /**
   * The messages of the build, BuildKit's progress first, then `{aux: {ID}}`, or a last one with `errorDetail`. Throws only for a request
   * that makes no sense (`invalid`). Leaving the loop early does not stop the build: `request.signal` does.
   */
  build(request: BuildRequest, watch?: BuildWatch): AsyncIterable<BuildMessage>;
}

export function createBuilder(backends: BuildBackends): Builder {
  const received = new Map<string, Received>();
  return { build: (request, watch) => runBuild(backends, request, received, watch) };
}

async function* runBuild(
  backends: BuildBackends,
  request: BuildRequest,
  received: Map<string, Received>,
  watch: BuildWatch | undefined,
): AsyncGenerator<BuildMessage, void, undefined> {
  const tags = request.tags.map((tag) => canonicalString(withDefaultTag(parseReference(tag))));
  const queue: BuildMessage[] = [];
  let wake = (): void => {};
  let taken = (): void => {};
  let isDone = false;
  const emit = (message: BuildMessage): void => {
    queue.push(message);
    wake();
  };
  /** The same, and waits until the reader has come so far: for what is large. */
  const hand = (message: BuildMessage): Promise<void> => {
    emit(message);
    return new Promise((resolve) => {
      taken = resolve;
    });
  };
  const build = new Build(backends, { ...request, tags }, emit, hand, received, watch);
  const running = build.run().finally(() => {
    isDone = true;
    wake();
  });
  running.catch(() => {});
  for (;;) {
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) yield message;
    taken();
    if (isDone) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (queue.length > 0 || isDone) resolve();
    });
  }
  await running;
}

/** One build, from text to image. */
class Build {
  private readonly backends: BuildBackends;
  private request: BuildRequest;
  private readonly emit: (message: BuildMessage) => void;
  private readonly hand: (message: BuildMessage) => Promise<void>;
  private readonly received: Map<string, Received>;
  private readonly watch: BuildWatch | undefined;
  private readonly progress: Progress;
  private readonly keeper = new Keeper();
  private readonly time: number;
  private readonly commands = new Map<PlannedStage, readonly StageCommand[]>();
  private readonly images = new Map<string, BaseImage>();
  private readonly evaluated = new Map<number, Evaluated>();
  private readonly records: SolveContext['records'] = new Map();
  private text = '';

  constructor(
    backends: BuildBackends,
    request: BuildRequest,
    emit: (message: BuildMessage) => void,
    hand: (message: BuildMessage) => Promise<void>,
    received: Map<string, Received>,
    watch: BuildWatch | undefined,
  ) {
    this.backends = backends;
    this.request = request;
    this.emit = emit;
    this.hand = hand;
    this.received = received;
    this.watch = watch;
    this.time = backends.now();
    this.progress = new Progress(emit, backends.now);
  }

  async run(): Promise<void> {
    try {
      const id = await this.make();
      if (id !== undefined) this.emit({ aux: { ID: id } });
      this.watch?.ended({ ...(id !== undefined && { image: id }), failed: false });
    } catch (error) {
      this.watch?.ended({ failed: true });
      const failure = this.request.signal.aborted ? new BuildFailure('Canceled: context canceled') : toFailure(error);
      const message = `failed to solve: ${failure.message}`;
      this.emit({ error: message, errorDetail: this.detailOf(failure, message) });
    } finally {
      await this.settle();
    }
  }

  /** Steps that were done stay in the cache, also when a later one failed; what no record and no image names goes. */
  private async settle(): Promise<void> {
    try {
      await this.backends.cache.put([...this.records.values()]);
    } catch {
      // A full store: the next build is slower, this one is as it is.
    }
    await this.backends.layers.drop(this.keeper.release());
  }

  private detailOf({ ranges, vertex, code }: BuildFailure, message: string): ErrorDetail {
    return {
      message,
      ...(code !== undefined && { code }),
      ...(ranges.length > 0 &&
        this.text !== '' && { source: { filename: nameOf(this.request.dockerfile), data: this.text }, range: toRanges(ranges) }),
      ...(vertex !== undefined && { vertex }),
    };
  }

  /** The image's ID, when one was made. */
  private async make(): Promise<Digest | undefined> {
    const { request, progress } = this;
    checkOutputs(request.outputs ?? []);
    const now = Math.floor(this.time / 1000);
    const beside = await readSent(request.context, request.sent, now);
    const sent = request.url === undefined ? beside : await this.download(request.url, beside, now);
    this.request = { ...this.request, secrets: new Map([...(request.secrets ?? []), ...sent.secrets]) };
    const vertex = request.isRemote
      ? this.tellRemote()
      : progress.vertex(`[internal] load build definition from ${nameOf(request.dockerfile)}`).start();
    this.text = this.loadDefinition(sent, vertex);
    this.watch?.began(this.text);
    if (request.call !== undefined && !['lint', 'outline', 'targets'].includes(request.call))
      throw new BuildFailure(`unsupported request frontend.${request.call}`);
    let found: Linter | undefined;
    try {
      const { dockerfile, linter } = readDockerfile(this.text, request.buildArgs.BUILDKIT_DOCKERFILE_CHECK ?? undefined);
      found = linter;
      if (request.call === 'targets') return this.answer(targetsResult(dockerfile, this.text));
      return await this.follow(dockerfile, linter, sent, vertex);
    } catch (error) {
      if (request.call !== 'lint') throw error;
      return this.answer(lintResult(found?.warnings ?? [], this.source(), error));
    }
  }

  private async follow(dockerfile: Dockerfile, linter: Linter, sent: Sent, vertex: Vertex): Promise<Digest | undefined> {
    const { request, progress, backends } = this;
    const buildArgs = new Map(Object.entries(request.buildArgs).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
    const { target, platform = defaultPlatform, contexts } = request;
    const planned = { platform, buildArgs, ...(target !== undefined && { target }), contexts: new Set(contexts?.keys()) };
    const plan = planBuild(dockerfile, planned, linter);
    const own = sent.dockerfile.lookup(`${request.dockerfile}.dockerignore`);
    const file = own ?? sent.context.lookup('.dockerignore');
    const patterns = file?.type === 'file' ? parseIgnoreFile(new TextDecoder().decode(sent.context.bytes(file))) : [];
    const named = new NamedContexts(backends, this.request, progress, {
      trees: sent.contexts,
      keep: (layer) => this.keeper.keep(layer),
      receivedOf: (name) => this.receivedOf(`${request.sharedKey} ${name}`),
    });
    const inputs = new Inputs(backends, this.request, progress, sent.context.without(patterns), named);
    await this.resolveBases(plan, inputs);
    if (own === undefined && !request.isRemote) {
      const ignoring = progress.vertex('[internal] load .dockerignore').start();
      ignoring.status('transferring context:', {
        name: 'transferring',
        current: transferSize(sent.context, ['.dockerignore']),
        done: true,
      });
      ignoring.complete();
    }
    const context = this.contextFor(plan, inputs, buildArgs);
    const stages = this.evaluate(plan, dockerfile, linter, buildArgs, patterns);
    if (request.call === 'lint') return this.answer(lintResult(linter.warnings, this.source(), undefined));
    if (request.call === 'outline')
      return this.answer(outlineResult(dockerfile, plan.target, stages, this.evaluated, plan.globalArgs, this.text));
    for (const layout of sent.caches)
      for (const record of await importCache(backends, progress, layout, (layer) => this.keeper.keep(layer)))
        if (backends.cache.get(record.key) === undefined) this.records.set(record.key, record);
    inputs.follow(contextPaths(this.evaluated.values()), request.isRemote ? undefined : this.receivedOf(request.sharedKey ?? ''));
    progress.warn(vertex, linter.warnings, this.source());
    linter.check();
    const imageOf = (name: string, platform?: string) => this.images.get(imageKey(name, platform));
    progress.announce(titlesOf(stages, this.evaluated, imageOf));
    this.watch?.planned(linesOf(stages, this.evaluated));
    const solved = await new Stages({ stages, evaluated: this.evaluated, imageOf }, context).solveAll(plan.target);
    return this.export(plan, solved, context.epoch);
  }

  private answer(result: CallResult): undefined {
    this.emit({ id: 'drydock.result', aux: result });
  }

  /** A context that came as one archive, as BuildKit's session uploads it, or one that was downloaded. */
  private tellRemote(): Vertex {
    const { progress, request } = this;
    if (request.url !== undefined) return progress.vertex('copy /context /');
    progress.vertex('[internal] load remote build context').start().complete();
    return progress.vertex('copy /context /').start();
  }

  private async download(url: string, beside: Sent, now: number): Promise<Sent> {
    const { backends, progress, request } = this;
    const vertex = progress.vertex('[internal] load remote build context').start();
    try {
      if (backends.fetch === undefined)
        throw new EngineError('unsupported', `Get ${JSON.stringify(url)}: this machine has no internet access`);
      const { status, body } = await backends.fetch.get(url, request.signal);
      if (status >= 400) throw new EngineError('unavailable', `invalid response status ${status}`);
      const { tree, isArchive } = await readDownload(body, now);
      vertex.complete();
      if (isArchive) progress.vertex('copy /context /').start().complete();
      else this.request = { ...request, dockerfile: downloadName };
      return { ...beside, context: tree, dockerfile: beside.dockerfile === beside.context ? tree : beside.dockerfile };
    } catch (error) {
      vertex.fail(messageOf(error));
      const message = `failed to read downloaded context: failed to load cache key: ${messageOf(error)}`;
      throw new BuildFailure(message, { vertex: vertex.digest }, error);
    }
  }

  private receivedOf(key: string): Received {
    const received = this.received.get(key) ?? new Map();
    this.received.set(key, received);
    return received;
  }

  private loadDefinition({ dockerfile: directory, context }: Sent, vertex: Vertex): string {
    const { dockerfile, isRemote, url } = this.request;
    const name = directory.lookup(dockerfile) === undefined && dockerfile === 'Dockerfile' ? 'dockerfile' : dockerfile;
    const file = directory.lookup(name);
    if (!isRemote) {
      // A directory of its own has nothing but the Dockerfile and what links to it.
      const paths = directory === context ? [name, `${name}.dockerignore`] : undefined;
      vertex.status('transferring dockerfile:', { name: 'transferring', current: transferSize(directory, paths), done: true });
    }
    if (url === undefined) vertex.complete();
    if (file?.type !== 'file') {
      const reason = file === undefined ? 'no such file or directory' : 'is a directory';
      throw new BuildFailure(`failed to read dockerfile: open ${dockerfile}: ${reason}`);
    }
    return new TextDecoder().decode(directory.bytes(file));
  }

  private source() {
    return { filename: nameOf(this.request.dockerfile), data: this.text };
  }

  /** Finds every image that is needed. A base's ONBUILD triggers are commands too, and may need more stages and images. */
  private async resolveBases(plan: Plan, inputs: Inputs): Promise<void> {
    const { stages } = plan;
    const names = stages.map((stage) => stage.name).filter(Boolean);
    const commandsOf = (stage: PlannedStage) => this.commands.get(stage)?.map(({ command }) => command) ?? stage.commands;
    for (let settled = false; !settled; ) {
      settled = true;
      for (const stage of this.needed(plan, commandsOf)) {
        if (this.commands.has(stage)) continue;
        settled = false;
        if (stage.base.kind === 'image') {
          const image = await inputs.image(stage.base.name, stage.from.range, stage.platform, names);
          this.images.set(imageKey(stage.base.name, stage.platform), image);
        }
        const triggers = this.triggersOf(stage, plan).map((text) => ({ command: parseTrigger(text, stage.from), isTrigger: true }));
        this.commands.set(stage, [...triggers, ...stage.commands.map((command) => ({ command, isTrigger: false }))]);
        for (const { command } of this.commands.get(stage) ?? [])
          for (const source of located(command.range, () => sourcesOf(command, stages)))
            if (source.kind === 'image')
              this.images.set(imageKey(source.name), await inputs.image(source.name, command.range, undefined, names));
      }
    }
  }

  private triggersOf({ base, platform }: PlannedStage, { stages }: Plan): readonly string[] {
    if (base.kind === 'image') return this.images.get(imageKey(base.name, platform))?.config.config?.OnBuild ?? [];
    if (base.kind === 'scratch') return [];
    return (stages[base.index]?.commands ?? []).flatMap((command) => (command.kind === 'onbuild' ? [command.expression] : []));
  }

  private contextFor(plan: Plan, inputs: Inputs, buildArgs: ReadonlyMap<string, string>): Omit<SolveContext, 'origin' | 'ready'> {
    const { backends, request, progress, keeper, time } = this;
    const epoch = epochOf(buildArgs.get('SOURCE_DATE_EPOCH') ?? plan.globalArgs.get('SOURCE_DATE_EPOCH'));
    return {
      ...{ backends, request, inputs, progress, time, watch: this.watch },
      epoch: epoch === undefined ? undefined : new Date(epoch * 1000).toISOString().replace('.000Z', 'Z'),
      now: epoch ?? Math.floor(time / 1000),
      records: this.records,
      told: new Set(),
      fetched: new Map(),
      underway: new Map(),
      keep: (layer) => keeper.keep(layer),
    };
  }

  /** All stages are words first: an error in the last one is found before the first one runs. Returns those that the target needs. */
  private evaluate(
    plan: Plan,
    { escape: escapeChar }: Dockerfile,
    linter: Linter,
    buildArgs: ReadonlyMap<string, string>,
    patterns: readonly string[],
  ): readonly PlannedStage[] {
    const ignore = patterns.length > 0 ? new PatternMatcher(patterns) : undefined;
    const { network } = this.request;
    const options = { plan, buildArgs, escape: escapeChar, network, linter, ignore };
    const commandsOf = (stage: PlannedStage) => (this.commands.get(stage) ?? []).map(({ command }) => command);
    const stages = this.needed(plan, commandsOf);
    for (const stage of stages) {
      this.checkPlatform(stage, linter);
      checkOrder(stage, commandsOf(stage), plan.stages);
      this.evaluated.set(stage.index, evaluateStage(stage, this.commands.get(stage) ?? [], this.baseOf(stage), options));
    }
    return stages;
  }

  /** A lint without a target is about all stages. */
  private needed(plan: Plan, commandsOf: (stage: PlannedStage) => readonly Command[]): readonly PlannedStage[] {
    const { call, target } = this.request;
    return call === 'lint' && target === undefined ? plan.stages : reachable(plan.stages, plan.target, commandsOf);
  }

  private checkPlatform({ base, from, platform }: PlannedStage, linter: Linter): void {
    const config = base.kind === 'image' ? this.images.get(imageKey(base.name, platform))?.config : undefined;
    if (config === undefined || config.rootfs.diff_ids.length === 0) return;
    const expected = (platform ?? this.request.platform ?? defaultPlatform).split('/');
    if (expected[0] === config.os && expected[1] === config.architecture) return;
    const actual = [config.os, config.architecture, config.variant].filter(Boolean).join('/');
    linter.report('InvalidBaseImagePlatform', from, from.base, expected.join('/'), actual);
  }

  private baseOf({ base, platform }: PlannedStage): StageBase {
    if (base.kind === 'stage') {
      const stage = this.evaluated.get(base.index);
      if (stage === undefined) throw new EngineError('internal', `stage ${base.index} is not evaluated`);
      return { draft: stage.draft, imageName: undefined, stage };
    }
    const image = base.kind === 'image' ? this.images.get(imageKey(base.name, platform)) : undefined;
    if (image === undefined) return { draft: emptyDraft(this.request.platform ?? defaultPlatform), imageName: undefined, stage: undefined };
    return {
      draft: draftOf(image.config, image.origins),
      label: image.label,
      imageName: image.digest === undefined ? image.name : `${image.name}@${image.digest}`,
      stage: undefined,
    };
  }

  private provenanceOf(draft: Draft): Provenance | undefined {
    const { watch, request } = this;
    if (watch === undefined) return undefined;
    return { origins: originsOf(draft, { build: watch.id, dockerfile: request.dockerfile }), report: watch.keep() };
  }

  private async export(plan: Plan, solved: Solved, epoch: string | undefined): Promise<Digest | undefined> {
    const { request, backends, progress } = this;
    const draft = this.evaluated.get(plan.target.index)?.draft;
    if (draft === undefined) throw new EngineError('internal', 'the target was not built');
    for (const [name, value] of Object.entries(request.labels)) draft.config.Labels.set(name, value);
    if (epoch !== undefined) draft.history = draft.history.map((entry) => (entry.ofBase ? entry : { ...entry, created: epoch }));
    const config = imageConfigOf(draft, solved.layers);
    const product: Product = { config, layers: config.rootfs.diff_ids, tags: request.tags, provenance: this.provenanceOf(draft) };
    return exportAll({
      backends,
      progress,
      product,
      outputs: request.outputs ?? [{ type: 'image', attributes: {} }],
      records: this.records.values(),
      deliver: (output, bytes) => this.hand({ id: 'drydock.output', aux: { output, data: toBase64(bytes) } }),
      tell: (result) => this.emit({ id: 'drydock.result', aux: result }),
    });
  }
}

function imageKey(name: string, platform = ''): string {
  return `${name} ${platform}`;
}

function epochOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw new BuildFailure(`invalid SOURCE_DATE_EPOCH: ${text}`);
  return Number(text);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
