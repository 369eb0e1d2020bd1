import type { Processor } from './emulator.ts';

/**
 * Replaces v86's way of giving the event loop a turn. In a worker v86 would ping a second worker it starts for the purpose, two thread switches for
 * every millisecond of work and for every wake-up from HLT; a `MessageChannel` to ourselves costs microseconds. In Node it is setImmediate.
 * Returns what stops the processor for good.
 */
export function installScheduler(processor: Processor): () => void {
  const { soon, close } = 'setImmediate' in globalThis ? immediate() : channel();
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  processor.unregister_yield();
  processor.yield = (milliseconds, tick) => {
    if (stopped) return;
    // A tick that was scheduled before is void now: v86 asks again when an interrupt ends a HLT.
    clearTimeout(timer);
    const run = () => {
      if (!stopped) processor.yield_callback(tick);
    };
    if (milliseconds < 1) soon(run);
    // By way of `soon`: browsers hold timers set from within timers back to 4 ms, from the fifth on.
    else timer = setTimeout(() => soon(run), milliseconds);
  };
  return () => {
    stopped = true;
    clearTimeout(timer);
    close();
  };
}

interface Turn {
  soon(run: () => void): void;
  close(): void;
}

function immediate(): Turn {
  return { soon: (run) => void setImmediate(run), close: () => undefined };
}

function channel(): Turn {
  const { port1, port2 } = new MessageChannel();
  const queue: Array<() => void> = [];
  (port1 as unknown as { onmessage: () => void }).onmessage = () => queue.shift()?.();
  return {
    soon(run) {
      queue.push(run);
      port2.postMessage(0);
    },
    close: () => port1.close(),
  };
}
