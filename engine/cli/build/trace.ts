import type { BuildTrace, BuildVertex, BuildVertexStatus, BuildVertexWarning } from '../../api/types/build.ts';
import type { Screen } from './screen.ts';

/** One step of a build as far as it is known. */
export interface Step {
  vertex: BuildVertex;
  readonly statuses: Map<string, BuildVertexStatus>;
  /** Statuses that changed since they were last printed. */
  readonly updated: Set<string>;
  readonly warnings: BuildVertexWarning[];
  /** Output, cut at lines; each begins with the seconds since the step began. */
  readonly lines: string[];
  /** The last line waits for its end. */
  partial: boolean;
  /** What the end of its output looks like on a terminal; only where it is drawn. */
  readonly screen: Screen | undefined;
  /** Bytes of output, and how often it was drawn: steps that say much and were seen little go first. */
  written: number;
  drawn: number;
}

/** The state of a build, put together from what the server said. Both printers draw from it. */
export class Trace {
  /** In the order in which they began. */
  readonly started: Step[] = [];
  readonly steps = new Map<string, Step>();
  /** Digests of steps that changed since the last look. */
  readonly changed = new Set<string>();
  private readonly screenOf: () => Screen | undefined;

  /** `screenOf` makes the terminal that a step's output is drawn on. */
  constructor(screenOf: () => Screen | undefined = () => undefined) {
    this.screenOf = screenOf;
  }

  /** Ends what runs, as if the builder had told so: it cannot any more. */
  cancel(now: string): void {
    const open = this.started.filter((step) => !isCompleted(step));
    this.update({ vertexes: open.map(({ vertex }) => ({ ...vertex, completed: now, error: 'context canceled' })) });
  }

  update({ vertexes = [], statuses = [], logs = [], warnings = [] }: BuildTrace): void {
    for (const vertex of vertexes) {
      const step = this.steps.get(vertex.digest) ?? {
        vertex,
        statuses: new Map(),
        updated: new Set(),
        warnings: [],
        lines: [],
        partial: false,
        screen: this.screenOf(),
        written: 0,
        drawn: 0,
      };
      this.steps.set(vertex.digest, step);
      const began = step.vertex.started !== undefined && this.started.includes(step);
      // A step that is announced again without a start keeps what is known.
      if (!began || vertex.started !== undefined) step.vertex = vertex;
      if (vertex.started === undefined) continue;
      if (!began) this.started.push(step);
      this.changed.add(vertex.digest);
    }
    for (const status of statuses) {
      const step = this.steps.get(status.vertex);
      if (step === undefined) continue;
      step.statuses.set(status.id, status);
      step.updated.add(status.id);
      this.changed.add(status.vertex);
    }
    for (const warning of warnings) this.steps.get(warning.vertex)?.warnings.push(warning);
    for (const log of logs) {
      const step = this.steps.get(log.vertex);
      if (step === undefined) continue;
      step.screen?.write(log.data);
      step.written += log.data.length;
      appendLines(step, log.data, secondsBetween(step.vertex.started, log.timestamp));
      this.changed.add(log.vertex);
    }
  }

  get warnings(): BuildVertexWarning[] {
    return [...this.steps.values()].flatMap((step) => step.warnings);
  }
}

function appendLines(step: Step, data: string, seconds: number): void {
  const pieces = data.split('\n');
  const tail = pieces.pop() ?? '';
  const stamp = seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
  const add = (text: string) => {
    if (step.partial) step.lines.push(`${step.lines.pop() ?? ''}${text}`);
    else step.lines.push(`${stamp} ${text}`);
    step.partial = false;
  };
  for (const piece of pieces) add(piece);
  if (tail !== '') {
    add(tail);
    step.partial = true;
  }
}

export function isCompleted(step: Step): boolean {
  return step.vertex.completed !== undefined;
}

export function isCancelled({ vertex }: Step): boolean {
  return vertex.error?.endsWith('context canceled') === true;
}

export function secondsBetween(from: string | undefined, to: string | undefined): number {
  if (from === undefined || to === undefined) return 0;
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** ` 1.05MB / 2.10MB`, ` 31B`; nothing to count is nothing to say. */
export function amount({ current = 0, total = 0 }: BuildVertexStatus): string {
  if (total !== 0) return `${byteCount(current)} / ${byteCount(total)}`;
  return current === 0 ? '' : byteCount(current);
}

function byteCount(value: number): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? scaled : scaled.toFixed(2)}${units[unit]}`;
}
