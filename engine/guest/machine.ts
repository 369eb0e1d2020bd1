import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/events.ts';

/** One PC with a Linux in it. The only implementation is `guest/v86`; nothing else in the engine knows v86. */
export interface Machine extends Disposable {
  /** What the guest's kernel and agent print on the serial console: diagnostics only. */
  readonly console: Event<string>;
  /** Writes to the serial console's input. The agent, while it waits before 9P is mounted, takes one line from it. */
  sendConsole(text: string): void;
  /** The whole machine's state, to be handed to a later boot. Only while no 9P request is unanswered. */
  saveState(): Promise<Uint8Array>;
  /** Stops the processor for good. */
  dispose(): void;
}

/** Answers one 9P2000.L message with one message, sooner or later, in any order. */
export type P9Handler = (request: Uint8Array, reply: (response: Uint8Array) => void) => void;

/** The files a machine boots from. Either `state` alone (fast), or all the others. */
export interface BootFiles {
  readonly bios?: Uint8Array;
  readonly vgaBios?: Uint8Array;
  readonly kernel?: Uint8Array;
  readonly initramfs?: Uint8Array;
  /** As `saveState` gave it, uncompressed. */
  readonly state?: Uint8Array;
}
