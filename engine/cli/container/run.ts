import type { Disposable } from '../../base/disposable.ts';
import { DisposableStack } from '../../base/disposable.ts';
import { atLeast, type Call, command } from '../command.ts';
import { describe, StatusError } from '../errors.ts';
import { bool, string } from '../flag.ts';
import { checkTerminal, converse, followSize, forwardSignals } from '../terminal/attachment.ts';
import { bodyOf, createContainer, withHelp } from './create.ts';
import { createFlags } from './create-flags.ts';
import { awaitExit } from './exit-status.ts';

const flags = {
  ...createFlags,
  pull: string('', 'Pull image before running ("always", "missing", "never")', 'missing'),
  detach: bool('d', 'Run container in background and print container ID'),
  'detach-keys': string('', 'Override the key sequence for detaching a container'),
  'sig-proxy': bool('', 'Proxy received signals to the process', true),
};

export const run = command({
  use: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create and run a new container from an image',
  aliases: 'docker container run, docker run',
  flags,
  args: atLeast(1),
  interspersed: false,
  completes: 'images',
  run: runContainer,
});

async function runContainer(call: Call<typeof flags>): Promise<number> {
  const { client, io, flags } = call;
  const body = await bodyOf(call, 'run');
  const detachKeys = flags['detach-keys'] || ((await call.config()).detachKeys ?? '');
  if (flags.detach) {
    if (flags.attach.length > 0) throw new Error('conflicting options: cannot specify both --attach and --detach');
    Object.assign(body, { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false });
  } else checkTerminal(io, body.AttachStdin === true, flags.tty);

  const id = await createContainer(call, body).catch(fail);
  const { AttachStdin: stdin = false, AttachStdout: stdout = false, AttachStderr: stderr = false } = body;
  const attached = stdin || stdout || stderr;
  const cleanup = new DisposableStack();
  try {
    const signals = attached
      ? cleanup.use(forwardSignals(io, flags['sig-proxy'] ? (signal) => client.containers.kill(id, signal) : undefined))
      : undefined;
    if (!attached) {
      await client.containers.start(id).catch(async (error) => {
        await call.out(`${id}\n`);
        fail(error);
      });
      await call.out(`${id}\n`);
      return 0;
    }

    const connection = await client.containers.attach(id, { stdin, stdout, stderr, detachKeys });
    const conversation = converse(io, connection, { stdin, stdout, stderr, tty: flags.tty, detachKeys });
    // Until it is awaited below, a failure of it is nobody's.
    conversation.catch(() => undefined);
    const exit = await awaitExit(client, id, flags.rm, call.err);
    try {
      await client.containers.start(id);
    } catch (error) {
      connection.destroy();
      await conversation.catch(() => undefined);
      if (flags.rm) await exit.code;
      else exit.cancel();
      fail(error);
    }
    if (flags.tty && io.isTerminal.stdout) cleanup.use(resizing(call, id));
    const finish = async () => {
      // Without output there is nothing to wait for but the end of the program.
      const end = await (stdout || stderr ? conversation : Promise.race([conversation, exit.code.then(() => 'ended' as const)]));
      if (end === 'ended') return await exit.code;
      exit.cancel();
      return 0;
    };
    return await Promise.race([finish(), ...(signals === undefined ? [] : [signals.forced])]);
  } finally {
    cleanup.dispose();
  }
}

function resizing({ client, io }: Pick<Call<typeof flags>, 'client' | 'io'>, id: string): Disposable {
  return followSize(io, (size) => client.containers.resize(id, size));
}

/** 127 for a program that is not there, 126 for one that cannot be run, 125 for all else, told by the daemon's words as Docker does. */
function fail(error: unknown): never {
  if (error instanceof StatusError) throw error;
  const message = describe(error);
  const has = (...texts: string[]) => texts.some((text) => message.includes(text));
  const code = has('executable file not found', 'no such file or directory', 'system cannot find the file specified')
    ? 127
    : has('permission denied', 'is a directory')
      ? 126
      : 125;
  throw new StatusError(withHelp(message, 'run'), code);
}
