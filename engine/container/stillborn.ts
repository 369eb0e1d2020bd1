import type { Agent, Process, Spawn } from '../guest/agent.ts';
import { AgentError } from '../guest/agent.ts';
import { wordsOf } from './start-error.ts';

/** What runc's init exits with when the kernel does not take the program after all. */
const initFailed = 255;

/**
 * Spawns a container's program. One that is there and may be executed but that the kernel refuses (a script whose interpreter is missing, a
 * binary of another machine) was started all the same, as Docker sees it: it says why on its stderr and exits.
 */
export function spawnProgram(agent: Agent, spec: Spawn): Promise<Process> {
  return agent.spawn(spec).catch((error: unknown) => {
    if (!(error instanceof AgentError) || error.step !== 'execve') throw error;
    return stillborn(`exec ${spec.argv[0]}: ${wordsOf(error)}\n`, spec.terminal !== undefined);
  });
}

function stillborn(sentence: string, tty: boolean): Process {
  async function* said() {
    yield new TextEncoder().encode(tty ? sentence.replace('\n', '\r\n') : sentence);
  }
  async function* nothing() {}
  return {
    pid: 0,
    stdin: { write: async () => {}, end: async () => {} },
    stdout: tty ? said() : nothing(),
    stderr: tty ? nothing() : said(),
    exit: Promise.resolve({ code: initFailed }),
    release: async () => {},
    resize: async () => {},
    signal: async () => {},
  };
}
