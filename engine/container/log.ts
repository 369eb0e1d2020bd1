import { Emitter } from '../base/events.ts';
import { concat } from '../base/stream.ts';
import type { RecordWriter } from '../store/record-writer.ts';
import type { Store } from '../store/store.ts';
import type { Rotation } from './log-config.ts';
import type { OutputChunk } from './manager.ts';

/** One line with its newline, or 16 KiB of a longer one (moby's copier cuts there), or what was left at the end. */
export interface LogLine {
  readonly stream: OutputChunk['stream'];
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly data: Uint8Array;
}

interface Piece {
  readonly number: number;
  /** Of the driver's files the one it belongs to: whole files go when the log rotates. */
  readonly file: number;
  size: number;
  readonly lines: LogLine[];
}

const longest = 16 * 1024;
/** Lines are stored in pieces of about this size, so that appending does not rewrite all. */
const pieceSize = 32 * 1024;
/** Of one container. The oldest pieces go first. */
const keptSize = 4 * 1024 * 1024;
const newline = 10;
/** Of a line of json-file: `{"log":"…","stream":"stdout","time":"…"}`. */
const jsonOverhead = 73;

export const logPrefix = 'log/';

/** What a container has written, as Docker's json-file driver keeps it: by lines, with times; records `log/<id>/<n>`. */
export class ContainerLog {
  readonly appended = new Emitter<LogLine>();
  private readonly store: Store;
  private readonly writer: RecordWriter;
  private readonly prefix: string;
  private pieces: Piece[] = [];
  /** Bytes of the newest file, as json-file would have written it. */
  private fileSize = 0;
  private loaded: Promise<void> | undefined;
  private readonly partial = new Map<OutputChunk['stream'], Uint8Array[]>();
  private persistent = true;
  /** `--log-opt max-size`, `max-file`. */
  rotation: Rotation | undefined;

  /** `fresh`: a new container has nothing in the store. */
  constructor(store: Store, writer: RecordWriter, id: string, fresh: boolean) {
    this.store = store;
    this.writer = writer;
    this.prefix = `${logPrefix}${id}/`;
    if (fresh) this.loaded = Promise.resolve();
  }

  load(): Promise<void> {
    this.loaded ??= (async () => {
      const stored = await this.store.list<{ lines: LogLine[]; file?: number }>(this.prefix);
      const old = stored.map(([key, { lines, file = 0 }]) => {
        this.writer.known(key);
        return { number: Number(key.slice(this.prefix.length)), file, size: lines.reduce((sum, { data }) => sum + data.length, 0), lines };
      });
      this.pieces = [...old, ...this.pieces];
    })();
    return this.loaded;
  }

  /** Only for the time of this run: `--rm` takes the log along anyway. */
  keepInMemory(): void {
    this.persistent = false;
  }

  append({ stream, data }: OutputChunk, time: number): void {
    let from = 0;
    for (let at = data.indexOf(newline); at >= 0; at = data.indexOf(newline, from)) {
      this.gather(stream, data.subarray(from, at + 1), time);
      from = at + 1;
      this.finish(stream, time);
    }
    if (from < data.length) this.gather(stream, data.subarray(from), time);
  }

  /** The streams have ended: what an unfinished line has is an entry without a newline. */
  close(time: number): void {
    for (const stream of [...this.partial.keys()]) this.finish(stream, time);
  }

  get lines(): LogLine[] {
    return this.pieces.flatMap(({ lines }) => lines);
  }

  remove(): void {
    void this.load().then(() => {
      for (const { number } of this.pieces) this.writer.delete(this.key(number));
      this.pieces = [];
    });
  }

  private gather(stream: OutputChunk['stream'], bytes: Uint8Array, time: number): void {
    const parts = this.partial.get(stream) ?? [];
    parts.push(bytes);
    this.partial.set(stream, parts);
    if (parts.reduce((sum, part) => sum + part.length, 0) >= longest) this.finish(stream, time);
  }

  private finish(stream: OutputChunk['stream'], time: number): void {
    const whole = concat(this.partial.get(stream) ?? []).slice();
    this.partial.delete(stream);
    for (let offset = 0; offset < whole.length; offset += longest) {
      this.add({ stream, time, data: whole.slice(offset, offset + longest) });
    }
  }

  private add(line: LogLine): void {
    const last = this.pieces.at(-1);
    const rotate = this.rotation !== undefined && this.fileSize >= this.rotation.maxSize;
    let piece = last;
    if (piece === undefined || piece.size >= pieceSize || rotate) {
      piece = { number: (last?.number ?? 0) + 1, file: (last?.file ?? 0) + (rotate ? 1 : 0), size: 0, lines: [] };
      this.pieces.push(piece);
      if (rotate) this.fileSize = 0;
      this.forget(piece.file - (this.rotation?.maxFiles ?? Number.POSITIVE_INFINITY));
    }
    piece.lines.push(line);
    piece.size += line.data.length;
    this.fileSize += line.data.length + jsonOverhead;
    const { number, file, lines } = piece;
    if (this.persistent) this.writer.put(this.key(number), () => ({ lines: [...lines], file }));
    this.appended.emit(line);
  }

  /** The files up to this one, and what is more than is kept of any log. */
  private forget(file: number): void {
    let total = this.pieces.reduce((sum, { size }) => sum + size, 0);
    for (let oldest = this.pieces[0]; oldest !== undefined && (oldest.file <= file || total > keptSize); oldest = this.pieces[0]) {
      this.pieces.shift();
      total -= oldest.size;
      this.writer.delete(this.key(oldest.number));
    }
  }

  private key(number: number): string {
    return this.prefix + String(number).padStart(8, '0');
  }
}
