import type { DockerClient } from '../api/client/client.ts';
import { runCli } from '../cli/cli.ts';
import type { CliIo } from '../cli/io.ts';
import type { Agent, CommandSession } from '../guest/agent.ts';
import { guestFiles } from './guest-files.ts';

/** Answers every `docker …` typed in the guest. */
export function serveCommands(agent: Agent, docker: DockerClient): void {
  const files = guestFiles(agent);
  agent.onCommand.on((session) => {
    // The client may be gone before its exit code is: nobody is left to hear of that.
    void answer(session, docker, files).catch(() => undefined);
  });
}

async function answer(session: CommandSession, docker: DockerClient, files: CliIo['files']): Promise<void> {
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
  await session.exit(await runCli(session.argv, io, docker));
}
