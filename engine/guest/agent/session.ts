import { Emitter } from '../../base/events.ts';
import type { CommandSession } from '../agent.ts';
import { type Items, ItemWriter } from './codec.ts';
import type { Connection, Incoming, ObjectHandler, Outgoing } from './connection.ts';
import { IncomingStream, OutgoingStream } from './streams.ts';
import * as wire from './wire.ts';

/** A `docker …` typed in the guest; its client program is at the other end of the agent's socket. */
export class AgentSession implements CommandSession, ObjectHandler {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly isTerminal: CommandSession['isTerminal'];
  readonly size: CommandSession['size'];
  readonly stdin: IncomingStream;
  readonly stdout: OutgoingStream;
  readonly stderr: OutgoingStream;
  readonly onResize = new Emitter<{ rows: number; cols: number }>();
  readonly onSignal = new Emitter<number>();
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  private readonly connection: Connection;
  private readonly id: number;
  private readonly abort = new AbortController();
  private readonly gone: Promise<void>;
  private setGone!: () => void;
  private exiting = false;

  constructor(connection: Connection, id: number, items: Items) {
    const terminals = items.number(wire.TAG_TERMINALS);
    this.connection = connection;
    this.id = id;
    this.argv = items.texts(wire.TAG_ARG);
    this.cwd = items.text(wire.TAG_CWD) ?? '/';
    this.env = Object.fromEntries(items.texts(wire.TAG_ENV).map(splitVariable));
    this.isTerminal = {
      stdin: (terminals & wire.TERMINAL_STDIN) !== 0,
      stdout: (terminals & wire.TERMINAL_STDOUT) !== 0,
      stderr: (terminals & wire.TERMINAL_STDERR) !== 0,
    };
    this.size = sizeOf(items);
    // Channel 0 of a session begins without credit: what nobody reads stays with the terminal or pipe for the next program.
    this.stdin = new IncomingStream(connection.sender(id, 0), wire.WINDOW_SESSION, true);
    this.stdout = new OutgoingStream(connection.sender(id, 1), wire.WINDOW_SESSION);
    this.stderr = new OutgoingStream(connection.sender(id, 2), wire.WINDOW_SESSION);
    this.incoming = { 0: this.stdin };
    this.outgoing = { 1: this.stdout, 2: this.stderr };
    this.gone = new Promise((resolve) => {
      this.setGone = resolve;
    });
    connection.add(id, this);
  }

  get closed(): AbortSignal {
    return this.abort.signal;
  }

  claimSignals(): void {
    this.connection.send(wire.SESSION_CLAIM, 0, this.id);
  }

  setRaw(raw: boolean): Promise<void> {
    const items = new ItemWriter().u32(wire.TAG_FLAGS, raw ? 1 : 0);
    this.connection.send(wire.SESSION_RAW, 0, this.id, items.finish());
    return Promise.resolve();
  }

  async exit(code: number): Promise<void> {
    await Promise.all([this.stdout.flushed(), this.stderr.flushed()]);
    if (!this.exiting) {
      this.exiting = true;
      this.connection.send(wire.SESSION_EXIT, 0, this.id, new ItemWriter().u32(wire.TAG_CODE, code).finish());
    }
    await this.gone;
  }

  event(type: number, items: Items): void {
    if (type === wire.EVENT_SIGNAL) this.onSignal.emit(items.number(wire.TAG_SIGNAL));
    else if (type === wire.EVENT_SIZE) this.onResize.emit(sizeOf(items));
    else if (type === wire.EVENT_CLOSED) {
      this.connection.remove(this.id);
      this.lost();
    }
  }

  lost(): void {
    this.setGone();
    this.stdin.end();
    this.stdout.fail();
    this.stderr.fail();
    if (!this.exiting) this.abort.abort();
  }
}

function splitVariable(variable: string): [string, string] {
  const equals = variable.indexOf('=');
  return equals < 0 ? [variable, ''] : [variable.slice(0, equals), variable.slice(equals + 1)];
}

function sizeOf(items: Items): { rows: number; cols: number } {
  return { rows: items.number(wire.TAG_ROWS), cols: items.number(wire.TAG_COLS) };
}
