import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../base/clock.ts';
import { type Channel, claimStore } from './claim.ts';

/** One browser: workers that ask for the store, and end. Its messages and timers wait until they are let through. */
function browser() {
  const channels = new Set<Channel>();
  const timers = new Set<() => void>();
  const queue: Array<{ enter(): void; readonly signal: AbortSignal }> = [];
  let taken = false;
  const next = () => {
    const first = taken ? undefined : queue.shift();
    if (first === undefined) return;
    taken = true;
    first.enter();
  };
  const locks = {
    request: (_name: string, { signal }: LockOptions, held: () => Promise<never>) =>
      new Promise((_resolve, reject) => {
        const asking = { enter: () => void held(), signal: signal as AbortSignal };
        queue.push(asking);
        asking.signal.addEventListener('abort', () => {
          if (queue.includes(asking)) queue.splice(queue.indexOf(asking), 1);
          reject(asking.signal.reason);
        });
        next();
      }),
  } as unknown as LockManager;
  const clock: Clock = {
    now: () => 0,
    after(_milliseconds, run) {
      timers.add(run);
      return { dispose: () => timers.delete(run) };
    },
  };
  const claim = () => {
    const own: Channel = {
      onmessage: null,
      postMessage: (data) => {
        for (const other of channels) if (other !== own) other.onmessage?.({ data } as MessageEvent);
      },
      close: () => channels.delete(own),
    };
    channels.add(own);
    const claimed = claimStore({ locks, channel: () => own, clock });
    return {
      claimed,
      /** It takes no messages any more, and holds its lock all the same. */
      stops: () => channels.delete(own),
      ends() {
        taken = false;
        next();
      },
    };
  };
  const timePasses = () => {
    const [first] = timers;
    if (first === undefined) return;
    timers.delete(first);
    first();
  };
  return { claim, timePasses, locks };
}

test('the first has it, another tab has not', async () => {
  const { claim, timePasses } = browser();
  assert.equal(await claim().claimed, true);
  const other = claim();
  timePasses();
  assert.equal(await other.claimed, false);
});

test('a page that is long in ending is waited for', async () => {
  const { claim, timePasses } = browser();
  const old = claim();
  await old.claimed;
  old.stops();
  const reloaded = claim();
  timePasses();
  old.ends();
  assert.equal(await reloaded.claimed, true);
});

test('one that stands still is not waited for without end', async () => {
  const { claim, timePasses } = browser();
  const old = claim();
  await old.claimed;
  old.stops();
  const other = claim();
  timePasses();
  timePasses();
  assert.equal(await other.claimed, false);
});

test('where locks are refused, storage itself says what is wrong', async () => {
  const locks = { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) } as unknown as LockManager;
  const channel: Channel = { onmessage: null, postMessage: () => undefined, close: () => undefined };
  assert.equal(await claimStore({ locks, channel: () => channel }), true);
});
