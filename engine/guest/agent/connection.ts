import type { Disposable } from '../../base/disposable.ts';
import { EngineError } from '../../base/errors.ts';
import { concat } from '../../base/stream.ts';
import { AgentError } from '../agent.ts';
import type { Channel } from '../channel.ts';
import { encodeFrame, type Frame, FrameParser, Items, ItemWriter } from './codec.ts';
import { errnoName } from './linux.ts';
import type { IncomingStream, OutgoingStream, SendFrame } from './streams.ts';
import * as wire from './wire.ts';

const nothing = new Uint8Array(0);

/** Receivers of DATA by channel, and what takes credit for channels that are written to. */
export type Incoming = Readonly<Partial<Record<number, Pick<IncomingStream, 'push' | 'end' | 'fail'>>>>;
export type Outgoing = Readonly<Partial<Record<number, Pick<OutgoingStream, 'addCredit' | 'fail'>>>>;

/** What frames with an object's id lead to: its streams, its events, its end with the agent's. */
export interface ObjectHandler {
  readonly incoming?: Incoming;
  readonly outgoing?: Outgoing;
  event?(type: number, items: Items): void;
  /** The agent is gone. */
  lost(error: EngineError): void;
}

interface Pending {
  readonly resolve: (items: Items) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests and their answers, objects and their frames, over one channel. Frames made in one turn go out together. */
export class Connection implements Disposable {
  private readonly channel: Channel;
  private readonly parser = new FrameParser();
  private readonly pending = new Map<number, Pending>();
  private readonly objects = new Map<number, ObjectHandler>();
  private readonly subscriptions: Disposable[];
  private outbox: Uint8Array[] = [];
  private lastId = 0;
  private lost: EngineError | undefined;
  private readonly onObject: (type: number, items: Items) => void;

  /** `onObject` hears of objects that the agent made by itself. */
  constructor(channel: Channel, onObject: (type: number, items: Items) => void) {
    this.channel = channel;
    this.onObject = onObject;
    this.subscriptions = [channel.received.on((bytes) => this.receive(bytes))];
    if (channel.closed) this.subscriptions.push(channel.closed.on(() => this.lose()));
  }

  nextId(): number {
    do this.lastId = (this.lastId % 0x7fffffff) + 1;
    while (this.pending.has(this.lastId) || this.objects.has(this.lastId));
    return this.lastId;
  }

  request(type: number, items: ItemWriter = new ItemWriter(), id = this.nextId()): Promise<Items> {
    if (this.lost !== undefined) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.send(type, 0, id, items.finish());
    });
  }

  add(id: number, handler: ObjectHandler): void {
    if (this.lost !== undefined) handler.lost(this.lost);
    else this.objects.set(id, handler);
  }

  remove(id: number): void {
    this.objects.delete(id);
  }

  send(type: number, channel: number, id: number, payload: Uint8Array = nothing): void {
    if (this.lost !== undefined) return;
    if (this.outbox.length === 0) queueMicrotask(() => this.flush());
    this.outbox.push(encodeFrame(type, channel, id, payload));
  }

  /** The sender of one channel of one object. */
  sender(id: number, channel: number): SendFrame {
    return (type, payload) => this.send(type, channel, id, payload);
  }

  dispose(): void {
    this.lose();
  }

  private flush(): void {
    const frames = this.outbox;
    this.outbox = [];
    if (this.lost === undefined && frames.length > 0) this.channel.send(concat(frames));
  }

  private lose(): void {
    if (this.lost !== undefined) return;
    const error = new EngineError('unavailable', 'the guest does not answer');
    this.lost = error;
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const { reject } of this.pending.values()) reject(error);
    for (const handler of [...this.objects.values()]) handler.lost(error);
    this.pending.clear();
    this.objects.clear();
  }

  private receive(bytes: Uint8Array): void {
    for (const frame of this.parser.feed(bytes)) this.dispatch(frame);
  }

  private dispatch(frame: Frame): void {
    const { type, channel, id, payload } = frame;
    const object = this.objects.get(id);
    if (type === wire.EVENT_REPLY || type === wire.EVENT_ERROR) {
      const pending = this.pending.get(id);
      this.pending.delete(id);
      if (type === wire.EVENT_REPLY) pending?.resolve(new Items(payload));
      else pending?.reject(agentError(new Items(payload)));
    } else if (type === wire.STREAM_DATA) object?.incoming?.[channel]?.push(payload);
    else if (type === wire.STREAM_END) object?.incoming?.[channel]?.end();
    else if (type === wire.STREAM_CREDIT)
      object?.outgoing?.[channel]?.addCredit(new DataView(payload.buffer, payload.byteOffset).getUint32(0, true));
    else if (type === wire.STREAM_RESET) {
      object?.incoming?.[channel]?.fail(new AgentError('EIO', 'read', ''));
      object?.outgoing?.[channel]?.fail();
    } else if (object !== undefined) object.event?.(type, new Items(payload));
    else this.onObject(type, new Items(payload));
  }
}

function agentError(items: Items): AgentError {
  return new AgentError(errnoName(items.u32(wire.TAG_ERRNO) ?? 0), items.text(wire.TAG_STEP) ?? '', items.text(wire.TAG_PATH) ?? '');
}
