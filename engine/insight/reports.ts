import type { Clock } from '../base/clock.ts';
import { Emitter, type Event } from '../base/events.ts';
import { randomHex } from '../base/ids.ts';
import type { BuildWatch } from '../build/watch.ts';
import { familiarString, parseReference, withDefaultTag } from '../oci/reference.ts';
import type { BuildReport, BuildStep } from './insight.ts';

/** Builds of this session that are remembered whether or not an image came of them. */
const remembered = 50;
/** What happens within so many milliseconds is told at once. */
const pause = 80;

interface Request {
  readonly dockerfile: string;
  readonly tags: readonly string[];
  /** The context's name. */
  readonly sharedKey?: string;
}

interface ReportsOptions {
  readonly clock: Clock;
  /** The images' records: of those built here they have the report. */
  readonly images: { readonly state: { readonly images: ReadonlyMap<string, { readonly report?: unknown }> } };
}

/**
 * The reports of builds. That of a finished one is kept in its image's record: it becomes visible with the image and goes with it.
 */
export class BuildReports {
  private readonly options: ReportsOptions;
  private readonly session: Report[] = [];
  private readonly emitter = new Emitter<BuildReport>();
  readonly changed: Event<BuildReport> = this.emitter;

  constructor(options: ReportsOptions) {
    this.options = options;
  }

  begin(request: Request): BuildWatch {
    const report = new Report(request, this.options.clock, this.emitter);
    this.session.unshift(report);
    this.session.splice(remembered);
    return report;
  }

  /** Newest first. */
  list(): BuildReport[] {
    const all = new Map<string, BuildReport>();
    for (const [image, { report }] of this.options.images.state.images) {
      // Written when the image was: that it came to an end only its being there tells.
      if (isReport(report)) all.set(report.id, { ...report, image, state: 'done' });
    }
    for (const { current } of this.session) all.set(current.id, current);
    return [...all.values()].sort((a, b) => b.started - a.started);
  }
}

function isReport(value: unknown): value is BuildReport {
  return typeof value === 'object' && value !== null && 'id' in value && 'steps' in value;
}

/** One build, as far as it has come. */
class Report implements BuildWatch {
  readonly id = randomHex(16);
  private readonly clock: Clock;
  private readonly emitter: Emitter<BuildReport>;
  private readonly begun = new Map<string, number>();
  private report: BuildReport;
  private isPending = false;

  constructor({ dockerfile, tags, sharedKey }: Request, clock: Clock, emitter: Emitter<BuildReport>) {
    this.clock = clock;
    this.emitter = emitter;
    const names = tags.map((tag) => familiarString(withDefaultTag(parseReference(tag))));
    const context = sharedKey ? { context: sharedKey } : {};
    this.report = { id: this.id, dockerfile, ...context, source: '', state: 'running', tags: names, started: clock.now(), steps: [] };
  }

  get current(): BuildReport {
    return this.report;
  }

  began(source: string): void {
    this.change({ source });
  }

  planned(steps: Parameters<BuildWatch['planned']>[0]): void {
    this.change({ steps: steps.map(({ name, range: { start, end } }) => ({ start, end, name, state: 'waiting' })) });
  }

  step(name: string, { state, miss, size }: Parameters<BuildWatch['step']>[1]): void {
    const now = this.clock.now();
    if (state === 'running') this.begun.set(name, now);
    const begun = this.begun.get(name);
    const isOver = state === 'done' || state === 'failed';
    const update = (step: BuildStep): BuildStep => ({
      ...step,
      state,
      ...(miss !== undefined && { miss }),
      ...(size !== undefined && { size }),
      ...(isOver && begun !== undefined && { duration: Math.round(now - begun) }),
    });
    this.change({ steps: this.report.steps.map((step) => (step.name === name ? update(step) : step)) });
  }

  keep(): BuildReport {
    return this.report;
  }

  ended({ image, failed }: Parameters<BuildWatch['ended']>[0]): void {
    this.report = { ...this.report, state: failed ? 'failed' : 'done', ...(image !== undefined && { image }) };
    this.emitter.emit(this.report);
  }

  private change(change: Partial<BuildReport>): void {
    this.report = { ...this.report, ...change };
    if (this.isPending) return;
    this.isPending = true;
    this.clock.after(pause, () => {
      this.isPending = false;
      if (this.report.state === 'running') this.emitter.emit(this.report);
    });
  }
}
