import type { BuildTrace, BuildVertexWarning } from '../../api/types/build.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { CliIo } from '../io.ts';
import { coloursFrom } from './colours.ts';
import { PlainPrinter } from './plain.ts';
import { showSource } from './source.ts';
import { Trace } from './trace.ts';
import { TtyPrinter } from './tty.ts';

/** How a build is seen while it runs. */
export interface Display {
  update(trace: BuildTrace): void;
  /** What runs ends as cancelled. */
  cancel(): void;
  /** The last picture, and the output of steps that failed. */
  finish(): Promise<void>;
  readonly warnings: readonly BuildVertexWarning[];
}

const modes = ['auto', 'quiet', 'plain', 'tty', 'rawjson'];
/** BuildKit draws at most each 100 ms, and at least each 150 ms. */
const AT_MOST = 100;
const AT_LEAST = 150;
/** Lines of a running step's output. */
const OUTPUT_LINES = 6;

/** `--progress`, as far as it has a meaning here. */
export function progressMode(progress: string, quiet: boolean): string {
  const mode = progress === '' ? 'auto' : progress;
  if (quiet && mode !== 'auto' && mode !== 'quiet') throw new Error(`progress=${progress} and quiet cannot be used together`);
  if (!modes.includes(mode)) throw new Error(`invalid progress mode ${progress}`);
  return quiet ? 'quiet' : mode;
}

export function createDisplay(mode: string, io: CliIo, err: (text: string) => Promise<void>, clock: Clock = systemClock): Display {
  if (mode === 'tty' && !io.isTerminal.stderr) throw new Error('failed to get console: provided file is not a console');
  if (mode === 'quiet') return new Unseen(async () => undefined);
  if (mode === 'rawjson') return new Unseen((trace) => err(`${JSON.stringify(toRaw(trace))}\n`));
  const lines = Number(io.env.BUILDKIT_TTY_LOG_LINES);
  const printer =
    mode === 'tty' || (mode === 'auto' && io.isTerminal.stderr)
      ? new TtyPrinter(err, {
          size: () => io.size,
          description: 'docker:default',
          colours: coloursFrom(io.env),
          now: () => clock.now(),
          outputLines: Number.isInteger(lines) && lines > 0 ? lines : OUTPUT_LINES,
        })
      : new PlainPrinter(err, {
          description: 'building with "default" instance using docker driver',
          limit: io.env.PROGRESS_NO_TRUNC === '0' ? 72 : undefined,
          now: () => clock.now(),
        });
  return new Drawn(printer, clock);
}

interface Printer {
  readonly trace: Trace;
  refresh(): Promise<void>;
  finish(): Promise<void>;
}

/** A printer that is asked to draw as often as it makes sense: pictures in between are nobody's loss. */
class Drawn implements Display {
  private readonly printer: Printer;
  private readonly clock: Clock;
  private last = Number.NEGATIVE_INFINITY;
  private timer: Disposable | undefined;
  private drawing: Promise<void> = Promise.resolve();
  private isOver = false;

  constructor(printer: Printer, clock: Clock) {
    this.printer = printer;
    this.clock = clock;
  }

  get warnings(): readonly BuildVertexWarning[] {
    return this.printer.trace.warnings;
  }

  update(trace: BuildTrace): void {
    this.printer.trace.update(trace);
    if (this.clock.now() - this.last >= AT_MOST) this.draw();
    else this.later();
  }

  cancel(): void {
    this.printer.trace.cancel(new Date(this.clock.now()).toISOString());
  }

  async finish(): Promise<void> {
    this.isOver = true;
    this.timer?.dispose();
    await this.drawing;
    await this.printer.finish();
  }

  private draw(): void {
    this.last = this.clock.now();
    this.drawing = this.drawing.then(() => (this.isOver ? undefined : this.printer.refresh())).catch(() => undefined);
    this.later();
  }

  private later(): void {
    this.timer?.dispose();
    if (!this.isOver) this.timer = this.clock.after(AT_LEAST, () => this.draw());
  }
}

/** No picture: the messages go to `write`, one after the other. */
class Unseen implements Display {
  private readonly trace = new Trace();
  private readonly write: (trace: BuildTrace) => Promise<void>;
  private writing: Promise<void> = Promise.resolve();

  constructor(write: (trace: BuildTrace) => Promise<void>) {
    this.write = write;
  }

  get warnings(): readonly BuildVertexWarning[] {
    return this.trace.warnings;
  }

  update(trace: BuildTrace): void {
    this.trace.update(trace);
    this.writing = this.writing.then(() => this.write(trace));
  }

  cancel(): void {}

  finish(): Promise<void> {
    return this.writing;
  }
}

/** BuildKit's SolveStatus: output and warnings are bytes, which JSON has as base64. */
function toRaw({ vertexes, statuses, logs, warnings }: BuildTrace): unknown {
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return {
    ...(vertexes && { vertexes }),
    ...(statuses && { statuses }),
    ...(logs && { logs: logs.map((log) => ({ ...log, data: base64(log.data) })) }),
    ...(warnings && {
      warnings: warnings.map(({ short, detail, sourceInfo, ...rest }) => ({
        ...rest,
        short: base64(short),
        ...(detail && { detail: detail.map(base64) }),
        ...(sourceInfo && { sourceInfo: { ...sourceInfo, data: base64(sourceInfo.data) } }),
      })),
    }),
  };
}

/** The block that stands under a build; `isDebug` shows each warning with its reason and place. */
export function warningsBlock(warnings: readonly BuildVertexWarning[], isDebug: boolean): string {
  if (warnings.length === 0) return '';
  const count = warnings.length === 1 ? '1 warning found' : `${warnings.length} warnings found`;
  const title = `${count}${isDebug ? '' : ' (use docker --debug to expand)'}:\n`;
  const shown = warnings.map(({ short, detail = [], url, sourceInfo, range = [] }) => {
    if (!isDebug) return ` - ${short}\n`;
    const place = sourceInfo === undefined ? '' : showSource(sourceInfo, range);
    return ` - ${short}\n${detail.map((line) => `${line}\n`).join('')}${url ? `More info: ${url}\n` : ''}${place}\n`;
  });
  // Always coloured, also where nobody sees it.
  return `\n \x1b[33m${title}\x1b[0m${shown.join('')}`;
}
