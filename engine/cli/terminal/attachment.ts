import { stdCopy } from '../../api/client/stdcopy.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Duplex } from '../../base/stream.ts';
import { copy } from '../../base/stream.ts';
import { StatusError } from '../errors.ts';
import type { CliIo } from '../io.ts';
import { DetachFilter, detachSequence } from './detach-keys.ts';

export interface AttachmentOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** The program has a terminal: bytes are raw, and so is ours while we are attached. */
  readonly tty: boolean;
  readonly detachKeys: string;
}

/**
 * Joins the command's streams with a program's until its output ends, or the user leaves with the detach keys.
 * The terminal is restored before this resolves.
 */
export async function converse(io: CliIo, connection: Duplex, options: AttachmentOptions): Promise<'ended' | 'detached'> {
  const raw = options.stdin && options.tty && io.isTerminal.stdin;
  if (raw) await io.setRaw(true);
  const input = options.stdin ? sendInput(io, connection, options) : closeInput(connection);
  const output = receiveOutput(io, connection, options);
  try {
    const first = await Promise.race([input, output]);
    if (first === 'detached') return 'detached';
    // The end of input is not the end of the conversation; a program without output to show ends with its input.
    if (options.stdout || options.stderr) return await Promise.race([output, input.then((end) => (end === 'detached' ? end : output))]);
    return 'ended';
  } finally {
    connection.destroy();
    if (raw) await io.setRaw(false);
  }
}

async function sendInput(io: CliIo, { sink }: Duplex, { tty, detachKeys }: AttachmentOptions): Promise<'ended' | 'detached'> {
  const filter = new DetachFilter(detachSequence(detachKeys));
  try {
    await copy(tty ? filter.filter(io.stdin) : io.stdin, sink);
    if (filter.detached) return 'detached';
    await sink.end();
  } catch {
    // The program went away with input left: its output tells the rest.
  }
  return 'ended';
}

async function closeInput({ sink }: Duplex): Promise<'ended'> {
  await sink.end().catch(() => undefined);
  return 'ended';
}

async function receiveOutput(io: CliIo, { source }: Duplex, { stdout, stderr, tty }: AttachmentOptions): Promise<'ended'> {
  if (!stdout && !stderr) return new Promise(() => undefined);
  if (tty) await copy(source, io.stdout);
  else await stdCopy(source, stdout ? io.stdout : undefined, stderr ? io.stderr : undefined);
  return 'ended';
}

/** The program's terminal follows the size of ours: now, and as it changes. */
export function followSize(io: CliIo, resize: (size: { rows: number; cols: number }) => Promise<void>): Disposable {
  const send = (size: { rows: number; cols: number }) => {
    if (size.rows > 0 || size.cols > 0) resize(size).catch(() => undefined);
  };
  send(io.size);
  return io.onResize.on(send);
}

/** SIGCHLD, SIGPIPE, SIGTTIN, SIGTTOU, SIGURG and SIGWINCH concern this process alone. */
const ownSignals: ReadonlySet<number> = new Set([13, 17, 21, 22, 23, 28]);

export interface SignalForwarding extends Disposable {
  /** Rejects when the user insists: a program that ignores Ctrl-C must not hold the terminal. */
  readonly forced: Promise<never>;
}

/** Signals to this command become the container's (`--sig-proxy`), or nothing but a count of how often the user insisted. */
export function forwardSignals(io: CliIo, kill: (signal: string) => Promise<void> = async () => undefined): SignalForwarding {
  let endings = 0;
  let force = (_: StatusError) => {};
  const forced = new Promise<never>((_, reject) => {
    force = reject;
  });
  forced.catch(() => undefined);
  io.claimSignals();
  const listening = io.onSignal.on((signal) => {
    if (ownSignals.has(signal)) return;
    if (signal === 2 || signal === 15) endings += 1;
    if (endings >= 3) force(new StatusError('\ngot 3 SIGTERM/SIGINTs, forcefully exiting'));
    kill(String(signal)).catch(() => undefined);
  });
  return { forced, dispose: () => listening.dispose() };
}

/** `-t` needs a terminal to take input from. */
export function checkTerminal(io: CliIo, attachStdin: boolean, tty: boolean): void {
  if (attachStdin && tty && !io.isTerminal.stdin) throw new Error('the input device is not a TTY');
}
