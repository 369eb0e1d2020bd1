import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Clock, systemClock } from '../base/clock.ts';
import { openMemoryStore } from '../store/memory.ts';
import { RecordWriter } from '../store/record-writer.ts';
import { DetachWatcher, parseDetachKeys } from './detach-keys.ts';
import { drained } from './drained.ts';
import { ContainerLog } from './log.ts';
import { OutputHub } from './output.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

describe('detach keys', () => {
  test('the notation', () => {
    assert.deepEqual([...parseDetachKeys()], [16, 17]);
    assert.deepEqual([...parseDetachKeys('ctrl-a,x,ctrl-[,ctrl-_')], [1, 120, 27, 31]);
    assert.throws(() => parseDetachKeys('ctrl-'), /Unknown character: 'ctrl-'/);
  });

  test('found across chunks; what only began like it goes through', () => {
    const feed = (...chunks: string[]) => {
      const watcher = new DetachWatcher(parseDetachKeys());
      let passed = '';
      for (const chunk of chunks) {
        const { pass, detached } = watcher.filter(bytes(chunk));
        passed += text(pass);
        if (detached) return `${passed}!`;
      }
      return passed;
    };
    assert.equal(feed('ab\u0010', '\u0011c'), 'ab!');
    assert.equal(feed('a\u0010b'), 'a\u0010b');
    assert.equal(feed('\u0010\u0010\u0011'), '\u0010!');
  });
});

describe('the log', () => {
  const setup = () => {
    const store = openMemoryStore();
    const writer = new RecordWriter(store, systemClock, { delay: 0 });
    return { store, writer, log: new ContainerLog(store, writer, 'id', true) };
  };

  test('rotation: whole files go, as json-file counts their bytes', () => {
    const { log } = setup();
    log.rotation = { maxSize: 200, maxFiles: 2 };
    for (let n = 1; n <= 9; n++) log.append({ stream: 'stdout', data: bytes(`line ${n}\n`) }, n);
    // Three lines of 80 bytes are a full file.
    assert.deepEqual(
      log.lines.map(({ time }) => time),
      [4, 5, 6, 7, 8, 9],
    );
    log.append({ stream: 'stdout', data: bytes('line 10\n') }, 10);
    assert.deepEqual(
      log.lines.map(({ time }) => time),
      [7, 8, 9, 10],
    );
  });

  test('lines across chunks and streams, and the end of an unfinished one', () => {
    const { log } = setup();
    log.append({ stream: 'stdout', data: bytes('one\ntw') }, 1);
    log.append({ stream: 'stderr', data: bytes('err\n') }, 2);
    log.append({ stream: 'stdout', data: bytes('o\nlast') }, 3);
    log.close(4);
    assert.deepEqual(
      log.lines.map(({ stream, time, data }) => [stream, time, text(data)]),
      [
        ['stdout', 1, 'one\n'],
        ['stderr', 2, 'err\n'],
        ['stdout', 3, 'two\n'],
        ['stdout', 4, 'last'],
      ],
    );
  });

  test('survives a reload, and its oldest part goes when it is too long', async () => {
    const { store, writer, log } = setup();
    const line = bytes(`${'x'.repeat(1023)}\n`);
    for (let i = 0; i < 6000; i++) log.append({ stream: 'stdout', data: line }, i);
    assert.ok(log.lines.length < 4200 && log.lines.length > 4000, String(log.lines.length));
    assert.equal(log.lines.at(-1)?.time, 5999);
    await writer.flush();
    const again = new ContainerLog(store, writer, 'id', false);
    await again.load();
    assert.deepEqual(
      again.lines.map(({ time }) => time),
      log.lines.map(({ time }) => time),
    );
    again.remove();
    await again.load();
    await writer.flush();
    assert.deepEqual(await store.list('log/'), []);
  });

  test('a line without end is cut at 16 KiB', () => {
    const { log } = setup();
    log.append({ stream: 'stdout', data: bytes('y'.repeat(40_000)) }, 1);
    assert.deepEqual(
      log.lines.map(({ data }) => data.length),
      [16384, 16384, 7232],
    );
  });
});

describe('record writer', () => {
  test('the latest value of each key; what came and went is never written', async () => {
    const store = openMemoryStore();
    const writer = new RecordWriter(store, systemClock);
    writer.put('a', 1);
    writer.put('a', 2);
    writer.put('b', 1);
    writer.delete('b');
    await writer.flush();
    assert.deepEqual(await store.list(''), [['a', 2]]);
    writer.delete('a');
    await writer.flush();
    assert.deepEqual(await store.list(''), []);
  });

  test('a value that is made when it is written', async () => {
    const store = openMemoryStore();
    const writer = new RecordWriter(store, systemClock);
    const lines = [1];
    writer.put('a', () => lines);
    lines.push(2);
    await writer.flush();
    assert.deepEqual(await store.list(''), [['a', [1, 2]]]);
  });

  test('a commit that fails is tried again, newer values first', async () => {
    const store = openMemoryStore();
    let full = true;
    const failing = {
      ...store,
      commit: (changes: Parameters<typeof store.commit>[0]) => (full ? Promise.reject(new Error('full')) : store.commit(changes)),
    };
    const writer = new RecordWriter(failing, systemClock);
    writer.put('a', 1);
    writer.put('b', 1);
    await assert.rejects(writer.flush(), /full/);
    writer.put('a', 2);
    full = false;
    await writer.flush();
    assert.deepEqual(await store.list(''), [
      ['a', 2],
      ['b', 1],
    ]);
  });
});

test('a slow client holds the producer, one that leaves does not', async () => {
  const hub = new OutputHub();
  const queue = hub.subscribe({ stdout: true, stderr: false });
  let produced = 0;
  async function* source() {
    for (; produced < 40; produced++) yield new Uint8Array(1 << 16);
  }
  async function* nothing(): AsyncGenerator<Uint8Array> {}
  const pumped = hub.pump(source(), nothing());
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(produced < 20, String(produced));
  for await (const chunk of queue) if (chunk.data.length > 0) break;
  await pumped;
  assert.equal(produced, 40);
});

describe('the output of a program that has ended', () => {
  /** Bytes that come in one period of silence after the other, and for how many of them it is waited. */
  const periods = async (...bytes: readonly number[]) => {
    let received = 0;
    let waited = 0;
    const clock: Clock = {
      now: () => 0,
      after(_, run) {
        received += bytes[waited] ?? 0;
        waited += 1;
        queueMicrotask(run);
        return { dispose: () => {} };
      },
    };
    await drained(clock, new Promise(() => {}), () => received);
    return waited;
  };

  test('is waited for as long as a backlog comes, and no longer', async () => {
    assert.equal(await periods(), 1);
    assert.equal(await periods(65_536, 65_536, 65_536), 4);
  });

  test('others that hold its pipes are not, whether they say little or much', async () => {
    assert.equal(await periods(...Array<number>(100).fill(10)), 1);
    assert.equal(await periods(...Array<number>(100).fill(1 << 19)), 3);
  });
});
