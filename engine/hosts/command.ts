import type { DockerClient } from '../api/client/client.ts';
import type { Clock } from '../base/clock.ts';
import { runCli } from '../cli/cli.ts';
import type { CliIo } from '../cli/io.ts';
import type { DockerCommand } from '../client/client.ts';
import type { Agent, CommandSession } from '../guest/agent.ts';
import { guestFiles } from './guest-files.ts';

interface Host {
  readonly agent: Agent;
  readonly docker: DockerClient;
  readonly clock: Clock;
  /** Told of each command when all its output is written. */
  ended(command: DockerCommand): void;
}

/** Answers every `docker …` typed in the guest. */
export function serveCommands(host: Host): void {
  const files = guestFiles(host.agent);
  host.agent.onCommand.on((session) => {
    // The client may be gone before its exit code is: nobody is left to hear of that.
    void answer(session, host, files).catch(() => undefined);
  });
}

async function answer(session: CommandSession, { docker, clock, ended }: Host, files: CliIo['files']): Promise<void> {
  const started = clock.now();
  const io: CliIo = {
    cwd: session.cwd,
    env: session.env,
    isTerminal: session.isTerminal,
    get size() {
      return session.size;
    },
    stdin: session.stdin,
    stdout: session.stdout,
    stderr: session.stderr,
    onResize: session.onResize,
    onSignal: session.onSignal,
    claimSignals: () => session.claimSignals(),
    closed: session.closed,
    setRaw: (raw) => session.setRaw(raw),
    files,
  };
  const exitCode = await runCli(session.argv, io, docker);
  const argv = session.argv.slice(1);
  const { stdin, stdout, stderr } = session.isTerminal;
  const onTerminal = stdin || stdout || stderr;
  // What the shell asks for itself when Tab is pressed is no command.
  if (argv[0] !== '__complete') ended({ argv, cwd: session.cwd, exitCode, onTerminal, started, ended: clock.now() });
  await session.exit(exitCode);
}
