import type { Colours } from './colours.ts';
import { Screen } from './screen.ts';
import { amount, isCancelled, isCompleted, type Step, secondsBetween, Trace } from './trace.ts';

interface Job {
  readonly name: string;
  readonly status: string;
  readonly seconds: number;
  readonly completed: boolean;
  readonly colour: string;
  /** Of a step, and not of a part of one. */
  readonly step?: Step;
}

interface TtyOptions {
  readonly size: () => { rows: number; cols: number };
  readonly description: string;
  readonly colours: Colours;
  readonly now: () => number;
  /** How many lines of a running step's output there are (BUILDKIT_TTY_LOG_LINES). */
  readonly outputLines: number;
}

const esc = { hide: '\x1b[?25l', show: '\x1b[?25h', faint: '\x1b[2m', reset: '\x1b[0m' };
/** Columns beside a step's output. */
const MARGIN = 10;

/** BuildKit's display on a terminal: a heading and a line a step, redrawn in place. */
export class TtyPrinter {
  readonly trace: Trace;
  private readonly write: (text: string) => Promise<void>;
  private readonly options: TtyOptions;
  private lineCount = 0;
  private drawn = false;

  constructor(write: (text: string) => Promise<void>, options: TtyOptions) {
    this.write = write;
    this.options = options;
    this.trace = new Trace(() => new Screen(options.outputLines, this.size().cols - MARGIN));
  }

  async refresh(): Promise<void> {
    await this.draw(false);
  }

  async finish(): Promise<void> {
    await this.draw(true);
    for (const step of this.trace.started) {
      if (step.vertex.error === undefined || step.vertex.error === '' || isCancelled(step)) continue;
      await this.write(`------\n > ${step.vertex.name}:\n${step.lines.map((line) => `${line}\n`).join('')}------\n`);
    }
  }

  private async draw(final: boolean): Promise<void> {
    const { cols: width, rows: height } = this.size();
    const total = this.trace.steps.size;
    const completed = [...this.trace.steps.values()].filter(isCompleted).length;
    const finished = final && completed > 0 && completed === total ? 'FINISHED' : '';
    const began = this.trace.started[0]?.vertex.started;
    const heading = align(
      `[+] Building ${this.span(began, undefined).toFixed(1)}s (${completed}/${total}) ${finished}`,
      this.options.description,
      width - 1,
    ).slice(0, width);

    // Up to the heading that is there; on the first time to where we are.
    let text = this.drawn ? `\x1b[${this.lineCount + 1}A\r` : '\r';
    text += `${esc.hide}${heading}\n`;
    let lines = 0;
    const all = this.jobs();
    const windows = this.windows(all, height);
    const hidden = [...windows.values()].reduce((sum, output) => sum + output.length, 0);
    for (const job of final ? all : fit(all, height - 2 - hidden)) {
      const line = jobLine(job, width);
      if (line === undefined) continue;
      text += `${job.completed && job.colour !== '' ? `${job.colour}${line}${esc.reset}` : line}\n`;
      lines += 1;
      for (const output of (job.step && windows.get(job.step)) ?? []) {
        text += `${esc.faint} => => # ${output}${esc.reset}\x1b[K\n`;
        lines += 1;
      }
    }
    const surplus = this.lineCount - lines;
    if (surplus > 0) text += `${`${' '.repeat(width)}\n`.repeat(surplus)}\x1b[${surplus}A\r`;
    this.lineCount = lines;
    this.drawn = true;
    await this.write(text + esc.show);
  }

  /** The output of running steps, as far as there is room: those that say most and were shown least come first. */
  private windows(jobs: readonly Job[], height: number): Map<Step, readonly string[]> {
    const room = this.options.outputLines + 3;
    const candidates = jobs.flatMap(({ step, completed }) => (step !== undefined && !completed && step.written > 0 ? [step] : []));
    const weight = (step: Step) => step.written + step.drawn * 50;
    let free = height - 2 - jobs.filter(({ completed }) => !completed).length;
    const shown = new Map<Step, readonly string[]>();
    for (const step of candidates.sort((a, b) => weight(b) - weight(a))) {
      if (free <= room) break;
      free -= room;
      step.screen?.resize(this.size().cols - MARGIN);
      shown.set(step, step.screen?.lines() ?? []);
      step.drawn += 1;
    }
    return shown;
  }

  private jobs(): Job[] {
    const { colours } = this.options;
    return this.trace.started.flatMap((step) => [
      this.job(step),
      ...Array.from(step.statuses.values(), (status) => ({
        name: `=> ${status.id}`,
        status: amount(status),
        seconds: this.span(status.started, status.completed),
        completed: status.completed !== undefined,
        colour: colours.run,
      })),
      ...step.warnings.map(({ short }) => ({
        name: `WARN: ${short}`,
        status: '',
        seconds: this.span(step.vertex.started, step.vertex.completed),
        completed: false,
        colour: colours.cancel,
      })),
    ]);
  }

  private job(step: Step): Job {
    const { vertex } = step;
    const { colours } = this.options;
    const failed = vertex.error !== undefined && vertex.error !== '';
    const mark = (vertex.cached ? 'CACHED ' : '') + (failed ? (isCancelled(step) ? 'CANCELED ' : 'ERROR ') : '');
    return {
      name: (mark + vertex.name).replaceAll('\t', ' '),
      status: '',
      seconds: this.span(vertex.started, vertex.completed),
      completed: isCompleted(step),
      colour: failed ? (isCancelled(step) ? colours.cancel : colours.error) : colours.run,
      step,
    };
  }

  private span(from: string | undefined, to: string | undefined): number {
    return secondsBetween(from, to ?? new Date(this.options.now()).toISOString());
  }

  private size(): { rows: number; cols: number } {
    const { rows, cols } = this.options.size();
    return rows > 0 && cols > 0 ? { rows, cols } : { rows: 10, cols: 80 };
  }
}

function jobLine(job: Job, width: number): string | undefined {
  const prefix = ' => ';
  const timer = ` ${(job.seconds < 0.05 ? 0 : job.seconds).toFixed(1)}s`;
  let left = width - prefix.length - timer.length - 2;
  const shows = job.status !== '' && left + job.status.length > 20;
  if (shows) left -= job.status.length + 1;
  if (left < 12) return undefined;
  // One column stays free, or the terminal would wrap.
  return align(`${prefix}${job.name.slice(0, left)}${shows ? ` ${job.status}` : ''}`, timer, width - 1);
}

function align(left: string, right: string, width: number): string {
  return `${left.padEnd(width - right.length - 1)} ${right}`;
}

/** The last lines that the screen has room for; running ones that fell off take the place of finished ones. */
function fit(jobs: readonly Job[], limit: number): readonly Job[] {
  if (limit < 0) return [];
  if (jobs.length <= limit) return jobs;
  const shown = jobs.slice(jobs.length - limit);
  const invisible = jobs.slice(0, jobs.length - limit).filter(({ completed }) => !completed);
  if (invisible.length === 0) return shown;
  // As BuildKit counts: each line looked at takes one of those that wait.
  const kept = shown.filter(({ completed }, at) => !completed || at >= invisible.length);
  const free = shown.length - kept.length;
  return [...invisible.slice(Math.max(0, invisible.length - free)), ...kept];
}
