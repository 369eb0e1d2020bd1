import type { EngineError } from '../../base/errors.ts';
import type { ExitStatus, Process, Spawn } from '../agent.ts';
import { type Items, ItemWriter } from './codec.ts';
import type { Connection, Incoming, ObjectHandler, Outgoing } from './connection.ts';
import { encodeSpawn } from './spawn.ts';
import { IncomingStream, OutgoingStream } from './streams.ts';
import * as wire from './wire.ts';

/** One spawned program: known to the connection from the request on, so that no frame of it is missed. */
export class AgentProcess implements Process, ObjectHandler {
  readonly stdin: OutgoingStream;
  readonly stdout: IncomingStream;
  readonly stderr: IncomingStream;
  readonly exit: Promise<ExitStatus>;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  private readonly connection: Connection;
  private readonly id: number;
  private settle!: { resolve: (status: ExitStatus) => void; reject: (error: unknown) => void };
  private pidInGuest = 0;
  /** Exit and ends of output still to come. After the last the agent has forgotten the process, and so do we. */
  private open: number;

  private constructor(connection: Connection, id: number, spec: Spawn) {
    this.connection = connection;
    this.id = id;
    this.stdin = new OutgoingStream(connection.sender(id, 0), wire.WINDOW_IN);
    this.stdout = new IncomingStream(connection.sender(id, 1), wire.WINDOW_OUT);
    this.stderr = new IncomingStream(connection.sender(id, 2), wire.WINDOW_OUT);
    this.open = spec.terminal ? 2 : 3;
    if (spec.terminal) this.stderr.end();
    else if (spec.stdin !== 'pipe') this.stdin.fail();
    this.incoming = { 1: this.receiver(this.stdout), 2: this.receiver(this.stderr) };
    this.outgoing = { 0: this.stdin };
    this.exit = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Whoever does not ask for the exit is not to be told that the guest is gone.
    this.exit.catch(() => undefined);
  }

  static async spawn(connection: Connection, spec: Spawn): Promise<AgentProcess> {
    const request = encodeSpawn(spec);
    const id = connection.nextId();
    const process = new AgentProcess(connection, id, spec);
    connection.add(id, process);
    try {
      const reply = await connection.request(wire.REQ_SPAWN, request, id);
      process.pidInGuest = reply.number(wire.TAG_PID);
      return process;
    } catch (error) {
      connection.remove(id);
      throw error;
    }
  }

  get pid(): number {
    return this.pidInGuest;
  }

  async release(): Promise<void> {
    await this.ask(wire.REQ_RELEASE, new ItemWriter());
  }

  async resize(rows: number, cols: number): Promise<void> {
    await this.ask(wire.REQ_RESIZE, new ItemWriter().u32(wire.TAG_ROWS, rows).u32(wire.TAG_COLS, cols));
  }

  async signal(number: number, options?: { group?: boolean }): Promise<void> {
    const flags = options?.group ? wire.SIGNAL_GROUP : 0;
    await this.ask(wire.REQ_SIGNAL, new ItemWriter().u32(wire.TAG_SIGNAL, number).u32(wire.TAG_FLAGS, flags));
  }

  event(type: number, items: Items): void {
    if (type !== wire.EVENT_EXITED) return;
    this.finish();
    const signal = items.u32(wire.TAG_SIGNAL);
    this.settle.resolve(signal === undefined ? { code: items.number(wire.TAG_CODE) } : { code: 128 + signal, signal });
  }

  lost(error: EngineError): void {
    this.settle.reject(error);
    this.stdout.fail(error);
    this.stderr.fail(error);
    this.stdin.fail(error);
  }

  private receiver(stream: IncomingStream): Pick<IncomingStream, 'push' | 'end' | 'fail'> {
    return {
      push: (chunk) => stream.push(chunk),
      end: () => {
        stream.end();
        this.finish();
      },
      fail: (error) => {
        stream.fail(error);
        this.finish();
      },
    };
  }

  private finish(): void {
    this.open--;
    if (this.open > 0) return;
    this.stdin.fail();
    this.connection.remove(this.id);
  }

  private ask(type: number, items: ItemWriter): Promise<Items> {
    return this.connection.request(type, items.u32(wire.TAG_OBJECT, this.id));
  }
}
