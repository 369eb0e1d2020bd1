import type { ByteSink, ByteSource } from '../../base/stream.ts';
import { AgentError } from '../agent.ts';
import * as wire from './wire.ts';

/** Sends one stream frame of one channel of one object. */
export type SendFrame = (type: number, payload?: Uint8Array) => void;

/** DATA that comes from the agent. The agent sends as far as it was given credit, so the queue is bounded by the window. */
export class IncomingStream implements ByteSource {
  private readonly send: SendFrame;
  private readonly window: number;
  private readonly chunks: Uint8Array[] = [];
  private wake: (() => void) | undefined;
  private state: 'open' | 'ended' | 'released' = 'open';
  private failure: { readonly error: unknown } | undefined;
  private taken = 0;
  private readonly lazy: boolean;

  /** `lazy`: the first credit is given when iteration begins. */
  constructor(send: SendFrame, window: number, lazy = false) {
    this.send = send;
    this.window = window;
    this.lazy = lazy;
  }

  push(chunk: Uint8Array): void {
    if (this.state !== 'open' || chunk.length === 0) return;
    this.chunks.push(chunk);
    this.wake?.();
  }

  end(): void {
    if (this.state === 'open') this.state = 'ended';
    this.wake?.();
  }

  fail(error: unknown): void {
    if (this.state !== 'open') return;
    this.failure = { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.lazy) this.grant(this.window);
    try {
      for (;;) {
        const chunk = this.chunks.shift();
        if (chunk !== undefined) {
          this.taken += chunk.length;
          if (this.taken >= this.window / 2) {
            this.grant(this.taken);
            this.taken = 0;
          }
          yield chunk;
        } else if (this.failure !== undefined) throw this.failure.error;
        else if (this.state !== 'open') return;
        else {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
          this.wake = undefined;
        }
      }
    } finally {
      if (this.state === 'open') {
        this.state = 'released';
        this.send(wire.STREAM_RESET);
      }
      this.chunks.length = 0;
    }
  }

  private grant(bytes: number): void {
    if (this.state === 'open') this.send(wire.STREAM_CREDIT, u32(bytes));
  }
}

/** DATA that goes to the agent, as far as its credit reaches. */
export class OutgoingStream implements ByteSink {
  private readonly send: SendFrame;
  private credit: number;
  private readonly waiting: { rest: Uint8Array; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private idle: (() => void)[] = [];
  private ending = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(send: SendFrame, credit: number) {
    this.send = send;
    this.credit = credit;
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    if (this.ending) return Promise.reject(new AgentError('EPIPE', 'write', ''));
    if (chunk.length === 0) return Promise.resolve();
    if (this.waiting.length === 0 && chunk.length <= this.credit) {
      this.credit -= chunk.length;
      this.send(wire.STREAM_DATA, chunk);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ rest: chunk, resolve, reject });
      this.pump();
    });
  }

  end(): Promise<void> {
    if (!this.ending) {
      this.ending = true;
      this.pump();
    }
    return Promise.resolve();
  }

  /** Resolves when nothing waits for credit any more. */
  flushed(): Promise<void> {
    if (this.waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.idle.push(resolve);
    });
  }

  addCredit(bytes: number): void {
    this.credit += bytes;
    this.pump();
  }

  /** The other side is gone. */
  fail(error: unknown = new AgentError('EPIPE', 'write', '')): void {
    this.failure ??= { error };
    for (const { reject } of this.waiting.splice(0)) reject(this.failure.error);
    this.settle();
  }

  private pump(): void {
    for (let first = this.waiting[0]; first !== undefined && this.credit > 0; first = this.waiting[0]) {
      const part = first.rest.subarray(0, this.credit);
      this.credit -= part.length;
      this.send(wire.STREAM_DATA, part);
      first.rest = first.rest.subarray(part.length);
      if (first.rest.length > 0) return;
      this.waiting.shift();
      first.resolve();
    }
    if (this.waiting.length === 0) this.settle();
  }

  private settle(): void {
    if (this.ending && this.failure === undefined) {
      this.failure = { error: new AgentError('EPIPE', 'write', '') };
      this.send(wire.STREAM_END);
    }
    for (const resolve of this.idle.splice(0)) resolve();
  }
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
