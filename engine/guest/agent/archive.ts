import type { ByteSource } from '../../base/stream.ts';
import type { PackOptions, UnpackOptions } from '../agent.ts';
import { ItemWriter } from './codec.ts';
import type { Connection } from './connection.ts';
import { IncomingStream, OutgoingStream } from './streams.ts';
import * as wire from './wire.ts';

export function pack(connection: Connection, options: PackOptions): ByteSource {
  const items = new ItemWriter()
    .u32(
      wire.TAG_FLAGS,
      (options.metadataOnly ? wire.PACK_METADATA_ONLY : 0) |
        (options.oneFileSystem ? wire.PACK_ONE_FILE_SYSTEM : 0) |
        ((options.includeRoot ?? true) ? wire.PACK_INCLUDE_ROOT : 0),
    )
    .text(wire.TAG_PATH, options.dir)
    .u32(wire.TAG_PID, options.pid)
    .text(wire.TAG_ROOT, options.root)
    .texts(wire.TAG_INCLUDE, options.paths)
    .texts(wire.TAG_EXCLUDE, options.exclude);
  const id = connection.nextId();
  const stream = new IncomingStream(connection.sender(id, 1), wire.WINDOW_OUT);
  // The end of the bytes is not yet success: that is the reply.
  connection.add(id, {
    incoming: { 1: { push: (chunk) => stream.push(chunk), end: () => undefined, fail: (error) => stream.fail(error) } },
    lost: (error) => stream.fail(error),
  });
  connection.request(wire.REQ_PACK, items, id).then(
    () => {
      connection.remove(id);
      stream.end();
    },
    (error: unknown) => {
      connection.remove(id);
      stream.fail(error);
    },
  );
  return stream;
}

export async function unpack(connection: Connection, options: UnpackOptions, tar: ByteSource): Promise<void> {
  const items = new ItemWriter()
    .u32(wire.TAG_FLAGS, options.noOverwriteDirNonDir ? wire.UNPACK_NO_OVERWRITE_DIR_NON_DIR : 0)
    .text(wire.TAG_PATH, options.dir)
    .u32(wire.TAG_PID, options.pid)
    .text(wire.TAG_ROOT, options.root)
    .u32(wire.TAG_UID, options.owner?.uid)
    .u32(wire.TAG_GID, options.owner?.gid);
  const id = connection.nextId();
  const sender = connection.sender(id, 0);
  const sink = new OutgoingStream(sender, wire.WINDOW_IN);
  connection.add(id, { outgoing: { 0: sink }, lost: (error) => sink.fail(error) });
  const done = connection.request(wire.REQ_UNPACK, items, id);
  // With the answer nothing more is read, whatever still waits for credit.
  done.catch(() => undefined).finally(() => sink.fail());
  let refused = false;
  try {
    for await (const chunk of tar) {
      try {
        await sink.write(chunk);
      } catch {
        refused = true; // The reply says why.
        break;
      }
    }
    if (!refused) await sink.end();
  } catch (error) {
    sender(wire.STREAM_RESET);
    throw error;
  } finally {
    await done.finally(() => connection.remove(id)).catch(() => undefined);
  }
  await done;
}
