import { Gzip } from 'fflate';
import { type ByteSource, concat } from '../base/stream.ts';

/** The compressor's output depends on how its input is cut. */
const PIECE = 64 * 1024;

/**
 * Gzip whose bytes depend on nothing but the content: no time, and the same compressor in every browser and in Node (the platforms' own
 * differ). So a layer that is pushed twice, from wherever, is one blob to a registry. Memory is that of the compressor's window.
 */
export async function* gzipSteady(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  const out: Uint8Array[] = [];
  const compressor = new Gzip({ level: 6, mtime: 0 }, (chunk) => {
    if (chunk.length > 0) out.push(chunk);
  });
  for await (const piece of pieces(source)) {
    compressor.push(piece);
    yield* out.splice(0);
  }
  compressor.push(new Uint8Array(), true);
  yield* out;
}

async function* pieces(source: ByteSource): ByteSource {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of source) {
    let at = 0;
    if (rest.length > 0) {
      at = Math.min(PIECE - rest.length, chunk.length);
      rest = concat([rest, chunk.subarray(0, at)]);
      if (rest.length < PIECE) continue;
      yield rest;
    }
    for (; chunk.length - at >= PIECE; at += PIECE) yield chunk.subarray(at, at + PIECE);
    rest = chunk.slice(at);
  }
  if (rest.length > 0) yield rest;
}
