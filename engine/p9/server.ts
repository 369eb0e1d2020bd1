import { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { P9Handler } from '../guest/machine.ts';
import { errno, toErrno } from '../vfs/errno.ts';
import type { FileNode, OpenFile } from '../vfs/node.ts';
import { FidTable } from './fids.ts';
import { handlers, type Session } from './handlers.ts';
import { codecs, headerLength, type Kind, kindOf, type Replies, type Requests, rlerror } from './messages.ts';

/**
 * A 9P2000.L server over one tree. What can be answered at once is answered before the call returns; everything else when it is there,
 * in any order. A message that cannot be understood gets EPROTO, one that is not known EOPNOTSUPP: nothing the guest sends throws.
 */
export function createP9Server(root: FileNode): P9Handler {
  const session: Session = { root, fids: new FidTable(), msize: 8192 };
  const pending = new Map<number, Pending>();

  return (message, reply) => {
    const reader = new ByteReader(message);
    let tag = 0;
    try {
      reader.offset = 4;
      const number = reader.u8();
      tag = reader.u16();
      const kind = kindOf(number);
      if (kind === undefined) return reply(encodeError(tag, errno.EOPNOTSUPP));
      if (kind === 'flush') return flush(pending, codecs.flush.decode(reader).oldTag, () => reply(encode('flush', tag, {})));
      const request = codecs[kind].decode(reader);
      const answer = perform(kind, session, request);
      if (!(answer instanceof Promise)) return reply(encode(kind, tag, answer));
      const own: Pending = { file: kind === 'read' ? fileOf(session, request as Requests['read']) : undefined, whenDone: [] };
      pending.set(tag, own);
      const finish = (response: Uint8Array) => {
        if (pending.get(tag) === own) pending.delete(tag);
        reply(response);
        for (const done of own.whenDone) done();
      };
      answer.then(
        (value) => finish(encode(kind, tag, value)),
        (error: unknown) => finish(encodeError(tag, errno[toErrno(error)])),
      );
    } catch (error) {
      reply(encodeError(tag, error instanceof RangeError ? errno.EPROTO : errno[toErrno(error)]));
    }
  };
}

/** A request that is not answered yet. */
interface Pending {
  /** The file it reads, when that may take for ever. */
  readonly file: OpenFile | undefined;
  readonly whenDone: Array<() => void>;
}

/**
 * Tflush: the client gives up a request. It must still be answered, before the Rflush: a virtio descriptor that is never answered is lost to
 * the ring for good. A read that waits is ended (EINTR); anything else is let finish.
 */
function flush(pending: ReadonlyMap<number, Pending>, oldTag: number, done: () => void): void {
  const old = pending.get(oldTag);
  if (old === undefined) {
    done();
    return;
  }
  old.whenDone.push(done);
  old.file?.interrupt?.();
}

function fileOf(session: Session, { fid }: Requests['read']): OpenFile | undefined {
  const { use } = session.fids.get(fid);
  return use.kind === 'file' ? use.file : undefined;
}

/** One place where the types of a table's columns are matched by hand. */
function perform(kind: Exclude<Kind, 'flush'>, session: Session, request: Requests[Kind]): Replies[Kind] | Promise<Replies[Kind]> {
  const handler = handlers[kind] as (session: Session, request: Requests[Kind]) => Replies[Kind] | Promise<Replies[Kind]>;
  return handler(session, request);
}

function encode(kind: Kind, tag: number, reply: Replies[Kind]): Uint8Array {
  const codec = codecs[kind] as { number: number; encode(writer: ByteWriter, reply: Replies[Kind]): void };
  const room = 'data' in reply && reply.data instanceof Uint8Array ? reply.data.length + 4 : 160;
  const writer = new ByteWriter(headerLength + room)
    .u32(0)
    .u8(codec.number + 1)
    .u16(tag);
  codec.encode(writer, reply);
  return writer.patchU32(0, writer.length).finish();
}

function encodeError(tag: number, code: number): Uint8Array {
  return new ByteWriter(headerLength + 4)
    .u32(headerLength + 4)
    .u8(rlerror)
    .u16(tag)
    .u32(code)
    .finish();
}
