import { type ByteReader, type ByteWriter, decodeName, encodeName } from '../base/bytes.ts';
import type { Qid, Time } from '../vfs/node.ts';

/** The composite fields of 9P2000.L messages, over the plain integers of `base/bytes.ts`. */

/** s[2 + length] */
export function readString(reader: ByteReader): string {
  return decodeName(reader.take(reader.u16()));
}

export function writeString(writer: ByteWriter, text: string): ByteWriter {
  const bytes = encodeName(text);
  return writer.u16(bytes.length).put(bytes);
}

/** type[1] version[4] path[8] */
export function writeQid(writer: ByteWriter, qid: Qid): void {
  writer.u8(qid.type).u32(qid.version).u64(qid.path);
}

/** sec[8] nsec[8]; seconds before 1970 travel as two's complement. */
export function readTime(reader: ByteReader): Time {
  return { sec: Number(BigInt.asIntN(64, reader.u64big())), nsec: reader.u64() };
}

export function writeTime(writer: ByteWriter, time: Time): void {
  if (time.sec < 0) writer.u64big(BigInt.asUintN(64, BigInt(time.sec)));
  else writer.u64(time.sec);
  writer.u64(time.nsec);
}
