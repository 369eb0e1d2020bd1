import { EngineError } from '../base/errors.ts';
import type { Source } from '../dockerfile/plan.ts';
import type { Digest } from '../oci/digest.ts';
import type { BaseImage, Layer } from './backend.ts';
import type { CacheRecord } from './cache.ts';
import type { Evaluated } from './evaluate.ts';
import { within } from './failure.ts';
import { compact, explainMiss, keyOf, type Parts } from './keys.ts';
import type { MissReason, Progress, Vertex } from './progress.ts';
import { CacheKeyError, execute, fileParts, type StepContext, stepParts } from './solve-step.ts';
import type { Step } from './steps.ts';
import type { BuildWatch } from './watch.ts';

/** What a stage came to: its layers, bottom first, and the key that stands for all that is in them. */
export interface Solved {
  readonly layers: ReadonlyArray<{ readonly diffID: Digest; readonly createdAt: string | undefined }>;
  readonly key: string;
}

export interface SolveContext extends StepContext {
  readonly progress: Progress;
  readonly watch: BuildWatch | undefined;
  /** Records that this build made or used, to be written with its image. */
  readonly records: Map<string, CacheRecord>;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Images whose FROM was told: several stages may begin with one. */
  readonly told: Set<BaseImage>;
  /** Images whose layers are here, or on their way. */
  readonly fetched: Map<BaseImage, Promise<boolean>>;
  /** Steps that are being made, by key: a step that stands in two stages is made once. */
  readonly underway: Map<string, Promise<unknown>>;
  /** SOURCE_DATE_EPOCH, RFC 3339. */
  readonly epoch: string | undefined;
  /** Resolves when what a step takes from is built. */
  ready(source: Source): Promise<void>;
}

/** Takes each step from the cache or carries it out. */
export async function solveStage(context: SolveContext, evaluated: Evaluated, base: Solved, image: BaseImage | undefined): Promise<Solved> {
  const from = await Base.load(context, evaluated, image);
  let { key } = base;
  const layers = [...base.layers];
  const stack = () => layers.map((layer) => layer.diffID);
  for (const step of evaluated.steps) {
    const solved = await solveStep(context, step, key, stack(), from).catch((error: unknown) => {
      context.watch?.step(step.name, { state: context.request.signal.aborted ? 'waiting' : 'failed' });
      throw error;
    });
    layers.push({ diffID: solved.layer.diffID, createdAt: context.epoch ?? new Date(solved.createdAt).toISOString() });
    key = solved.key;
  }
  from.settle(false);
  return { layers, key };
}

export async function baseKey(kind: string, stack: readonly Digest[]): Promise<string> {
  return keyOf({ [kind]: stack.join(' ') });
}

interface SolvedStep {
  readonly layer: { readonly diffID: Digest; readonly size: number };
  readonly createdAt: number;
  readonly key: string;
}

async function solveStep(context: SolveContext, step: Step, parent: string, stack: readonly Digest[], from: Base): Promise<SolvedStep> {
  const { progress, backends, request, underway } = context;
  for (const source of sourcesOf(step)) await context.ready(source);
  const isLinked = step.op === 'copy' && step.link;
  const own: Parts = { ...(!isLinked && { parent }), ...(await stepParts(context, step)) };
  // What comes after a linked layer depends on what lies below it too.
  const above = async (key: string) => (isLinked ? keyOf({ parent, linked: key }) : key);
  // Files of other stages are first taken for what their stage was made of: no file needs to be read when nothing of that changed.
  const isCopyFrom = step.op === 'copy' && step.from.kind !== 'context';
  const origin: Parts | undefined = isCopyFrom ? { ...own, from: context.origin(step.from).key } : undefined;
  const originKey = origin === undefined ? undefined : await keyOf(origin);
  // BuildKit takes directories from the cache even without cache, as long as nothing below them is new.
  const isUncached = request.noCache && (step.op !== 'workdir' || made(context, parent) !== undefined);
  const early = originKey === undefined || isUncached ? undefined : find(context, originKey);
  if (early !== undefined) return fromCache(context, step, early, from, above);
  const vertex = progress.vertex(step.name);
  const files = await within(
    vertex,
    step.range,
    async () => {
      try {
        return await fileParts(context, step);
      } catch (error) {
        from.settle(true);
        throw error;
      }
    },
    (message, error) => (error instanceof CacheKeyError ? `failed to compute cache key: ${message}` : message),
  );
  const parts = { ...own, ...files };
  const key = await keyOf(parts);
  const alias = originKey === undefined || origin === undefined ? undefined : { key: originKey, parts: origin, aliasOf: key };
  await underway.get(key)?.catch(() => {});
  const found = isUncached ? made(context, key) : find(context, key);
  if (found !== undefined) {
    if (alias !== undefined) remember(context, { ...found, ...alias });
    return fromCache(context, step, found, from, above, vertex);
  }
  from.settle(true);
  const reason: MissReason = request.noCache ? { kind: 'disabled' } : explainMiss(backends.cache, step.description, await compact(parts));
  progress.cache({ vertex: vertex.digest, hit: false, reason });
  context.watch?.step(step.name, { state: 'running', miss: reason });
  tellInline(context, step, false);
  vertex.start();
  const working = within(vertex, step.range, async () => {
    if (request.signal.aborted) throw new EngineError('cancelled', 'context canceled');
    const layer = await execute(context, step, stack, vertex);
    if (request.signal.aborted) throw new EngineError('cancelled', 'context canceled');
    return layer;
  });
  underway.set(key, working);
  const layer = await working;
  context.keep(layer);
  vertex.complete();
  const createdAt = backends.now();
  const { diffID, size } = layer;
  context.watch?.step(step.name, { state: 'done', size });
  const record = {
    key,
    description: step.description,
    layer: { diffID, size },
    parts: await compact(parts),
    createdAt,
    lastUsedAt: createdAt,
    usageCount: 1,
  };
  remember(context, record);
  if (alias !== undefined) remember(context, { ...record, ...alias });
  return { layer: record.layer, createdAt, key: await above(key) };
}

type LayerRecord = CacheRecord & Required<Pick<CacheRecord, 'layer'>>;

function find(context: SolveContext, key: string): LayerRecord | undefined {
  const record = context.records.get(key) ?? context.backends.cache.get(key);
  return record?.layer === undefined ? undefined : (record as LayerRecord);
}

/** What this build made under a key. */
function made({ records, time }: SolveContext, key: string): LayerRecord | undefined {
  const record = records.get(key);
  return record?.layer === undefined || record.createdAt < time ? undefined : (record as LayerRecord);
}

function sourcesOf(step: Step): Source[] {
  if (step.op === 'copy') return [step.from];
  return step.op === 'run' ? step.mounts.map(({ from }) => from) : [];
}

async function fromCache(
  context: SolveContext,
  step: Step,
  record: LayerRecord,
  from: Base,
  above: (key: string) => Promise<string>,
  vertex?: Vertex,
): Promise<SolvedStep> {
  const { createdAt, layer } = record;
  context.watch?.step(step.name, { state: 'hit', size: layer.size });
  // Made by this build for another stage, and told there.
  if (made(context, record.key) !== undefined) return { layer, createdAt, key: await above(record.aliasOf ?? record.key) };
  remember(context, { ...record, lastUsedAt: context.time, usageCount: record.usageCount + 1 });
  from.later(() => {
    tellInline(context, step, true);
    const told = vertex ?? context.progress.vertex(step.name);
    told.cached();
    context.progress.cache({ vertex: told.digest, hit: true });
  });
  return { layer, createdAt, key: await above(record.aliasOf ?? record.key) };
}

/** BuildKit makes the files of heredocs in a step of their own. */
function tellInline({ progress }: SolveContext, step: Step, isCached: boolean): void {
  const hasInline =
    step.op === 'run' ? step.script !== undefined : step.op === 'copy' && step.sources.some(({ kind }) => kind === 'inline');
  if (!hasInline) return;
  const vertex = progress.vertex('[internal] preparing inline document');
  if (isCached) vertex.cached();
  else vertex.start().complete();
}

function remember(context: SolveContext, record: CacheRecord): void {
  context.records.set(record.key, record);
}

/**
 * The `FROM` of a stage in the progress. BuildKit tells it as CACHED when an image that it used before is looked into for a step that is not
 * cached, and as done without work when all steps are: so it is told when that is known, and the steps found in the cache after it.
 */
class Base {
  private readonly context: SolveContext;
  private readonly image: BaseImage | undefined;
  private readonly name: string | undefined;
  private readonly wasUsed: boolean;
  private pending: Array<() => void> = [];
  private isSettled: boolean;

  private constructor(context: SolveContext, image: BaseImage | undefined, name: string | undefined, wasUsed: boolean, isSettled: boolean) {
    this.context = context;
    this.image = image;
    this.name = name;
    this.wasUsed = wasUsed;
    this.isSettled = isSettled;
  }

  static async load(context: SolveContext, evaluated: Evaluated, image: BaseImage | undefined): Promise<Base> {
    const name = evaluated.fromName;
    if (image === undefined || name === undefined) return new Base(context, undefined, undefined, false, true);
    context.watch?.step(name, { state: 'running' });
    const fetched = await fetchImage(context, image, name).catch((error: unknown) => {
      context.watch?.step(name, { state: context.request.signal.aborted ? 'waiting' : 'failed' });
      throw error;
    });
    context.watch?.step(name, { state: fetched ? 'done' : 'hit' });
    const key = await baseKey('image', image.config.rootfs.diff_ids);
    const record = context.backends.cache.get(key);
    const { time } = context;
    remember(context, {
      key,
      description: name.replace(/^\[[^\]]*\] /, ''),
      parts: {},
      createdAt: record?.createdAt ?? time,
      lastUsedAt: time,
      usageCount: (record?.usageCount ?? 0) + 1,
    });
    return new Base(context, image, name, record !== undefined, fetched);
  }

  later(tell: () => void): void {
    if (this.isSettled) tell();
    else this.pending.push(tell);
  }

  settle(isLookedInto: boolean): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const told = this.image !== undefined && this.context.told.has(this.image);
    if (this.name !== undefined && this.image !== undefined && !told) {
      this.context.told.add(this.image);
      const vertex = this.context.progress.vertex(this.name);
      if (isLookedInto && this.wasUsed) vertex.cached();
      else vertex.start().complete();
    }
    for (const tell of this.pending) tell();
    this.pending = [];
  }
}

/** True when layers had to come in, and the progress told of it. */
export function fetchImage(context: SolveContext, image: BaseImage, name: string): Promise<boolean> {
  const fetching = context.fetched.get(image) ?? fetchLayers(context, image, name);
  context.fetched.set(image, fetching);
  return fetching;
}

async function fetchLayers(context: SolveContext, image: BaseImage, name: string): Promise<boolean> {
  let vertex: Vertex | undefined;
  const told = () => {
    vertex ??= context.progress.vertex(name).start();
    return vertex;
  };
  const fetching = image.fetch({
    signal: context.request.signal,
    onProgress: ({ id, phase, current, total, done }) => {
      const status = phase === 'extract' ? { id: `extracting ${id}`, name: 'extracting' } : { id, name: 'downloading' };
      told().status(status.id, { name: status.name, current, total, done });
    },
  });
  try {
    await fetching;
  } catch (error) {
    await within(told(), undefined, () => Promise.reject(error));
  }
  vertex?.complete();
  await keepPulled(context, image);
  return vertex !== undefined;
}

/** A base image that came from a registry is part of the cache: it is not among the images, and the next build finds its layers. */
async function keepPulled(context: SolveContext, { name, digest, config }: BaseImage): Promise<void> {
  if (digest === undefined) return;
  for (const diffID of config.rootfs.diff_ids) {
    const layer = context.backends.layers.hold(diffID);
    if (layer === undefined) continue;
    context.keep(layer);
    const key = await keyOf({ layer: diffID });
    const { createdAt = context.time, usageCount = 0 } = context.backends.cache.get(key) ?? {};
    const description = `pulled from ${name}@${digest}`;
    const { size } = layer;
    remember(context, {
      key,
      description,
      layer: { diffID, size },
      parts: {},
      createdAt,
      lastUsedAt: context.time,
      usageCount: usageCount + 1,
    });
  }
}

/** Layers are held until the image or a record names them. */
export class Keeper {
  private readonly layers: Layer[] = [];

  keep(layer: Layer): void {
    this.layers.push(layer);
  }

  /** Returns what was held. */
  release(): Digest[] {
    const layers = this.layers.splice(0);
    for (const layer of layers) layer.dispose();
    return layers.map((layer) => layer.diffID);
  }
}
