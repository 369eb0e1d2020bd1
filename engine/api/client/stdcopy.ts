import type { ByteSink, ByteSource } from '../../base/stream.ts';

/** A frame's stream, as Docker numbers them: 0 stdin, 1 stdout, 2 stderr, 3 an error of the daemon as text. */
export type StdStream = 0 | 1 | 2 | 3;

/** One frame: `[stream, 0, 0, 0, size as uint32 big-endian]` and the payload. */
export function stdFrame(stream: StdStream, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + payload.length);
  frame[0] = stream;
  new DataView(frame.buffer).setUint32(4, payload.length);
  frame.set(payload, 8);
  return frame;
}

export interface StdChunk {
  readonly stream: StdStream;
  readonly data: Uint8Array;
}

/**
 * A multiplexed stream taken apart. A frame's payload is passed on as it comes, in pieces: a reader never waits for the whole frame.
 * A stream that ends inside a frame ends quietly, as Docker's own reader does on a cut connection.
 */
export async function* demultiplex(source: ByteSource): AsyncGenerator<StdChunk, void, undefined> {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  let have = 0;
  let left = 0;
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const data = chunk.subarray(at, at + left);
        at += data.length;
        left -= data.length;
        yield { stream: (header[0] ?? 1) as StdStream, data };
        continue;
      }
      const part = chunk.subarray(at, at + 8 - have);
      header.set(part, have);
      have += part.length;
      at += part.length;
      if (have < 8) continue;
      if (header[0] === undefined || header[0] > 3) throw new Error(`Unrecognized input header: ${header[0]}`);
      have = 0;
      left = view.getUint32(4);
    }
  }
}

/** Copies stdout and stderr to where they belong; a frame of the daemon's own error is thrown. */
export async function stdCopy(source: ByteSource, stdout: ByteSink | undefined, stderr: ByteSink | undefined): Promise<void> {
  for await (const { stream, data } of demultiplex(source)) {
    if (stream === 3) throw new Error(`error from daemon in stream: ${new TextDecoder().decode(data)}`);
    await (stream === 2 ? stderr : stdout)?.write(data);
  }
}
