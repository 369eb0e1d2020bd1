import type { Disposable } from './disposable.ts';

/** Time and timers, handed in so that tests own them. */
export interface Clock {
  /** Milliseconds since the epoch, with a fraction where the platform has one. */
  now(): number;
  after(milliseconds: number, run: () => void): Disposable;
}

interface TimerHost {
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(milliseconds, run) {
    const host = globalThis as unknown as TimerHost;
    const timer = host.setTimeout(run, milliseconds);
    return { dispose: () => host.clearTimeout(timer) };
  },
};

/** RFC 3339 with nanoseconds, as Docker prints every time (`2026-01-02T03:04:05.006789000Z`). */
export function rfc3339(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const nanos = Math.round((milliseconds - whole) * 1e6);
  const iso = new Date(whole).toISOString();
  return `${iso.slice(0, -1)}${String(Math.min(nanos, 999_999)).padStart(6, '0')}Z`;
}

/** What Docker writes for a time that has not come. */
export const zeroTime = '0001-01-01T00:00:00Z';
