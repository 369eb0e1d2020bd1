import { Emitter } from '../../engine/base/events.ts';

/** A terminal printed something that is more than the echo of a key: a command goes on, or has ended. */
export const terminalActivity = new Emitter<void>();
