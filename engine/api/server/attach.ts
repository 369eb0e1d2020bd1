import type { ByteSource, Duplex } from '../../base/stream.ts';
import type { Attachment, OutputChunk } from '../../container/manager.ts';
import { multiplexedStream, rawStream } from '../transport.ts';
import { type Reply, upgrade } from './reply.ts';

/** An 8-byte header before each chunk: stream number (1 stdout, 2 stderr), three zeros, length big-endian (API description, "Stream format"). */
export async function* multiplex(output: AsyncIterable<OutputChunk>): ByteSource {
  for await (const { stream, data } of output) {
    const frame = new Uint8Array(8 + data.length);
    frame[0] = stream === 'stdout' ? 1 : 2;
    new DataView(frame.buffer).setUint32(4, data.length);
    frame.set(data, 8);
    yield frame;
  }
}

export async function* raw(output: AsyncIterable<OutputChunk>): ByteSource {
  for await (const { data } of output) yield data;
}

/** The answer to attach and exec start: the program's streams as a raw connection. */
export function attached(attachment: Attachment): Reply {
  const connection: Duplex = {
    source: attachment.tty ? raw(attachment.output) : multiplex(attachment.output),
    sink: attachment.stdin,
    destroy: () => attachment.detach(),
  };
  return upgrade(connection, attachment.tty ? rawStream : multiplexedStream);
}
