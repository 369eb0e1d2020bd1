import { runScript } from '../shell.ts';
import type { ExecRequest } from './arguments.ts';
import { startNodeEngine } from './engine.ts';

/** coreutils' timeout(1). */
const timedOut = 124;

/** Runs a script in the guest's shell. Resolves with its exit code when all output is written. */
export async function exec({ script, timeoutSeconds, ...options }: ExecRequest): Promise<number> {
  const { engine, close } = await startNodeEngine(options);
  const process_ = await runScript(engine.agent, script, { stdin: standardInput() });
  let late = false;
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          void process_.signal(15, { group: true });
        }, timeoutSeconds * 1000);
  const interrupt = () => void process_.signal(2, { group: true });
  process.on('SIGINT', interrupt);
  await Promise.all([pump(process_.stdout, process.stdout), pump(process_.stderr, process.stderr)]);
  const { code } = await process_.exit;
  clearTimeout(timer);
  process.off('SIGINT', interrupt);
  await close();
  return late ? timedOut : code;
}

/** A terminal is not read: the script has none. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  if (!process.stdin.isTTY) yield* process.stdin;
}

async function pump(source: AsyncIterable<Uint8Array>, target: NodeJS.WriteStream): Promise<void> {
  for await (const chunk of source) {
    if (!target.write(chunk)) await new Promise((resolve) => target.once('drain', resolve));
  }
}
