import { type Clock, systemClock } from '../../base/clock.ts';

/** What of a BroadcastChannel is used. */
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

export interface ClaimOptions {
  readonly locks?: LockManager | undefined;
  readonly channel?: () => Channel;
  readonly clock?: Clock;
}

/** Milliseconds after which the holder is asked. As a rule a page that is being reloaded has let go long before. */
const handover = 2000;
/** A holder that neither answers nor ends for so long stands still, in a debugger for example. */
const silence = 30_000;

/**
 * Whether this worker has the store to itself, from now until it ends; where there are no locks, all is as before. Two engines over one store
 * would collect each other's layers as garbage.
 *
 * A page that is being reloaded lets go only when its worker has ended, and how long that takes depends on the machine. So it is not the time
 * that tells it from another tab, but an answer: another tab gives one, what is ending gives none.
 */
export function claimStore({
  locks = navigator.locks,
  channel: openChannel = () => new BroadcastChannel('drydock'),
  clock = systemClock,
}: ClaimOptions = {}): Promise<boolean> {
  if (locks === undefined) return Promise.resolve(true);
  // Channels and locks are refused where storage is: the store itself then says so.
  let channel: Channel;
  try {
    channel = openChannel();
  } catch {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const waiting = new AbortController();
    channel.onmessage = ({ data }) => data === 'held' && waiting.abort();
    const timers = [
      clock.after(handover, () => channel.postMessage('who has it?')),
      clock.after(handover + silence, () => waiting.abort()),
    ];
    const settle = (own: boolean) => {
      for (const timer of timers) timer.dispose();
      resolve(own);
    };
    const held = () => {
      channel.onmessage = ({ data }) => data === 'who has it?' && channel.postMessage('held');
      settle(true);
      return new Promise<never>(() => undefined);
    };
    locks.request('drydock', { signal: waiting.signal }, held).catch(() => {
      channel.close();
      settle(!waiting.signal.aborted);
    });
  });
}
