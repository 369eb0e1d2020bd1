import { EngineError } from '../base/errors.ts';
import type { Base, PlannedStage, Source } from '../dockerfile/plan.ts';
import type { BaseImage } from './backend.ts';
import type { Evaluated } from './evaluate.ts';
import { BuildFailure } from './failure.ts';
import type { BuildRequest } from './request.ts';
import { baseKey, fetchImage, type SolveContext, type Solved, solveStage } from './solve.ts';
import type { Origin } from './solve-step.ts';
import type { RunStep } from './steps.ts';

/** What is known of the stages when their words are evaluated. */
export interface StageFacts {
  readonly stages: readonly PlannedStage[];
  readonly evaluated: ReadonlyMap<number, Evaluated>;
  imageOf(name: string, platform?: string): BaseImage | undefined;
}

/**
 * Builds the stages that a target needs, each as soon as it can: a stage begins at once, and waits for another one only at the step that
 * takes something of it. So the base of one comes in while another one runs. The first failure ends all others.
 */
export class Stages {
  private readonly facts: StageFacts;
  private readonly shared: SolveContext;
  private readonly stop = new AbortController();
  /** What a base or source comes to, by `sourceKey`; and the same once it is there. */
  private readonly pending = new Map<string, Promise<Solved>>();
  private readonly solved = new Map<string, Solved>();
  private failure: unknown;

  constructor(facts: StageFacts, shared: Omit<SolveContext, 'origin' | 'ready'>) {
    this.facts = facts;
    const { request } = shared;
    this.shared = {
      ...shared,
      request: { ...request, signal: AbortSignal.any([request.signal, this.stop.signal]) },
      origin: (source) => this.originOf(source),
      ready: async (source) => void (source.kind === 'context' || (await this.solve(source))),
    };
  }

  /** The target and all it needs. When it rejects nothing runs any more. */
  async solveAll(target: PlannedStage): Promise<Solved> {
    checkEntitlements(this.facts.evaluated.values(), this.shared.request);
    const all = this.facts.stages.map(({ index }) => this.solve({ kind: 'stage', index }));
    await Promise.allSettled(all);
    await Promise.allSettled(this.pending.values());
    if (this.failure !== undefined) throw this.failure;
    return this.solve({ kind: 'stage', index: target.index });
  }

  private solve(source: Base): Promise<Solved> {
    const key = sourceKey(source);
    const known = this.pending.get(key);
    if (known !== undefined) return known;
    const solving = this.make(source).then(
      (solved) => {
        this.solved.set(key, solved);
        return solved;
      },
      (error: unknown) => {
        this.failure ??= error;
        this.stop.abort();
        throw error;
      },
    );
    this.pending.set(key, solving);
    return solving;
  }

  private async make(source: Base): Promise<Solved> {
    if (source.kind === 'scratch') return { layers: [], key: await baseKey('scratch', []) };
    if (source.kind === 'image') {
      const image = this.facts.imageOf(source.name);
      if (image === undefined) throw new EngineError('internal', `image ${source.name} is not resolved`);
      const { name, digest, label = `FROM ${name}${digest === undefined ? '' : `@${digest}`}` } = image;
      await fetchImage(this.shared, image, label);
      return solvedImage(image);
    }
    const stage = this.facts.stages.find(({ index }) => index === source.index);
    const evaluated = this.facts.evaluated.get(source.index);
    if (stage === undefined || evaluated === undefined) throw new EngineError('internal', `stage ${source.index} is not evaluated`);
    const image = stage.base.kind === 'image' ? this.facts.imageOf(stage.base.name, stage.platform) : undefined;
    const base = image === undefined ? await this.solve(stage.base) : await solvedImage(image);
    return solveStage(this.contextOf(stage), evaluated, base, image);
  }

  /** `--no-cache-filter`. */
  private contextOf({ from, index }: PlannedStage): SolveContext {
    const { request } = this.shared;
    const isNamed = (request.noCacheFilter ?? []).some((name) => name.toLowerCase() === (from.name || String(index)));
    return isNamed ? { ...this.shared, request: { ...request, noCache: true } } : this.shared;
  }

  private originOf(source: Source): Origin {
    const solved = source.kind === 'context' ? undefined : this.solved.get(sourceKey(source));
    if (solved === undefined) throw new EngineError('internal', `nothing was built of ${JSON.stringify(source)}`);
    return { key: solved.key, stack: solved.layers.map((layer) => layer.diffID) };
  }
}

/** What RUN asks for beyond a sandbox, somebody has to allow (`--allow`). */
function checkEntitlements(stages: Iterable<Evaluated>, { network, entitlements = [] }: BuildRequest): void {
  const steps = [...stages].flatMap((stage) => stage.steps.filter((step): step is RunStep => step.op === 'run'));
  const needs = (what: string, isNeeded: boolean) => {
    if (isNeeded && !entitlements.includes(what)) throw new BuildFailure(`failed to load LLB: ${what} is not allowed`);
  };
  const isHost = network !== 'host' && steps.some((step) => step.network === 'host');
  needs('network.host', isHost);
  const isInsecure = steps.some((step) => step.insecure);
  needs('security.insecure', isInsecure);
}

async function solvedImage({ config }: BaseImage): Promise<Solved> {
  const stack = config.rootfs.diff_ids;
  return { layers: stack.map((diffID) => ({ diffID, createdAt: undefined })), key: await baseKey('image', stack) };
}

function sourceKey(source: Base): string {
  if (source.kind === 'scratch') return 'scratch';
  return source.kind === 'stage' ? `stage ${source.index}` : `image ${source.name}`;
}
