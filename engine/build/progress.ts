import type { LintWarning } from '../dockerfile/lint.ts';
import type { SourceRange } from '../dockerfile/source.ts';

/** The messages of a build (`POST /build`), with BuildKit's progress inside `aux`. Shapes are those of `api/types/`. */
export type BuildMessage =
  | { readonly id: 'drydock.trace'; readonly aux: Trace }
  | { readonly id: 'drydock.cache'; readonly aux: CacheNote }
  | { readonly aux: { readonly ID: string } }
  /** A piece of the archive of the output of that number. */
  | { readonly id: 'drydock.output'; readonly aux: { readonly output: number; readonly data: string } }
  /** What else BuildKit's answer would say, by name: `result.json`, `containerimage.digest`. */
  | { readonly id: 'drydock.result'; readonly aux: Readonly<Record<string, string>> }
  | { readonly error: string; readonly errorDetail: ErrorDetail };

export interface Trace {
  readonly vertexes?: readonly VertexState[];
  readonly statuses?: readonly Status[];
  readonly logs?: ReadonlyArray<{ readonly vertex: string; readonly stream: 1 | 2; readonly data: string; readonly timestamp: string }>;
  readonly warnings?: readonly Warning[];
}

export interface VertexState {
  readonly digest: string;
  readonly name: string;
  readonly inputs?: readonly string[];
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

interface Status {
  readonly id: string;
  readonly vertex: string;
  readonly name?: string;
  readonly current: number;
  readonly total?: number;
  readonly timestamp: string;
  readonly started: string;
  readonly completed?: string;
}

interface Warning {
  readonly vertex: string;
  readonly level: number;
  readonly short: string;
  readonly detail: readonly string[];
  readonly url?: string;
  readonly sourceInfo: Source;
  readonly range: readonly Range[];
}

export interface Source {
  readonly filename: string;
  readonly data: string;
}

interface Range {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
}

export interface ErrorDetail {
  readonly code?: number;
  readonly message: string;
  readonly source?: Source;
  readonly range?: readonly Range[];
  readonly vertex?: string;
}

/** Why a step was taken from the cache or was not. */
export interface CacheNote {
  readonly vertex: string;
  readonly hit: boolean;
  readonly reason?: MissReason;
}

export type MissReason =
  /** `--no-cache`. */
  | { readonly kind: 'disabled' }
  /** Nothing like it was built before. */
  | { readonly kind: 'new' }
  /** The step before it (or the base image) changed. */
  | { readonly kind: 'parent' }
  /** Another instruction stood here. */
  | { readonly kind: 'instruction'; readonly was: string }
  /** The same instruction, but these of its inputs changed: `$VERSION`, `user`, `workdir`, ... */
  | { readonly kind: 'inputs'; readonly changed: readonly string[] }
  /** Files that it copies. */
  | { readonly kind: 'files'; readonly changed: readonly string[]; readonly added: readonly string[]; readonly removed: readonly string[] };

export function toRanges(ranges: readonly SourceRange[]): Range[] {
  return ranges.map(({ start, end }) => ({ start: { line: start }, end: { line: end } }));
}

/** Tells what happens, as it happens. */
export class Progress {
  private readonly emit: (message: BuildMessage) => void;
  private readonly now: () => number;
  private count = 0;
  private readonly announced: Vertex[] = [];

  constructor(emit: (message: BuildMessage) => void, now: () => number) {
    this.emit = emit;
    this.now = now;
  }

  /** Steps that are going to be: they are counted, and shown when they start. */
  announce(names: readonly string[]): void {
    const vertexes = names.map((name) => this.create(name));
    this.announced.push(...vertexes);
    if (vertexes.length > 0) this.trace({ vertexes: vertexes.map(({ digest, name }) => ({ digest, name })) });
  }

  /** A step of the build: one that was announced under this name, or a new one, of which nothing is told before it starts. */
  vertex(name: string): Vertex {
    const at = this.announced.findIndex((vertex) => vertex.name === name);
    return (at < 0 ? undefined : this.announced.splice(at, 1)[0]) ?? this.create(name);
  }

  private create(name: string): Vertex {
    return new Vertex(identifier(`${this.count++} ${name}`), name, this);
  }

  trace(aux: Trace): void {
    this.emit({ id: 'drydock.trace', aux });
  }

  cache(aux: CacheNote): void {
    this.emit({ id: 'drydock.cache', aux });
  }

  warn(vertex: Vertex, warnings: readonly LintWarning[], source: Source): void {
    if (warnings.length === 0) return;
    this.trace({
      warnings: warnings.map(({ rule, message, description, url, range }) => ({
        vertex: vertex.digest,
        level: 1,
        short: `${rule}: ${message} (line ${range.start})`,
        detail: [description],
        ...(url && { url }),
        sourceInfo: source,
        range: toRanges([range]),
      })),
    });
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }
}

/** In bytes, and bytes a second. */
const sizeLimit = 2 * 1024 * 1024;
const speedLimit = 200 * 1024;

export class Vertex {
  readonly digest: string;
  readonly name: string;
  private readonly progress: Progress;
  private readonly decoders = { 1: new TextDecoder(), 2: new TextDecoder() };
  private readonly began = new Map<string, string>();
  private readonly output = { 1: { size: 0, isClipped: false }, 2: { size: 0, isClipped: false } };
  private started: string | undefined;

  constructor(digest: string, name: string, progress: Progress) {
    this.digest = digest;
    this.name = name;
    this.progress = progress;
  }

  start(): this {
    this.started = this.progress.timestamp();
    this.tell({});
    return this;
  }

  complete(): void {
    this.tell({ completed: this.progress.timestamp() });
  }

  cached(): void {
    this.started = this.progress.timestamp();
    this.tell({ completed: this.started, cached: true });
  }

  fail(error: string): void {
    this.started ??= this.progress.timestamp();
    this.tell({ completed: this.progress.timestamp(), error });
  }

  log(stream: 1 | 2, bytes: Uint8Array): void {
    const { shown, note } = this.clip(stream, bytes);
    const data = this.decoders[stream].decode(shown, { stream: true }) + note;
    if (data !== '') this.progress.trace({ logs: [{ vertex: this.digest, stream, data, timestamp: this.progress.timestamp() }] });
  }

  /** BuildKit shows 200 KiB of output a second and 2 MiB of a step, each of stdout and stderr, and says where it left something out. */
  private clip(stream: 1 | 2, bytes: Uint8Array): { readonly shown: Uint8Array; readonly note: string } {
    const output = this.output[stream];
    const seconds = Math.max(1, Math.ceil((Date.parse(this.progress.timestamp()) - Date.parse(this.started ?? '')) / 1000)) || 1;
    const isFast = seconds * speedLimit <= sizeLimit;
    const room = Math.max(0, (isFast ? seconds * speedLimit : sizeLimit) - output.size);
    output.size += bytes.length;
    const isClipped = room < bytes.length;
    const note = isClipped && !output.isClipped ? `\n[output clipped, log limit ${isFast ? '200KiB/s' : '2MiB'} reached]\n` : '';
    output.isClipped = isClipped;
    return { shown: isClipped ? bytes.subarray(0, room) : bytes, note };
  }

  /** A part of the step, `transferring context:`; `done` ends it. Numbers in bytes. */
  status(id: string, state: { readonly current?: number; readonly total?: number; readonly name?: string; readonly done?: boolean }): void {
    const timestamp = this.progress.timestamp();
    const started = this.began.get(id) ?? timestamp;
    this.began.set(id, started);
    const { current = 0, total, name, done } = state;
    const status: Status = {
      id,
      vertex: this.digest,
      ...(name !== undefined && { name }),
      current,
      ...(total !== undefined && { total }),
      timestamp,
      started,
      ...(done && { completed: timestamp }),
    };
    this.progress.trace({ statuses: [status] });
  }

  private tell(state: Partial<VertexState>): void {
    const { digest, name, started } = this;
    this.progress.trace({ vertexes: [{ digest, name, ...(started !== undefined && { started }), ...state }] });
  }
}

/** In the form of a digest, as BuildKit's are; it only tells the vertexes of one build apart (FNV-1a with eight seeds). */
function identifier(text: string): string {
  const words = Array.from({ length: 8 }, (_, seed) => {
    let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  });
  return `sha256:${words.join('')}`;
}
