import { Emitter } from '../base/events.ts';
import type { Channel } from '../guest/channel.ts';
import { FileError } from './errno.ts';
import { type Attributes, attributes, type FileNode, fileType, newQidPath, type OpenFile, qidType, ReadOnlyNode } from './node.ts';
import { StaticDirectory } from './static.ts';

/**
 * The agent's channel as two files. The agent keeps one read outstanding on `rx` and writes to `tx`; offsets mean nothing.
 *
 * Linux's 9P client repeats a read until the caller's buffer is full or an answer is empty (net/9p/client.c, p9_client_read). So that one message costs
 * one request, the agent reads one page at a time and **every answer fills it**: what is queued, then zero bytes. The agent skips zero bytes
 * between frames, and `send` is only ever given whole frames.
 */
export function createCtl(): { readonly directory: FileNode; readonly channel: Channel } {
  const rx = new ReceiveFile();
  const tx = new TransmitFile();
  return {
    directory: new StaticDirectory({ rx, tx }),
    channel: { send: (bytes) => rx.push(bytes), received: tx.received },
  };
}

interface Waiting {
  readonly length: number;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: FileError) => void;
}

class ReceiveFile extends ReadOnlyNode implements OpenFile {
  readonly qid = { type: qidType.file, version: 0, path: newQidPath() };
  private queue: Uint8Array[] = [];
  private waiting: Waiting[] = [];

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.queue.push(bytes);
    const reader = this.waiting.shift();
    reader?.resolve(this.take(reader.length));
  }

  override getattr(): Attributes {
    return attributes(fileType.regular | 0o400, 0);
  }

  override open(): OpenFile {
    return this;
  }

  read(_offset: number, length: number): Uint8Array | Promise<Uint8Array> {
    if (this.queue.length > 0) return this.take(length);
    return new Promise((resolve, reject) => {
      this.waiting.push({ length, resolve, reject });
    });
  }

  interrupt(): void {
    for (const reader of this.waiting.splice(0)) reader.reject(new FileError('EINTR'));
  }

  write(): number {
    throw new FileError('EBADF');
  }
  fsync(): void {}
  close(): void {}

  private take(length: number): Uint8Array {
    const taken = new Uint8Array(length);
    let filled = 0;
    for (let chunk = this.queue[0]; chunk !== undefined && filled < length; chunk = this.queue[0]) {
      const part = chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.queue.shift();
      else this.queue[0] = chunk.subarray(part.length);
    }
    return taken;
  }
}

class TransmitFile extends ReadOnlyNode implements OpenFile {
  readonly qid = { type: qidType.file, version: 0, path: newQidPath() };
  readonly received = new Emitter<Uint8Array>();

  override getattr(): Attributes {
    return attributes(fileType.regular | 0o200, 0);
  }

  /** Opening for write may come with O_TRUNC's setattr: nothing to do. */
  override setattr(): void {}

  override open(): OpenFile {
    return this;
  }

  read(): Uint8Array {
    throw new FileError('EBADF');
  }

  write(_offset: number, data: Uint8Array): number {
    this.received.emit(data);
    return data.length;
  }
  fsync(): void {}
  close(): void {}
}
