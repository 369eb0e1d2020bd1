import type { Disposable } from '../../base/disposable.ts';
import type { EngineError } from '../../base/errors.ts';
import type { Duplex } from '../../base/stream.ts';
import type { SocketAddress } from '../agent.ts';
import { type Items, ItemWriter } from './codec.ts';
import type { Connection, Incoming, ObjectHandler, Outgoing } from './connection.ts';
import { IncomingStream, OutgoingStream } from './streams.ts';
import * as wire from './wire.ts';

/** A connected socket of the guest. */
class AgentSocket implements Duplex, ObjectHandler {
  readonly source: IncomingStream;
  readonly sink: OutgoingStream;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  private readonly connection: Connection;
  private readonly id: number;

  constructor(connection: Connection, id: number) {
    this.connection = connection;
    this.id = id;
    this.source = new IncomingStream(connection.sender(id, 1), wire.WINDOW_OUT);
    this.sink = new OutgoingStream(connection.sender(id, 0), wire.WINDOW_IN);
    this.incoming = { 1: this.source };
    this.outgoing = { 0: this.sink };
    connection.add(id, this);
  }

  destroy(): void {
    this.connection.remove(this.id);
    this.source.end();
    this.sink.fail();
    closeObject(this.connection, this.id);
  }

  /** Both directions are over. */
  event(type: number): void {
    if (type !== wire.EVENT_CLOSED) return;
    this.connection.remove(this.id);
    this.source.end();
    this.sink.fail();
  }

  lost(error: EngineError): void {
    this.source.fail(error);
    this.sink.fail(error);
  }
}

export async function listen(
  connection: Connection,
  address: SocketAddress,
  onConnection: (connection: Duplex) => void,
): Promise<Disposable> {
  const id = connection.nextId();
  connection.add(id, {
    event: (type, items) => {
      if (type === wire.EVENT_ACCEPTED) onConnection(new AgentSocket(connection, items.number(wire.TAG_OBJECT)));
    },
    lost: () => undefined,
  });
  return keepUntilDisposed(connection, id, connection.request(wire.REQ_LISTEN, encodeAddress(address), id));
}

export async function dial(connection: Connection, address: SocketAddress): Promise<Duplex> {
  const id = connection.nextId();
  const socket = new AgentSocket(connection, id);
  try {
    await connection.request(wire.REQ_DIAL, encodeAddress(address), id);
  } catch (error) {
    connection.remove(id);
    throw error;
  }
  return socket;
}

export async function receive(
  connection: Connection,
  address: { host: string; port: number; namespace?: string },
  answer: (datagram: Uint8Array) => Uint8Array | undefined,
): Promise<Disposable> {
  const id = connection.nextId();
  const respond = (items: Items): void => {
    const bytes = answer(items.bytes(wire.TAG_BYTES) ?? new Uint8Array(0));
    if (bytes === undefined) return;
    const reply = new ItemWriter()
      .text(wire.TAG_HOST, items.text(wire.TAG_HOST))
      .u32(wire.TAG_PORT, items.u32(wire.TAG_PORT))
      .raw(wire.TAG_BYTES, bytes);
    connection.send(wire.STREAM_DATAGRAM, 0, id, reply.finish());
  };
  connection.add(id, {
    event: (type, items) => {
      if (type === wire.STREAM_DATAGRAM) respond(items);
    },
    lost: () => undefined,
  });
  return keepUntilDisposed(connection, id, connection.request(wire.REQ_RECEIVE, encodeAddress(address), id));
}

export async function forward(
  connection: Connection,
  { protocol, host, port, to }: { protocol: 'tcp' | 'udp'; host: string; port: number; to: { host: string; port: number } },
): Promise<Disposable & { readonly port: number }> {
  const id = connection.nextId();
  const items = new ItemWriter()
    .text(wire.TAG_PROTOCOL, protocol)
    .text(wire.TAG_HOST, host)
    .u32(wire.TAG_PORT, port)
    .text(wire.TAG_TO_HOST, to.host)
    .u32(wire.TAG_TO_PORT, to.port);
  const request = connection.request(wire.REQ_FORWARD, items, id);
  const disposable = await keepUntilDisposed(connection, id, request);
  return { ...disposable, port: (await request).number(wire.TAG_PORT) };
}

async function keepUntilDisposed(connection: Connection, id: number, request: Promise<unknown>): Promise<Disposable> {
  try {
    await request;
  } catch (error) {
    connection.remove(id);
    throw error;
  }
  let disposed = false;
  return {
    dispose: () => {
      if (disposed) return;
      disposed = true;
      connection.remove(id);
      closeObject(connection, id);
    },
  };
}

function closeObject(connection: Connection, id: number): void {
  // Nobody waits for the answer; without an agent there is nothing left to close.
  connection.request(wire.REQ_CLOSE, new ItemWriter().u32(wire.TAG_OBJECT, id)).catch(() => undefined);
}

function encodeAddress(address: SocketAddress): ItemWriter {
  const items = new ItemWriter();
  if ('unix' in address) return items.text(wire.TAG_UNIX, address.unix).u32(wire.TAG_MODE, address.mode);
  return items.text(wire.TAG_HOST, address.host).u32(wire.TAG_PORT, address.port).text(wire.TAG_NAMESPACE, address.namespace);
}
