import type { Clock } from '../base/clock.ts';
import { within } from './within.ts';

/** Milliseconds after which a program that has ended has nothing more to say, if nothing came. */
const silence = 2000;
/** Bytes in that time which are a backlog on its way; less is a background program's talk. */
const trickle = 4096;
/** More than pipes and windows hold: what comes after that was written later. */
const underWay = 1 << 20;

/**
 * Until the output of a program that has ended is in. Waiting for its end alone could last for ever: with `--pid host`, or behind an exec's
 * back, others may hold the pipes. Nor is a fixed time enough: on a slow machine, or with a client that is slow to read, a full pipe and a full
 * window take longer than that.
 */
export async function drained(clock: Clock, done: Promise<unknown>, received: () => number): Promise<void> {
  const end = received() + underWay;
  for (let before = received(); !(await within(clock, done, silence)); before = received()) {
    if (received() - before < trickle || received() > end) return;
  }
}
