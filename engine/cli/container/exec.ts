import { DisposableStack } from '../../base/disposable.ts';
import { atLeast, command } from '../command.ts';
import { StatusError } from '../errors.ts';
import { bool, list, string } from '../flag.ts';
import { checkEnv, readKeyValues, resolveEnv } from '../parse/key-values.ts';
import { checkTerminal, converse, followSize } from '../terminal/attachment.ts';

export const exec = command({
  use: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  short: 'Execute a command in a running container',
  aliases: 'docker container exec, docker exec',
  flags: {
    detach: bool('d', 'Detached mode: run command in the background'),
    'detach-keys': string('', 'Override the key sequence for detaching a container'),
    env: list('e', 'Set environment variables', 'list', checkEnv),
    'env-file': list('', 'Read in a file of environment variables'),
    interactive: bool('i', 'Keep STDIN open even if not attached'),
    privileged: bool('', 'Give extended privileges to the command'),
    tty: bool('t', 'Allocate a pseudo-TTY'),
    user: string('u', 'Username or UID (format: "<name|uid>[:<group|gid>]")'),
    workdir: string('w', 'Working directory inside the container'),
  },
  args: atLeast(2),
  interspersed: false,
  completes: 'running',
  async run({ client, io, flags, args, config }) {
    const [name = '', ...words] = args;
    const detachKeys = flags['detach-keys'] || ((await config()).detachKeys ?? '');
    const env = await readKeyValues(io, flags['env-file'], resolveEnv(flags.env, io.env), (key) => io.env[key]);
    // Before the terminal is looked at: that a container does not exist is the more helpful error.
    await client.containers.inspect(name);
    const stdin = flags.interactive && !flags.detach;
    if (!flags.detach) checkTerminal(io, stdin, flags.tty);
    const size = flags.tty ? { ConsoleSize: [io.size.rows, io.size.cols] satisfies [number, number] } : {};
    const id = await client.exec.create(name, {
      User: flags.user,
      Privileged: flags.privileged,
      Tty: flags.tty,
      AttachStdin: stdin,
      AttachStderr: !flags.detach,
      AttachStdout: !flags.detach,
      DetachKeys: detachKeys,
      Detach: flags.detach,
      Env: env.length === 0 ? null : env,
      WorkingDir: flags.workdir,
      Cmd: words,
      ...size,
    });
    if (flags.detach) {
      await client.exec.start(id, { Detach: true, Tty: flags.tty, ...size });
      return 0;
    }

    const cleanup = new DisposableStack();
    try {
      const connection = await client.exec.attach(id, { Detach: false, Tty: flags.tty, ...size });
      if (flags.tty && io.isTerminal.stdin) cleanup.use(followSize(io, (now) => client.exec.resize(id, now)));
      const options = { stdin, stdout: true, stderr: true, tty: flags.tty, detachKeys };
      if ((await converse(io, connection, options)) === 'detached') throw new StatusError('read escape sequence');
      return (await client.exec.inspect(id)).ExitCode ?? 0;
    } finally {
      cleanup.dispose();
    }
  },
});
