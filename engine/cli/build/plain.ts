import { amount, isCancelled, isCompleted, type Step, secondsBetween, Trace } from './trace.ts';

/** How many lines of a failed step are shown again at the end. */
const TAIL = 10;
/** How long the open step keeps its place while others have news. In milliseconds. */
const PATIENCE = 5000;

interface PlainOptions {
  readonly description: string;
  /** Characters of a step's name that are shown; all of them without. */
  readonly limit: number | undefined;
  readonly now: () => number;
}

/** `--progress plain`: every step under its number, one open at a time, as BuildKit's own printer writes. */
export class PlainPrinter {
  readonly trace = new Trace();
  private readonly write: (text: string) => Promise<void>;
  private readonly indexes = new Map<Step, number>();
  private readonly tails = new Map<Step, string[]>();
  private readonly shownWarnings = new Map<Step, number>();
  private readonly lastAmounts = new Map<string, { current: number; time: number }>();
  private readonly options: PlainOptions;
  private openedAt = 0;
  private current: Step | undefined;
  private first = true;
  /** How much of the open line of the current step is on the screen. */
  private offset = 0;

  constructor(write: (text: string) => Promise<void>, options: PlainOptions) {
    this.write = write;
    this.options = options;
  }

  /** Prints what changed: first what is complete, then the step that was open; another one only when none is. */
  async refresh(): Promise<void> {
    const changed = this.trace.started.filter((step) => this.trace.changed.has(step.vertex.digest));
    const done = changed.filter(isCompleted).sort((a, b) => Date.parse(a.vertex.completed ?? '') - Date.parse(b.vertex.completed ?? ''));
    if (this.current !== undefined && done.includes(this.current)) done.unshift(...done.splice(done.indexOf(this.current), 1));
    let text = '';
    for (const step of done) text += this.show(step);
    const open = changed.filter((step) => !isCompleted(step));
    if (this.current !== undefined && open.includes(this.current)) text += this.show(this.current);
    const waiting = open.find((step) => step !== this.current);
    if (this.current !== undefined && waiting !== undefined && this.options.now() - this.openedAt > PATIENCE) text += this.show(waiting);
    if (this.current === undefined) {
      const next = open[0] ?? this.trace.started.find((step) => !isCompleted(step));
      if (next !== undefined) text += this.show(next);
    }
    if (text !== '') await this.write(text);
  }

  /** The output of failed steps again, so that it stands at the end. */
  async finish(): Promise<void> {
    await this.refresh();
    for (const step of this.trace.started) {
      if (step.vertex.error === undefined || step.vertex.error === '' || isCancelled(step)) continue;
      const lines = (this.tails.get(step) ?? []).map((line) => `${line}\n`).join('');
      await this.write(`------\n > ${step.vertex.name}:\n${lines}------\n`);
    }
  }

  private show(step: Step): string {
    let text = '';
    const index = this.indexes.get(step) ?? this.indexes.size + 1;
    this.indexes.set(step, index);
    if (step !== this.current) {
      if (this.current !== undefined) {
        if (this.current.partial) text += '\n';
        text += `#${this.indexes.get(this.current)} ...\n`;
      }
      if (!this.first) text += '\n';
      else if (this.options.description !== '') text += `#0 ${this.options.description}\n\n`;
      this.first = false;
      this.offset = 0;
      const { limit } = this.options;
      const { name } = step.vertex;
      text += `#${index} ${limit !== undefined && name.length > limit ? `${name.slice(0, limit)}...` : name}\n`;
      this.openedAt = this.options.now();
    }
    const { text: statuses, open } = this.statuses(step, index);
    text += statuses + this.warnings(step, index) + this.logs(step, index);
    this.current = step;
    if (isCompleted(step) && !open) {
      if (step.partial) text += '\n';
      text += `#${index} ${verdict(step)}\n`;
      this.current = undefined;
    }
    this.trace.changed.delete(step.vertex.digest);
    return text;
  }

  private statuses(step: Step, index: number): { text: string; open: boolean } {
    let text = '';
    let open = false;
    for (const status of step.statuses.values()) {
      if (!step.updated.has(status.id)) continue;
      const now = Date.parse(status.timestamp ?? status.started ?? '') || 0;
      const last = this.lastAmounts.get(status.id);
      if (last !== undefined && status.completed === undefined) {
        const share = status.total ? ((status.current ?? 0) - last.current) / status.total : 0;
        // A line every five seconds or every twentieth is enough.
        if (share < 0.05 && now - last.time < 5000) continue;
      }
      this.lastAmounts.set(status.id, { current: status.current ?? 0, time: now });
      const bytes = amount(status);
      const seconds = secondsBetween(status.started, status.completed ?? status.timestamp);
      const time = seconds > 0.01 ? ` ${seconds.toFixed(1)}s` : '';
      if (status.completed === undefined) open = true;
      text += `#${index} ${status.id}${bytes === '' ? '' : ` ${bytes}`}${time}${status.completed === undefined ? '' : ' done'}\n`;
    }
    step.updated.clear();
    return { text, open };
  }

  private warnings(step: Step, index: number): string {
    const fresh = step.warnings.slice(this.shownWarnings.get(step) ?? 0);
    this.shownWarnings.set(step, step.warnings.length);
    return fresh.map((warning) => `#${index} WARN: ${warning.short}\n`).join('');
  }

  private logs(step: Step, index: number): string {
    let text = '';
    const tail = this.tails.get(step) ?? [];
    for (const [at, line] of step.lines.entries()) {
      const continued = at === 0 && this.offset > 0;
      text += continued ? line.slice(this.offset) : `#${index} ${line}`;
      const open = at === step.lines.length - 1 && step.partial;
      if (!open) {
        text += '\n';
        tail.push(line);
      }
    }
    this.tails.set(step, tail.slice(-TAIL));
    step.lines.splice(0, step.partial ? step.lines.length - 1 : step.lines.length);
    this.offset = step.partial ? (step.lines[0]?.length ?? 0) : 0;
    return text;
  }
}

function verdict(step: Step): string {
  const { vertex } = step;
  if (vertex.error !== undefined && vertex.error !== '') return isCancelled(step) ? 'CANCELED' : `ERROR: ${vertex.error}`;
  return vertex.cached ? 'CACHED' : `DONE ${secondsBetween(vertex.started, vertex.completed).toFixed(1)}s`;
}
