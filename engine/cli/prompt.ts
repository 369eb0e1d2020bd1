import { StatusError } from './errors.ts';
import type { CliIo } from './io.ts';

/** Docker's question before a prune; only `y` is a yes. Refusing, also by an empty input, ends the command, and is no failure. */
export async function confirm(io: CliIo, out: (text: string) => Promise<void>, message: string): Promise<void> {
  await out(`${message} [y/N] `);
  let answer = '';
  const decoder = new TextDecoder();
  for await (const chunk of io.stdin) {
    answer += decoder.decode(chunk, { stream: true });
    if (answer.includes('\n')) break;
  }
  if ((answer.split('\n')[0] ?? '').trim().toLowerCase() !== 'y') throw new StatusError('', 0);
}
