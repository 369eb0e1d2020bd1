import { DisposableStack } from '../../base/disposable.ts';
import { command, exactly } from '../command.ts';
import { StatusError } from '../errors.ts';
import { bool, string } from '../flag.ts';
import { checkTerminal, converse, followSize, forwardSignals } from '../terminal/attachment.ts';

export const attach = command({
  use: '[OPTIONS] CONTAINER',
  short: 'Attach local standard input, output, and error streams to a running container',
  aliases: 'docker container attach, docker attach',
  flags: {
    'detach-keys': string('', 'Override the key sequence for detaching a container'),
    'no-stdin': bool('', 'Do not attach STDIN'),
    'sig-proxy': bool('', 'Proxy all received signals to the process', true),
  },
  args: exactly(1),
  completes: 'running',
  async run({ client, io, flags, args, config }) {
    const name = args[0] ?? '';
    const detachKeys = flags['detach-keys'] || ((await config()).detachKeys ?? '');
    const { exit } = await client.containers.wait(name);
    const container = await client.containers.inspect(name);
    if (!container.State.Running) throw new Error('You cannot attach to a stopped container, start it first');
    if (container.State.Paused) throw new Error('You cannot attach to a paused container, unpause it first');
    if (container.State.Restarting) throw new Error('You cannot attach to a restarting container, wait until it is running');
    const tty = container.Config.Tty === true;
    const stdin = !flags['no-stdin'] && container.Config.OpenStdin === true;
    checkTerminal(io, stdin, tty);
    const cleanup = new DisposableStack();
    try {
      const forward = flags['sig-proxy'] ? (signal: string) => client.containers.kill(container.Id, signal) : undefined;
      const signals = tty ? undefined : cleanup.use(forwardSignals(io, forward));
      const connection = await client.containers.attach(name, { stdin, stdout: true, stderr: true, detachKeys });
      // A change of size makes the program there draw its prompt or screen again.
      const { rows, cols } = io.size;
      if (tty && io.isTerminal.stdout)
        await client.containers.resize(container.Id, { rows: rows + 1, cols: cols + 1 }).catch(() => undefined);
      if (tty && io.isTerminal.stdout) cleanup.use(followSize(io, (size) => client.containers.resize(container.Id, size)));
      const options = { stdin, stdout: true, stderr: true, tty, detachKeys };
      const ending = converse(io, connection, options);
      if ((await Promise.race([ending, ...(signals === undefined ? [] : [signals.forced])])) === 'detached')
        throw new StatusError('read escape sequence');
      const result = await exit;
      if (result.Error) throw new Error(result.Error.Message);
      return result.StatusCode;
    } finally {
      cleanup.dispose();
    }
  },
});
