import type { Event } from '../base/events.ts';

/** The byte stream between engine and agent, ordered and lossless in both directions: two files of the 9P tree, or a socket in the agent's own tests. */
export interface Channel {
  /** Never blocks: the engine's side is bounded by the credits of the agent's protocol. Always whole frames, so that zero bytes may follow as padding. */
  send(bytes: Uint8Array): void;
  /** Chunks as they come; a frame may be split or several be joined. */
  readonly received: Event<Uint8Array>;
  /** The other end is gone for good. */
  readonly closed?: Event<void>;
}
