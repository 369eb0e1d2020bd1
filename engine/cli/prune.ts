import { StatusError } from './errors.ts';
import { humanSize } from './format/units.ts';
import type { CliIo } from './io.ts';

/** Docker's question before a prune; only `y` is a yes. Refusing, also by an empty input or Ctrl-C, ends the command, and is no failure. */
export async function confirm(io: CliIo, out: (text: string) => Promise<void>, message: string): Promise<void> {
  await out(`${message} [y/N] `);
  io.claimSignals();
  let interrupt = () => {};
  const interrupted = new Promise<undefined>((resolve) => {
    interrupt = () => resolve(undefined);
  });
  const listening = io.onSignal.on(interrupt);
  const answer = await Promise.race([readLine(io), interrupted]);
  listening.dispose();
  if (answer === undefined) await out('\n');
  if (answer?.trim().toLowerCase() !== 'y') throw new StatusError('', 0);
}

async function readLine({ stdin }: Pick<CliIo, 'stdin'>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of stdin) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

/** What a prune took away, under a title; nothing when it was nothing. */
export function deleted(title: string, lines: readonly string[] | null | undefined): string {
  return lines == null || lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `${line}\n`).join('')}\n`;
}

export function reclaimed(bytes: number | undefined): string {
  return `Total reclaimed space: ${humanSize(bytes ?? 0)}\n`;
}
