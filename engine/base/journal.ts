import type { Clock } from './clock.ts';
import { Emitter } from './events.ts';

/** Docker's event message, as `GET /events` streams it. */
export interface EventMessage {
  readonly Type: 'container' | 'image' | 'network' | 'volume' | 'builder' | 'daemon';
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: 'local';
  /** Seconds since the epoch, and the same in nanoseconds. */
  readonly time: number;
  readonly timeNano: number;
  /** Of containers and images, for clients before API 1.22. */
  readonly status?: string;
  readonly id?: string;
  readonly from?: string;
}

/** moby keeps this many for `GET /events?since=`. */
const kept = 256;

/** The engine's event log: every manager writes to it, `GET /events` and the page read it. */
export class Journal {
  readonly messages = new Emitter<EventMessage>();
  private readonly recent: EventMessage[] = [];
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  record(type: EventMessage['Type'], action: string, id: string, attributes: Readonly<Record<string, string>> = {}): void {
    const now = this.clock.now();
    const legacy =
      type === 'container' || type === 'image'
        ? { status: action, id, ...(attributes.image !== undefined && { from: attributes.image }) }
        : {};
    const message: EventMessage = {
      ...legacy,
      Type: type,
      Action: action,
      // Go prints a map by its keys.
      Actor: { ID: id, Attributes: Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) },
      scope: 'local',
      time: Math.floor(now / 1000),
      timeNano: Math.floor(now * 1000) * 1000,
    };
    this.recent.push(message);
    if (this.recent.length > kept) this.recent.shift();
    this.messages.emit(message);
  }

  /** Those still kept, oldest first, not before `since` (milliseconds). */
  since(since: number): readonly EventMessage[] {
    return this.recent.filter((message) => message.timeNano >= since * 1e6);
  }
}
