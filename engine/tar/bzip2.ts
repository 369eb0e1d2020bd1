import { EngineError } from '../base/errors.ts';
import type { ByteSource } from '../base/stream.ts';

/**
 * bzip2, undone. Blocks come as they are decoded, each at most 900 kB; checksums are not looked at, for what comes out is hashed as a layer.
 * (Format: "bzip2 Format Specification", J. Tsai.)
 */
export async function* bunzip2(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const bits = new BitReader(source);
  for (let stream = 0; ; stream++) {
    await bits.fill(14);
    if (bits.isAtEnd()) {
      if (stream === 0) throw broken('empty');
      return;
    }
    if (bits.take(16) !== 0x425a || bits.take(8) !== 0x68) throw broken('bad magic');
    const limit = (bits.take(8) - 0x30) * 100_000;
    if (limit < 100_000 || limit > 900_000) throw broken('bad block size');
    for (;;) {
      // A block is smaller compressed than its limit, or hardly larger: all of it is there before it is read.
      await bits.fill(limit + limit / 4 + 20_000);
      const magic = bits.take(24) * 0x1000000 + bits.take(24);
      if (magic === 0x177245385090) {
        bits.take(16);
        bits.take(16);
        bits.align();
        break;
      }
      if (magic !== 0x314159265359) throw broken('bad block');
      yield readBlock(bits, limit);
    }
  }
}

function readBlock(bits: BitReader, limit: number): Uint8Array {
  bits.take(16);
  bits.take(16);
  const isRandomized = bits.take(1) === 1;
  if (isRandomized) throw broken('randomized blocks are no longer made');
  const origin = bits.take(24);
  const symbols = readSymbols(bits);
  const tableCount = bits.take(3);
  const selectorCount = bits.take(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw broken('bad tables');
  const selectors = readSelectors(bits, tableCount, selectorCount);
  const alphabet = symbols.length + 2;
  const tables = Array.from({ length: tableCount }, () => readTable(bits, alphabet));
  const { last, counts } = readMoves(bits, symbols, selectors, tables, limit);
  return undoRuns(undoTransform(last, counts, origin));
}

/** The bytes that occur: a map of 16 bits over maps of 16 bits. */
function readSymbols(bits: BitReader): number[] {
  const ranges = bits.take(16);
  const symbols: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const used = bits.take(16);
    for (let at = 0; at < 16; at++) if ((used & (0x8000 >> at)) !== 0) symbols.push(range * 16 + at);
  }
  if (symbols.length === 0) throw broken('no symbols');
  return symbols;
}

function readSelectors(bits: BitReader, tableCount: number, count: number): number[] {
  const order = Array.from({ length: tableCount }, (_, index) => index);
  return Array.from({ length: count }, () => {
    let position = 0;
    while (bits.take(1) === 1) if (++position >= tableCount) throw broken('bad selector');
    const [table = 0] = order.splice(position, 1);
    order.unshift(table);
    return table;
  });
}

/** A canonical Huffman code: by length, the first code and where its symbols begin. */
interface Table {
  readonly limits: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

function readTable(bits: BitReader, alphabet: number): Table {
  const lengths = new Uint8Array(alphabet);
  let length = bits.take(5);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    while (bits.take(1) === 1) length += bits.take(1) === 0 ? 1 : -1;
    if (length < 1 || length > 20) throw broken('bad code length');
    lengths[symbol] = length;
  }
  const limits = new Int32Array(22).fill(-1);
  const offsets = new Int32Array(22);
  const symbols = new Uint16Array(alphabet);
  let code = 0;
  let placed = 0;
  for (let size = 1; size <= 20; size++) {
    offsets[size] = placed - code;
    for (let symbol = 0; symbol < alphabet; symbol++)
      if (lengths[symbol] === size) {
        symbols[placed++] = symbol;
        limits[size] = code++;
      }
    code <<= 1;
  }
  return { limits, offsets, symbols, shortest: Math.min(...lengths) };
}

const groupSize = 50;

/** Move-to-front and run lengths, undone: the last column of the transform, and how often each byte is in it. */
function readMoves(bits: BitReader, symbols: readonly number[], selectors: readonly number[], tables: readonly Table[], limit: number) {
  const last = new Uint8Array(limit);
  const counts = new Int32Array(256);
  const front = Uint8Array.from(symbols);
  const end = symbols.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; ; group++) {
    const table = tables[selectors[group] ?? -1];
    if (table === undefined) throw broken('too many symbols');
    for (let index = 0; index < groupSize; index++) {
      const symbol = decode(bits, table);
      if (symbol <= 1) {
        run += weight << symbol;
        weight <<= 1;
        if (run > limit) throw broken('block too large');
        continue;
      }
      if (run > 0) {
        const byte = front[0] ?? 0;
        if (length + run > limit) throw broken('block too large');
        last.fill(byte, length, length + run);
        counts[byte] = (counts[byte] ?? 0) + run;
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return { last: last.subarray(0, length), counts };
      if (length >= limit) throw broken('block too large');
      const byte = front[symbol - 1] ?? 0;
      front.copyWithin(1, 0, symbol - 1);
      front[0] = byte;
      last[length++] = byte;
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
  }
}

function decode(bits: BitReader, { limits, offsets, symbols, shortest }: Table): number {
  let code = bits.take(shortest);
  for (let size = shortest; size <= 20; size++) {
    if (code <= (limits[size] ?? -1)) return symbols[code + (offsets[size] ?? 0)] ?? 0;
    code = (code << 1) | bits.take(1);
  }
  throw broken('bad code');
}

/** The Burrows-Wheeler transform. */
function undoTransform(last: Uint8Array, counts: Int32Array, origin: number): Uint8Array {
  if (origin >= last.length) throw broken('bad origin');
  const starts = new Int32Array(256);
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    starts[byte] = sum;
    sum += counts[byte] ?? 0;
  }
  const next = new Int32Array(last.length);
  for (let at = 0; at < last.length; at++) {
    const byte = last[at] ?? 0;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    next[place] = at;
  }
  const plain = new Uint8Array(last.length);
  let at = next[origin] ?? 0;
  for (let index = 0; index < last.length; index++) {
    plain[index] = last[at] ?? 0;
    at = next[at] ?? 0;
  }
  return plain;
}

/** Four equal bytes are followed by how many more there are. */
function undoRuns(packed: Uint8Array): Uint8Array {
  let size = 0;
  const walk = (byte: (value: number, count: number) => void): void => {
    let equal = 0;
    let before = -1;
    for (const value of packed) {
      if (equal === 4) {
        byte(before, value);
        equal = 0;
        before = -1;
        continue;
      }
      equal = value === before ? equal + 1 : 1;
      before = value;
      byte(value, 1);
    }
  };
  walk((_, count) => {
    size += count;
  });
  const plain = new Uint8Array(size);
  let at = 0;
  walk((value, count) => {
    plain.fill(value, at, at + count);
    at += count;
  });
  return plain;
}

/** Bits, the highest first. `fill` waits for bytes, `take` never does. */
class BitReader {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private bytes: Uint8Array = new Uint8Array();
  private position = 0;
  private rest = 0;
  private held = 0;

  constructor(source: ByteSource) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** So many bytes are there afterwards, or all that come. */
  async fill(count: number): Promise<void> {
    if (this.bytes.length - this.position >= count) return;
    const chunks = [this.bytes.subarray(this.position)];
    let size = chunks[0]?.length ?? 0;
    while (size < count) {
      const next = await this.iterator.next();
      if (next.done) break;
      chunks.push(next.value);
      size += next.value.length;
    }
    this.bytes = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      this.bytes.set(chunk, at);
      at += chunk.length;
    }
    this.position = 0;
  }

  isAtEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  /** At most 24 bits. */
  take(count: number): number {
    while (this.held < count) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw broken('unexpected end of file');
      this.rest = ((this.rest << 8) | byte) & 0xffffffff;
      this.held += 8;
    }
    this.held -= count;
    return (this.rest >>> this.held) & ((1 << count) - 1);
  }

  align(): void {
    this.held = 0;
  }
}

function broken(reason: string): EngineError {
  return new EngineError('invalid', `bzip2: ${reason}`);
}
