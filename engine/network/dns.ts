import { formatAddress, parseAddress } from '../base/ip.ts';

/** What a name server knows: libnetwork's `DNSBackend`. Names are without the final dot, in the case that was asked. */
export interface Names {
  /** Undefined: there is no such name. A name may have no addresses of one family. */
  resolve(name: string): readonly string[] | undefined;
  /** The name of an address. */
  reverse(address: string): string | undefined;
}

const types = { a: 1, ptr: 12, mx: 15, aaaa: 28, opt: 41 };
const codes = { ok: 0, formatError: 1, serverFailure: 2, noSuchName: 3, notImplemented: 4 };
/** libnetwork's `respTTL`. */
const ttl = 600;
const smallest = 512;

interface Question {
  readonly name: string;
  readonly type: number;
  readonly end: number;
}

/**
 * The answer to a DNS query (RFC 1035), as dockerd's embedded server gives it: A, AAAA, MX and PTR of what is on the networks, several addresses in
 * changing order. Dockerd asks its host's servers about all else; here is no outside, so all else does not exist. Undefined for what is no query.
 */
export function answerQuery(query: Uint8Array, names: Names): Uint8Array | undefined {
  const view = new DataView(query.buffer, query.byteOffset, query.byteLength);
  if (query.length < 12 || (view.getUint8(2) & 0x80) !== 0) return undefined;
  const question = view.getUint16(4) === 1 ? readQuestion(query) : undefined;
  if (question === undefined) return message(query, undefined, codes.formatError, []);
  if ((view.getUint8(2) & 0x78) !== 0) return message(query, question, codes.notImplemented, []);
  const records = lookUp(question, names);
  const limit = Math.max(smallest, payloadSize(query, question.end));
  return message(query, question, records === undefined ? codes.noSuchName : codes.ok, records ?? [], limit);
}

/** The data of the records that answer it; undefined: there is no such name. */
function lookUp({ name, type }: Question, names: Names): Uint8Array[] | undefined {
  if (type === types.ptr) {
    const address = addressOfPointer(name.toLowerCase());
    const found = address === undefined ? undefined : names.reverse(address);
    return found === undefined ? undefined : [encodeName(found)];
  }
  // Of a name that exists, an empty answer to MX lets mail programs fall back to its address (RFC 5321, 5.1).
  const found = names.resolve(name);
  if (found === undefined) return undefined;
  const wanted = type === types.a ? 4 : type === types.aaaa ? 6 : 0;
  return shuffle(found.flatMap((text) => parseAddress(text) ?? []).filter(({ family }) => family === wanted)).map(({ family, value }) =>
    Uint8Array.from({ length: family === 4 ? 4 : 16 }, (_, at) => Number((value >> BigInt((family === 4 ? 3 - at : 15 - at) * 8)) & 255n)),
  );
}

function message(
  query: Uint8Array,
  question: Question | undefined,
  code: number,
  records: readonly Uint8Array[],
  limit = smallest,
): Uint8Array {
  const end = question?.end ?? 12;
  const fitting: Uint8Array[] = [];
  let size = end;
  for (const data of records) {
    if (size + 12 + data.length > limit) break;
    fitting.push(data);
    size += 12 + data.length;
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(query.subarray(0, end));
  const truncated = fitting.length < records.length ? 2 : 0;
  // An answer; operation and "recursion desired" as asked; recursion is available.
  view.setUint8(2, 0x80 | ((query[2] ?? 0) & 0x79) | truncated);
  view.setUint8(3, 0x80 | code);
  view.setUint16(4, question === undefined ? 0 : 1);
  view.setUint16(6, fitting.length);
  view.setUint32(8, 0);
  let at = end;
  for (const data of fitting) {
    view.setUint16(at, 0xc00c); // the question's name
    view.setUint16(at + 2, question?.type ?? 0);
    view.setUint16(at + 4, 1);
    view.setUint32(at + 6, ttl);
    view.setUint16(at + 10, data.length);
    bytes.set(data, at + 12);
    at += 12 + data.length;
  }
  return bytes;
}

function readQuestion(query: Uint8Array): Question | undefined {
  const parts: string[] = [];
  let at = 12;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63 || at + length + 5 > query.length) return undefined;
    if (length === 0) break;
    parts.push(String.fromCharCode(...query.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  const view = new DataView(query.buffer, query.byteOffset + at + 1, 4);
  return { name: parts.join('.'), type: view.getUint16(0), end: at + 5 };
}

/** What the asker can take, as its OPT record says (RFC 6891): the only additional record of a query. */
function payloadSize(query: Uint8Array, at: number): number {
  if (query.length < at + 5 || query[at] !== 0) return 0;
  const view = new DataView(query.buffer, query.byteOffset + at + 1, 4);
  return view.getUint16(0) === types.opt ? view.getUint16(2) : 0;
}

/** `2.0.18.172.in-addr.arpa`, or the 32 digits of `ip6.arpa`. */
function addressOfPointer(name: string): string | undefined {
  const four = /^(\d+\.\d+\.\d+\.\d+)\.in-addr\.arpa$/.exec(name)?.[1];
  if (four !== undefined) return four.split('.').reverse().join('.');
  const six = /^([\da-f](?:\.[\da-f]){31})\.ip6\.arpa$/.exec(name)?.[1];
  return six && formatAddress({ family: 6, value: BigInt(`0x${six.split('.').reverse().join('')}`) });
}

function encodeName(name: string): Uint8Array {
  const bytes: number[] = [];
  for (const part of name.split('.')) bytes.push(part.length, ...new TextEncoder().encode(part));
  return Uint8Array.from([...bytes, 0]);
}

function shuffle<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
