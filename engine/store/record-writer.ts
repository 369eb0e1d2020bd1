import type { Clock } from '../base/clock.ts';
import type { RecordChange, Store } from './store.ts';

/** Long enough to join the steps of one command, short enough that a closing tab loses nothing that matters. */
const usualDelay = 50;

/**
 * Keeps records written without anyone waiting: the latest value of each key goes to the store in one commit at a time. A record that
 * comes and goes between two commits (a `docker run --rm`) is never written at all.
 *
 * For records that describe the engine's own memory (containers, networks): a tab that dies loses at most the last moment, and what is in
 * the store is one consistent moment, since all that is pending goes in one commit.
 */
export class RecordWriter {
  private readonly store: Store;
  private readonly clock: Clock;
  private pending = new Map<string, RecordChange>();
  private readonly written = new Set<string>();
  private running: Promise<void> | undefined;
  private readonly delay: number;
  private readonly onError: (error: unknown) => void;

  /** `delay` in milliseconds. `onError`: a commit failed (`exhausted`); its changes are tried again with the next one. */
  constructor(
    store: Store,
    clock: Clock,
    { delay = usualDelay, onError = () => {} }: { delay?: number; onError?: (error: unknown) => void } = {},
  ) {
    this.store = store;
    this.clock = clock;
    this.delay = delay;
    this.onError = onError;
  }

  /** Keys that the store has already (after a restart), so that their deletion is written. */
  known(key: string): void {
    this.written.add(key);
  }

  /** A function is asked for the value when it is written: one that changes often need not be made each time. */
  put(key: string, value: unknown): void {
    this.pending.set(key, { key, value });
    this.schedule();
  }

  delete(key: string): void {
    if (this.written.has(key)) this.pending.set(key, { key, delete: true });
    else this.pending.delete(key);
    this.schedule();
  }

  /** All that was put before is in the store. Rejects when the store refused it. */
  async flush(): Promise<void> {
    await this.running?.catch(() => {});
    if (this.pending.size > 0) await this.commit();
  }

  private schedule(): void {
    this.running ??= new Promise<void>((resolve) => this.clock.after(this.delay, resolve))
      .then(() => this.commit())
      .catch(this.onError)
      .finally(() => {
        this.running = undefined;
      });
  }

  private async commit(): Promise<void> {
    const changes = this.pending;
    if (changes.size === 0) return;
    this.pending = new Map();
    for (const change of changes.values()) if (!('delete' in change)) this.written.add(change.key);
    try {
      await this.store.commit([...changes.values()].map(settled));
      for (const change of changes.values()) if ('delete' in change) this.written.delete(change.key);
    } catch (error) {
      // Newer values win over those that failed.
      this.pending = new Map([...changes, ...this.pending]);
      throw error;
    }
    if (this.pending.size > 0) await this.commit();
  }
}

function settled(change: RecordChange): RecordChange {
  return 'value' in change && typeof change.value === 'function' ? { key: change.key, value: change.value() } : change;
}
