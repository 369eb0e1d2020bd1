import type { Clock } from '../base/clock.ts';

/** Whether it settled in time; no limit without `milliseconds`. */
export function within(clock: Clock, done: Promise<unknown>, milliseconds: number | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = milliseconds === undefined ? undefined : clock.after(milliseconds, () => resolve(false));
    const settle = () => {
      timer?.dispose();
      resolve(true);
    };
    done.then(settle, settle);
  });
}
