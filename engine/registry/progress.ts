import type { Clock } from '../base/clock.ts';
import { type Digest, hexOf } from '../oci/digest.ts';

/** One message of Docker's pull and push streams. */
export interface TransferMessage {
  readonly status: string;
  /** A layer's short ID, or the tag in "Pulling from". */
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

export type Say = (message: TransferMessage) => void;

/** A layer's line. Without numbers it has the empty detail that makes a terminal redraw it in place. */
export function layerLine(id: string, status: string, progressDetail: TransferMessage['progressDetail'] = {}): TransferMessage {
  return { status, progressDetail, id };
}

/** Docker's TruncateID. */
export function short(digest: Digest): string {
  return hexOf(digest).slice(0, 12);
}

/**
 * Whether a transfer that has come to `current` is worth a message: one for each percent, or each 512 KiB where that is less, at most ten a
 * second, and one at its end (moby pkg/progress/progressreader.go).
 */
export function paced(total: number, clock: Clock): (current: number) => boolean {
  const step = Math.min(512 * 1024, total / 100);
  let last = 0;
  let time = Number.NEGATIVE_INFINITY;
  return (current) => {
    const isEnd = current === total;
    if (current - last <= step && !isEnd) return false;
    last = current;
    if (clock.now() - time < 100) return isEnd;
    time = clock.now();
    return true;
  };
}

/** dockerd's number of attempts for a layer. */
export const ATTEMPTS = 5;

/** Waits as dockerd does before it tries again, 5 s more each time, counting down. */
export async function retryDelay(attempt: number, id: string, { clock, say, signal }: { clock: Clock; say: Say; signal: AbortSignal }) {
  for (let seconds = attempt * 5; seconds > 0 && !signal.aborted; seconds--) {
    say(layerLine(id, `Retrying in ${seconds} second${seconds === 1 ? '' : 's'}`));
    await new Promise<void>((resolve) => {
      const stop = () => {
        timer.dispose();
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const timer = clock.after(1000, stop);
      signal.addEventListener('abort', stop);
    });
  }
}
