import { DisposableStack } from '../../base/disposable.ts';
import { atLeast, type Call, command } from '../command.ts';
import { describe, StatusError } from '../errors.ts';
import { bool, hidden, string } from '../flag.ts';
import { converse, followSize, forwardSignals } from '../terminal/attachment.ts';
import { awaitExit } from './exit-status.ts';

const flags = {
  attach: bool('a', 'Attach STDOUT/STDERR and forward signals'),
  'detach-keys': string('', 'Override the key sequence for detaching a container'),
  interactive: bool('i', "Attach container's STDIN"),
  checkpoint: hidden(string('', 'Restore from this checkpoint')),
  'checkpoint-dir': hidden(string('', 'Use a custom checkpoint storage directory')),
};

export const start = command({
  use: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Start one or more stopped containers',
  aliases: 'docker container start, docker start',
  flags,
  args: atLeast(1),
  completes: 'stopped',
  async run(call) {
    for (const name of ['checkpoint', 'checkpoint-dir'] as const) {
      if (call.given.has(name)) throw new Error(`"--${name}" is only supported on a Docker daemon with experimental features enabled`);
    }
    if (call.flags.attach || call.flags.interactive) return await startAttached(call);
    const failed: string[] = [];
    for (const name of call.args) {
      try {
        await call.client.containers.start(name);
        await call.out(`${name}\n`);
      } catch (error) {
        await call.err(`${describe(error)}\n`);
        failed.push(name);
      }
    }
    if (failed.length > 0) throw new StatusError(`Error: failed to start containers: ${failed.join(', ')}`);
    return 0;
  },
});

async function startAttached(call: Call<typeof flags>): Promise<number> {
  const { client, io, flags, args } = call;
  if (args.length > 1) throw new Error('you cannot start and attach multiple containers at once');
  const container = await client.containers.inspect(args[0] ?? '');
  const { Id: id, Config: config } = container;
  const tty = config.Tty === true;
  const stdin = flags.interactive && config.OpenStdin === true;
  const detachKeys = flags['detach-keys'] || ((await call.config()).detachKeys ?? '');
  const cleanup = new DisposableStack();
  try {
    const signals = tty ? undefined : cleanup.use(forwardSignals(io, (signal) => client.containers.kill(id, signal)));
    const connection = await client.containers.attach(id, { stdin, stdout: true, stderr: true, detachKeys });
    const conversation = converse(io, connection, { stdin, stdout: true, stderr: true, tty, detachKeys });
    conversation.catch(() => undefined);
    const removes = container.HostConfig.AutoRemove === true;
    const exit = await awaitExit(client, id, removes, call.err);
    try {
      await client.containers.start(id);
    } catch (error) {
      connection.destroy();
      await conversation.catch(() => undefined);
      if (removes) await exit.code;
      else exit.cancel();
      throw error;
    }
    if (tty && io.isTerminal.stdout) cleanup.use(followSize(io, (size) => client.containers.resize(id, size)));
    const finish = async () => {
      if ((await conversation) === 'ended') return await exit.code;
      exit.cancel();
      return 0;
    };
    return await Promise.race([finish(), ...(signals === undefined ? [] : [signals.forced])]);
  } finally {
    cleanup.dispose();
  }
}
