import { amount, isCancelled, isCompleted, type Step, secondsBetween, type Trace } from './trace.ts';

interface Job {
  readonly name: string;
  readonly status: string;
  readonly seconds: number;
  readonly completed: boolean;
  readonly colour: string;
  /** The last lines of a running step's output. */
  readonly output: readonly string[];
}

const esc = { hide: '\x1b[?25l', show: '\x1b[?25h', faint: '\x1b[2m', reset: '\x1b[0m' };
const colours = { run: '\x1b[34m', cancel: '\x1b[33m', error: '\x1b[31m' };
const OUTPUT_LINES = 6;

/** BuildKit's display on a terminal: a heading and a line a step, redrawn in place. */
export class TtyPrinter {
  private readonly trace: Trace;
  private readonly write: (text: string) => Promise<void>;
  private readonly size: () => { rows: number; cols: number };
  private readonly description: string;
  private readonly now: () => number;
  private readonly began: number;
  private lineCount = 0;
  private drawn = false;

  constructor(
    trace: Trace,
    write: (text: string) => Promise<void>,
    options: { size: () => { rows: number; cols: number }; description: string; now: () => number },
  ) {
    this.trace = trace;
    this.write = write;
    this.size = options.size;
    this.description = options.description;
    this.now = options.now;
    this.began = options.now();
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
    const { cols: width = 80, rows: height = 10 } = sizeOr(this.size());
    const total = this.trace.steps.size;
    const completed = [...this.trace.steps.values()].filter(isCompleted).length;
    const finished = final && completed > 0 && completed === total ? 'FINISHED' : '';
    const elapsed = ((this.now() - this.began) / 1000).toFixed(1);
    const heading = align(`[+] Building ${elapsed}s (${completed}/${total}) ${finished}`, this.description, width - 1).slice(0, width);

    // Up to the heading that is there; on the first time to where we are.
    let text = this.drawn ? `\x1b[${this.lineCount + 1}A\r` : '\r';
    text += `${esc.hide}${heading}\n`;
    let lines = 0;
    const jobs = this.jobs();
    for (const job of final ? jobs : fit(jobs, height - 2)) {
      const line = jobLine(job, width);
      if (line === undefined) continue;
      text += `${job.completed ? `${job.colour}${line}${esc.reset}` : line}\n`;
      lines += 1;
      for (const output of job.output) {
        text += `${esc.faint} => => # ${output.slice(0, width - 10)}${esc.reset}\x1b[K\n`;
        lines += 1;
      }
    }
    const surplus = this.lineCount - lines;
    if (surplus > 0) text += `${`${' '.repeat(width)}\n`.repeat(surplus)}\x1b[${surplus}A\r`;
    this.lineCount = lines;
    this.drawn = true;
    await this.write(text + esc.show);
  }

  private jobs(): Job[] {
    return this.trace.started.flatMap((step) => [
      this.job(step),
      ...Array.from(step.statuses.values(), (status) => ({
        name: `=> ${status.id}`,
        status: amount(status),
        seconds: this.span(status.started, status.completed),
        completed: status.completed !== undefined,
        colour: colours.run,
        output: [],
      })),
      ...step.warnings.map(({ short }) => ({
        name: `WARN: ${short}`,
        status: '',
        seconds: this.span(step.vertex.started, step.vertex.completed),
        completed: true,
        colour: colours.cancel,
        output: [],
      })),
    ]);
  }

  private job(step: Step): Job {
    const { vertex } = step;
    const failed = vertex.error !== undefined && vertex.error !== '';
    const mark = failed ? (isCancelled(step) ? 'CANCELED ' : 'ERROR ') : vertex.cached ? 'CACHED ' : '';
    return {
      name: (mark + vertex.name).replaceAll('\t', ' '),
      status: '',
      seconds: this.span(vertex.started, vertex.completed),
      completed: isCompleted(step),
      colour: failed ? (isCancelled(step) ? colours.cancel : colours.error) : colours.run,
      output: isCompleted(step) ? [] : step.lines.slice(-OUTPUT_LINES).map((line) => line.replace(/^\S+ /, '').replace(/[\t\r]/g, ' ')),
    };
  }

  private span(from: string | undefined, to: string | undefined): number {
    return secondsBetween(from, to ?? new Date(this.now()).toISOString());
  }
}

function sizeOr({ rows, cols }: { rows: number; cols: number }): { rows: number; cols: number } {
  return rows > 0 && cols > 0 ? { rows, cols } : { rows: 10, cols: 80 };
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

/** The last lines that the screen has room for; of those that do not fit, running ones take the place of finished ones. */
function fit(jobs: readonly Job[], limit: number): readonly Job[] {
  const height = (job: Job) => 1 + job.output.length;
  let used = 0;
  const shown: Job[] = [];
  for (const job of [...jobs].reverse().sort((a, b) => Number(a.completed) - Number(b.completed))) {
    if (used + height(job) > limit) continue;
    used += height(job);
    shown.push(job);
  }
  return jobs.filter((job) => shown.includes(job));
}
