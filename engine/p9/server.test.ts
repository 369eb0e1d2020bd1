import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { P9Handler } from '../guest/machine.ts';
import { openMemoryStore } from '../store/memory.ts';
import { createCtl } from '../vfs/ctl.ts';
import { errno } from '../vfs/errno.ts';
import { openMutableTree } from '../vfs/mutable/tree.ts';
import { StaticDirectory } from '../vfs/static.ts';
import { readString, writeString } from './buffer.ts';
import { codecs, type Kind, rlerror } from './messages.ts';
import { createP9Server } from './server.ts';

const noFid = 0xffff_ffff;
let serve: P9Handler;
let ctl: ReturnType<typeof createCtl>;

beforeEach(async () => {
  const tree = await openMutableTree({ store: openMemoryStore(), prefix: '' });
  tree.writeFile('dir/file', 'content');
  ctl = createCtl();
  serve = createP9Server(new StaticDirectory({ ctl: ctl.directory, work: tree.root }));
  call('version', (w) => writeString(w.u32(1 << 20), '9P2000.L'));
  call('attach', (w) => {
    writeString(w.u32(0).u32(noFid), '');
    writeString(w, '');
    w.u32(1000);
  });
});

interface Reply {
  readonly type: number;
  readonly tag: number;
  readonly body: ByteReader;
}

function send(kind: Kind, tag: number, body: (writer: ByteWriter) => unknown, onReply: (reply: Reply) => void): void {
  const writer = new ByteWriter().u32(0).u8(codecs[kind].number).u16(tag);
  body(writer);
  serve(writer.patchU32(0, writer.length).finish(), (bytes) => onReply(parse(bytes)));
}

function parse(bytes: Uint8Array): Reply {
  const body = new ByteReader(bytes);
  assert.equal(body.u32(), bytes.length, 'a message begins with its size');
  return { type: body.u8(), tag: body.u16(), body };
}

/** A request that must be answered before the call returns. */
function call(kind: Kind, body: (writer: ByteWriter) => unknown): ByteReader {
  let answer: Reply | undefined;
  send(kind, 7, body, (reply) => {
    answer = reply;
  });
  assert.ok(answer !== undefined, `${kind} was not answered at once`);
  assert.equal(answer.tag, 7);
  assert.equal(answer.type, codecs[kind].number + 1, `${kind} failed with errno ${answer.type === rlerror ? answer.body.u32() : '?'}`);
  return answer.body;
}

function failure(kind: Kind, body: (writer: ByteWriter) => unknown): number {
  let answer: Reply | undefined;
  send(kind, 7, body, (reply) => {
    answer = reply;
  });
  assert.equal(answer?.type, rlerror);
  return answer?.body.u32() ?? 0;
}

const walk = (fid: number, names: readonly string[], from = 0) =>
  call('walk', (w) => {
    w.u32(from).u32(fid).u16(names.length);
    for (const name of names) writeString(w, name);
  });

test('the version is agreed on, the message size is bounded', () => {
  const reply = call('version', (w) => writeString(w.u32(1 << 30), '9P2000.L'));
  assert.equal(reply.u32(), 1 << 18);
  assert.equal(readString(reply), '9P2000.L');
  const other = call('version', (w) => writeString(w.u32(8192), '9P2000.u'));
  assert.equal(other.u32(), 8192);
  assert.equal(readString(other), 'unknown');
});

test('a walk ends where a name is missing; only the first one missing is an error', () => {
  assert.equal(walk(1, ['work', 'dir', 'file']).u16(), 3);
  assert.equal(walk(2, ['work', 'nothing', 'x']).u16(), 1);
  assert.equal(
    failure('clunk', (w) => w.u32(2)),
    errno.EBADF,
    'a walk cut short makes no fid',
  );
  assert.equal(
    failure('walk', (w) => writeString(w.u32(0).u32(3).u16(1), 'nothing')),
    errno.ENOENT,
  );
  assert.equal(walk(4, ['..', '..', 'dir'], 1).u16(), 3);
});

test('a file is made, written, read back and found with its owner', () => {
  walk(1, ['work']);
  call('lcreate', (w) => {
    writeString(w.u32(1), 'new');
    w.u32(2).u32(0o100640).u32(50);
  });
  assert.equal(call('write', (w) => w.u32(1).u64(3).u32(2).put(Uint8Array.of(8, 9))).u32(), 2);
  const read = call('read', (w) => w.u32(1).u64(0).u32(100));
  assert.deepEqual([...read.take(read.u32())], [0, 0, 0, 8, 9]);
  const attributes = call('getattr', (w) => w.u32(1).u64(0x7ff));
  assert.equal(attributes.u64(), 0x7ff);
  attributes.take(13);
  assert.deepEqual([attributes.u32(), attributes.u32(), attributes.u32()], [0o100640, 1000, 50]);
  call('clunk', (w) => w.u32(1));
  assert.equal(
    failure('read', (w) => w.u32(1).u64(0).u32(1)),
    errno.EBADF,
  );
});

test('a directory is listed in pieces that fit, and goes on where it stopped', () => {
  walk(1, ['work']);
  for (let index = 0; index < 40; index++) {
    walk(2, [], 1);
    call('lcreate', (w) => {
      writeString(w.u32(2), `file-${String(index).padStart(2, '0')}`);
      w.u32(1).u32(0o644).u32(0);
    });
    call('clunk', (w) => w.u32(2));
  }
  call('lopen', (w) => w.u32(1).u32(0));
  const names: string[] = [];
  for (let offset = 0; ; ) {
    const reply = call('readdir', (w) => w.u32(1).u64(offset).u32(300));
    const end = reply.u32() + reply.offset;
    if (end === reply.offset) break;
    assert.ok(end <= 311);
    while (reply.offset < end) {
      reply.take(13);
      offset = reply.u64();
      assert.ok([4, 8].includes(reply.u8()));
      names.push(readString(reply));
    }
    // Removing what was listed already loses nothing of the rest.
    const last = names.at(-1);
    if (last?.startsWith('file-')) call('unlinkat', (w) => writeString(w.u32(1), last).u32(0));
  }
  assert.deepEqual(names.slice(0, 3), ['.', '..', 'dir']);
  assert.equal(names.length, 43);
  assert.equal(new Set(names).size, 43);
});

test('an extended attribute is written by way of a fid, listed, read and removed', () => {
  const set = (name: string, value: string) => {
    walk(5, ['work', 'dir']);
    call('xattrcreate', (w) => {
      writeString(w.u32(5), name);
      w.u64(value.length).u32(0);
    });
    if (value.length > 0) call('write', (w) => w.u32(5).u64(0).u32(value.length).put(new TextEncoder().encode(value)));
    call('clunk', (w) => w.u32(5));
  };
  set('user.a', 'one');
  set('user.b', 'two');
  walk(1, ['work', 'dir']);
  const read = (name: string) => {
    const size = call('xattrwalk', (w) => writeString(w.u32(1).u32(2), name)).u64();
    const reply = call('read', (w) => w.u32(2).u64(0).u32(size));
    return new TextDecoder().decode(reply.take(reply.u32()));
  };
  assert.equal(read('user.a'), 'one');
  assert.equal(read(''), 'user.a\0user.b\0');
  set('user.a', '');
  assert.equal(
    failure('xattrwalk', (w) => writeString(w.u32(1).u32(3), 'user.a')),
    errno.ENODATA,
  );
});

test('the old messages that name a file by its own fid', () => {
  walk(1, ['work', 'dir', 'file']);
  walk(2, ['work']);
  call('rename', (w) => writeString(w.u32(1).u32(2), 'moved'));
  walk(3, ['work', 'moved']);
  call('remove', (w) => w.u32(1));
  assert.equal(
    failure('clunk', (w) => w.u32(1)),
    errno.EBADF,
    'a removed fid is clunked',
  );
  assert.equal(
    failure('walk', (w) => writeString(w.u32(2).u32(4).u16(1), 'moved')),
    errno.ENOENT,
  );
});

test('a read that waits is answered when there is something, and nothing else waits for it', async () => {
  walk(1, ['ctl', 'rx']);
  call('lopen', (w) => w.u32(1).u32(0));
  const answer = new Promise<Reply>((resolve) => {
    send('read', 20, (w) => w.u32(1).u64(0).u32(16), resolve);
  });
  call('getattr', (w) => w.u32(1).u64(0x7ff));
  ctl.channel.send(Uint8Array.of(1, 2, 3));
  const { tag, body } = await answer;
  assert.equal(tag, 20);
  assert.deepEqual([...body.take(body.u32())], [1, 2, 3, ...new Array(13).fill(0)], 'padded to what was asked for');
});

test('a flushed read ends with EINTR before the flush is answered, and takes nothing with it', async () => {
  walk(1, ['ctl', 'rx']);
  call('lopen', (w) => w.u32(1).u32(0));
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    send(
      'read',
      20,
      (w) => w.u32(1).u64(0).u32(4),
      ({ type, body }) => order.push(`read ${type} ${body.u32()}`),
    );
    send(
      'flush',
      21,
      (w) => w.u16(20),
      ({ type }) => {
        order.push(`flush ${type}`);
        resolve();
      },
    );
  });
  assert.deepEqual(order, [`read ${rlerror} ${errno.EINTR}`, 'flush 109']);
  ctl.channel.send(Uint8Array.of(5));
  const reply = call('read', (w) => w.u32(1).u64(0).u32(2));
  assert.deepEqual([...reply.take(reply.u32())], [5, 0]);
});

test('what the agent writes arrives in order', () => {
  const received: number[] = [];
  ctl.channel.received.on((chunk) => received.push(...chunk));
  walk(1, ['ctl', 'tx']);
  call('lopen', (w) => w.u32(1).u32(1));
  for (const byte of [1, 2, 3]) call('write', (w) => w.u32(1).u64(99).u32(1).u8(byte));
  assert.deepEqual(received, [1, 2, 3]);
});

test('nothing that the guest sends throws', () => {
  const replies: Reply[] = [];
  const raw = (bytes: number[]) => serve(Uint8Array.from(bytes), (reply) => replies.push(parse(reply)));
  raw([7, 0, 0, 0, 99, 1, 0]);
  raw([7, 0, 0, 0, 110, 2, 0]);
  raw([11, 0, 0, 0, 12, 3, 0, 1, 2, 3, 4]);
  raw([1]);
  raw([13, 0, 0, 0, 110, 4, 0, 0, 0, 0, 0, 9, 0]);
  assert.deepEqual(
    replies.map(({ type, body }) => [type, body.u32()]),
    [
      [rlerror, errno.EOPNOTSUPP],
      [rlerror, errno.EPROTO],
      [rlerror, errno.EPROTO],
      [rlerror, errno.EPROTO],
      [rlerror, errno.EPROTO],
    ],
  );
  for (const name of ['', '.', '..', 'a/b'])
    assert.equal(
      failure('mkdir', (w) => {
        writeString(w.u32(0), name);
        w.u32(0).u32(0);
      }),
      errno.EINVAL,
    );
  walk(1, ['work']);
  assert.equal(
    failure('mkdir', (w) => {
      writeString(w.u32(1), 'x'.repeat(256));
      w.u32(0).u32(0);
    }),
    errno.ENAMETOOLONG,
  );
});
