import { type ByteSource, copy, type Duplex } from '../../base/stream.ts';
import type { Attachment, OutputChunk } from '../../container/manager.ts';
import { multiplexedStream, rawStream } from '../transport.ts';
import { bodyOf } from './body.ts';
import { bytes, type Reply, upgrade } from './reply.ts';
import type { Context } from './router.ts';
import type { ApiVersion } from './version.ts';

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

/**
 * The answer to attach and exec start: the program's streams as a raw connection, framed unless there is a terminal. Without an upgrade they are
 * the body of an ordinary answer, and the rest of the request is the input.
 */
export function attached(attachment: Attachment, { request, upgrades, version, signal }: Context): Reply {
  const source = attachment.tty ? raw(attachment.output) : multiplex(attachment.output);
  if (upgrades) return upgrade(duplex(source, attachment), streamType(attachment.tty, version));
  signal.addEventListener('abort', () => attachment.detach());
  void copy(bodyOf(request), attachment.stdin).then(() => attachment.stdin.end(), attachment.detach);
  return bytes(source, rawStream);
}

/** The answer to attach by WebSocket: never framed, as if there were a terminal. */
export function attachedBare(attachment: Attachment): Reply {
  return upgrade(duplex(raw(attachment.output), attachment), rawStream);
}

/** Clients before API 1.42 know one type for both. */
export function streamType(tty: boolean, version: ApiVersion): string {
  return tty || !version.atLeast(42) ? rawStream : multiplexedStream;
}

function duplex(source: ByteSource, attachment: Attachment): Duplex {
  return { source, sink: attachment.stdin, destroy: () => attachment.detach() };
}
