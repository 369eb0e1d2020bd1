import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Buffer, DocumentSync, difference, readText, type SyncState } from './sync.ts';

/** A folder of one file, and an editor of one buffer. */
function desk(initial: string) {
  const folder = new Map<string, Uint8Array>([['app.py', new TextEncoder().encode(initial)]]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  let failing = false;
  let reading: Promise<void> | undefined;
  const workspace = {
    read: async (path: string) => {
      const bytes = folder.get(path) ?? assert.fail(`no ${path}`);
      await reading;
      return bytes;
    },
    write: async (path: string, data: Uint8Array | string) => {
      if (failing) throw new Error('No space left on device');
      folder.set(path, typeof data === 'string' ? new TextEncoder().encode(data) : data);
    },
  };
  let shown = initial;
  const buffer: Buffer = {
    text: () => shown,
    replace: (next) => {
      shown = next;
    },
  };
  const states: SyncState[] = [];
  const sync = new DocumentSync('app.py', initial, workspace, buffer, (state) => states.push(state));
  return {
    sync,
    states,
    state: () => states.at(-1) ?? { save: 'saved' },
    type: (next: string) => {
      shown = next;
      sync.edited();
    },
    shown: () => shown,
    disk: () => text(folder.get('app.py') ?? new Uint8Array()),
    guestWrites: (next: string) => folder.set('app.py', new TextEncoder().encode(next)),
    fail: (value: boolean) => {
      failing = value;
    },
    /** What is read from now on takes until the promise is kept. */
    readsTake: (time: Promise<void>) => {
      reading = time;
    },
  };
}

test('what is typed is saved, and says so', async () => {
  const { sync, type, disk, states } = desk('one');
  type('two');
  await sync.save();
  assert.equal(disk(), 'two');
  assert.deepEqual(
    states.map(({ save }) => save),
    ['dirty', 'saved'],
  );
});

test('a slow read of what was saved before does not undo what was saved since', async () => {
  const { sync, type, shown, disk, state, readsTake } = desk('one');
  type('two');
  await sync.save();
  let arrive: () => void = () => undefined;
  readsTake(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
  const looked = sync.changed();
  type('two three');
  await sync.save();
  arrive();
  await looked;
  assert.deepEqual([shown(), disk(), state()], ['two three', 'two three', { save: 'saved' }]);
});

test('a change from the guest comes in while nothing is unsaved', async () => {
  const { sync, guestWrites, shown, state } = desk('one');
  guestWrites('uno');
  await sync.changed();
  assert.equal(shown(), 'uno');
  assert.equal(state().conflict, undefined);
});

test('the echo of its own save changes nothing', async () => {
  const { sync, type, shown, state } = desk('one');
  type('two');
  await sync.save();
  type('two and');
  await sync.changed();
  assert.equal(shown(), 'two and');
  assert.equal(state().conflict, undefined);
});

test('when both changed, the typed text wins and the other one is offered', async () => {
  const { sync, type, guestWrites, shown, disk, state } = desk('one');
  type('typed');
  guestWrites('theirs');
  await sync.changed();
  await sync.save();
  assert.equal(disk(), 'typed');
  assert.equal(state().conflict, 'theirs');
  sync.resolve('theirs');
  await sync.save();
  assert.deepEqual([shown(), disk(), state().conflict], ['theirs', 'theirs', undefined]);
});

test('keeping one’s own ends the conflict', async () => {
  const { sync, type, guestWrites, disk, state } = desk('one');
  type('typed');
  guestWrites('theirs');
  await sync.changed();
  sync.resolve('ours');
  await sync.save();
  assert.deepEqual([disk(), state().conflict], ['typed', undefined]);
});

test('a save that fails says why, keeps the text and can be tried again', async () => {
  const { sync, type, shown, disk, state, fail } = desk('one');
  fail(true);
  type('two');
  await sync.save();
  assert.deepEqual([state().save, state().message, shown(), disk()], ['failed', 'No space left on device', 'two', 'one']);
  fail(false);
  await sync.save();
  assert.deepEqual([state().save, disk()], ['saved', 'two']);
});

test('closing saves first', async () => {
  const { sync, type, disk } = desk('one');
  type('two');
  sync.dispose();
  await sync.save();
  assert.equal(disk(), 'two');
});

test('only UTF-8 is text', async () => {
  const file = (bytes: number[]) => ({ read: async () => Uint8Array.from(bytes) });
  assert.equal(await readText(file([0xc3, 0xa4]), 'a'), 'ä');
  assert.equal(await readText(file([0x7f, 0x45, 0x00]), 'a'), undefined);
  assert.equal(await readText(file([0xff, 0xfe]), 'a'), undefined);
});

test('the difference of two texts is one stretch', () => {
  for (const [from, to] of [
    ['abc', 'abc'],
    ['abc', 'aXc'],
    ['aa', 'aaa'],
    ['', 'x'],
    ['x', ''],
    ['one two three', 'one three'],
  ] as const) {
    const { start, end, text } = difference(from, to);
    assert.equal(from.slice(0, start) + text + from.slice(end), to);
    assert.ok(end >= start);
  }
  assert.deepEqual(difference('one two three', 'one 2 three'), { start: 4, end: 7, text: '2' });
});
