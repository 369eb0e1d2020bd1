import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { RecordChange } from '../../store/store.ts';

/** Length and the first bytes of the payload's SHA-256. */
const HEAD = 4 + 8;
/** Rewritten at the start when it has grown to this many times its records. */
const SLACK = 4;

/**
 * The records of a folder store: one append-only file, a frame for each commit, read whole at the start. A frame that was not written
 * to its end does not match its sum: it and what follows is cut off, and the commit has not happened.
 */
export class Journal {
  readonly records: Map<string, unknown>;
  private readonly file: FileHandle;
  private end: number;
  /** Commits are written one after the other. */
  private tail: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, end: number, records: Map<string, unknown>) {
    this.file = file;
    this.end = end;
    this.records = records;
  }

  static async open(directory: string): Promise<Journal> {
    const path = join(directory, 'records');
    const written = await readFile(path).catch(() => new Uint8Array());
    const { records, end, commits } = replay(written);
    if (commits > 64 && commits > SLACK * records.size) {
      const changes = [...records].map(([key, value]) => ({ key, value }));
      const compact = frame(changes);
      const file = await open(`${path}.new`, 'w+');
      await file.write(compact, 0, compact.length, 0);
      await file.sync();
      await rename(`${path}.new`, path);
      return new Journal(file, compact.length, records);
    }
    const file = await open(path, written.length === 0 ? 'w+' : 'r+');
    await file.truncate(end);
    return new Journal(file, end, records);
  }

  append(changes: readonly RecordChange[]): Promise<void> {
    const bytes = frame(changes);
    const appended = this.tail.then(() => this.write(bytes));
    this.tail = appended.catch(() => {});
    return appended;
  }

  async close(): Promise<void> {
    await this.tail;
    await this.file.close();
  }

  private async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.file.write(bytes, at, bytes.length - at, this.end + at)).bytesWritten;
      await this.file.datasync();
    } catch (error) {
      await this.file.truncate(this.end);
      throw error;
    }
    this.end += bytes.length;
    apply(this.records, deserialize(bytes.subarray(HEAD)) as RecordChange[]);
  }
}

function frame(changes: readonly RecordChange[]): Uint8Array {
  const payload = serialize(changes);
  const bytes = new Uint8Array(HEAD + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length, true);
  bytes.set(sum(payload), 4);
  bytes.set(payload, HEAD);
  return bytes;
}

function replay(bytes: Uint8Array): { records: Map<string, unknown>; end: number; commits: number } {
  const records = new Map<string, unknown>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = 0;
  let commits = 0;
  while (end + HEAD <= bytes.length) {
    const length = view.getUint32(end, true);
    const payload = bytes.subarray(end + HEAD, end + HEAD + length);
    if (payload.length < length || !sum(payload).equals(bytes.subarray(end + 4, end + HEAD))) break;
    apply(records, deserialize(payload) as RecordChange[]);
    end += HEAD + length;
    commits++;
  }
  return { records, end, commits };
}

function apply(records: Map<string, unknown>, changes: readonly RecordChange[]): void {
  for (const change of changes) {
    if ('delete' in change) records.delete(change.key);
    else records.set(change.key, change.value);
  }
}

function sum(payload: Uint8Array): Buffer {
  return createHash('sha256').update(payload).digest().subarray(0, 8);
}
