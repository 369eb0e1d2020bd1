import * as wire from './wire.ts';

/** One frame, its payload not yet looked into. */
export interface Frame {
  readonly type: number;
  readonly channel: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeFrame(type: number, channel: number, id: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(wire.FRAME_HEADER + payload.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = type;
  bytes[1] = channel;
  view.setUint32(4, id, true);
  view.setUint32(8, payload.length, true);
  bytes.set(payload, wire.FRAME_HEADER);
  return bytes;
}

/** Puts frames together from chunks of any size. A payload may be a view of the chunk it came in. */
export class FrameParser {
  private rest = new Uint8Array(0);

  *feed(chunk: Uint8Array): Generator<Frame> {
    let bytes = chunk;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + chunk.length);
      bytes.set(this.rest);
      bytes.set(chunk, this.rest.length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (bytes.length - at >= wire.FRAME_HEADER) {
      const end = at + wire.FRAME_HEADER + view.getUint32(at + 8, true);
      if (end > bytes.length) break;
      yield {
        type: view.getUint8(at),
        channel: view.getUint8(at + 1),
        id: view.getUint32(at + 4, true),
        payload: bytes.subarray(at + wire.FRAME_HEADER, end),
      };
      at = end;
    }
    this.rest = bytes.slice(at);
  }
}

/** Builds the items of a payload. Absent values (`undefined`) are left out. */
export class ItemWriter {
  private bytes = new Uint8Array(256);
  private size = 0;

  private extend(tag: number, length: number): DataView {
    const needed = this.size + 4 + length;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.size));
      this.bytes = grown;
    }
    const view = new DataView(this.bytes.buffer, this.size);
    view.setUint32(0, (length << 8) | tag, true);
    this.size = needed;
    return view;
  }

  raw(tag: number, value: Uint8Array | undefined): this {
    if (value !== undefined) {
      this.extend(tag, value.length);
      this.bytes.set(value, this.size - value.length);
    }
    return this;
  }

  text(tag: number, value: string | undefined): this {
    if (value === undefined) return this;
    const bytes = encoder.encode(value);
    if (bytes.includes(0)) throw new TypeError(`text with a NUL character: ${JSON.stringify(value)}`);
    this.extend(tag, bytes.length + 1);
    this.bytes.set(bytes, this.size - bytes.length - 1);
    this.bytes[this.size - 1] = 0;
    return this;
  }

  texts(tag: number, values: readonly string[] | undefined): this {
    for (const value of values ?? []) this.text(tag, value);
    return this;
  }

  u32(tag: number, value: number | undefined): this {
    if (value !== undefined) this.extend(tag, 4).setUint32(4, value, true);
    return this;
  }

  u64(tag: number, value: bigint | undefined): this {
    if (value !== undefined) this.extend(tag, 8).setBigUint64(4, value, true);
    return this;
  }

  nested(tag: number, fill: (items: ItemWriter) => void): this {
    const inner = new ItemWriter();
    fill(inner);
    return this.raw(tag, inner.finish());
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.size);
  }
}

/** Reads the items of a payload that the agent built. */
export class Items {
  private readonly entries: ReadonlyArray<readonly [tag: number, bytes: Uint8Array]>;

  constructor(payload: Uint8Array) {
    const entries: [number, Uint8Array][] = [];
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    for (let at = 0; at < payload.length; ) {
      const word = view.getUint32(at, true);
      const end = at + 4 + (word >>> 8);
      entries.push([word & 0xff, payload.subarray(at + 4, end)]);
      at = end;
    }
    this.entries = entries;
  }

  bytes(tag: number): Uint8Array | undefined {
    return this.entries.find((entry) => entry[0] === tag)?.[1];
  }

  text(tag: number): string | undefined {
    const bytes = this.bytes(tag);
    return bytes && textOf(bytes);
  }

  texts(tag: number): string[] {
    return this.all(tag).map(textOf);
  }

  u32(tag: number): number | undefined {
    const bytes = this.bytes(tag);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }

  u64(tag: number): bigint | undefined {
    const bytes = this.bytes(tag);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  }

  /** A number of either size that fits a double: 0 when absent. */
  number(tag: number): number {
    return Number((tag < wire.ITEM_U64 ? this.u32(tag) : this.u64(tag)) ?? 0);
  }

  nested(tag: number): Items[] {
    return this.all(tag).map((bytes) => new Items(bytes));
  }

  private all(tag: number): Uint8Array[] {
    return this.entries.filter((entry) => entry[0] === tag).map((entry) => entry[1]);
  }
}

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes.subarray(0, bytes.length - 1));
}
