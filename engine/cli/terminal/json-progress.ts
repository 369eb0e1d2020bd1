import { standInMessage } from '../../api/types/image.ts';
import type { JsonMessage } from '../../api/types/message.ts';
import { humanSize } from '../format/units.ts';
import type { CliIo } from '../io.ts';

interface Target {
  readonly write: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** Where progress of a transfer goes: bars that redraw on a terminal, plain lines elsewhere. */
export function progressTarget(io: CliIo, stream: 'stdout' | 'stderr'): Target {
  const encoder = new TextEncoder();
  return {
    write: (text) => (text === '' ? Promise.resolve() : io[stream].write(encoder.encode(text))),
    isTerminal: io.isTerminal[stream],
    get columns() {
      return io.size.cols > 0 ? io.size.cols : 200;
    },
  };
}

/**
 * Shows the messages of pull, push, load and import as Docker does: a line a layer, each redrawn in place on a terminal.
 * A message with an error ends it. `aux` objects and the note on a stand-in image (once, on stderr) go their own ways.
 */
export async function showProgress(
  messages: AsyncIterable<JsonMessage>,
  target: Target,
  hooks: { aux?: (message: JsonMessage) => void | Promise<void>; standIn?: (line: string) => Promise<void> } = {},
): Promise<void> {
  let rows = new Map<string, number>();
  for await (const message of messages) {
    if (message.error !== undefined || message.errorDetail !== undefined) throw new Error(message.errorDetail?.message ?? message.error);
    if (message.id === standInMessage) {
      await hooks.standIn?.(`${message.status}\n`);
      continue;
    }
    if (message.aux !== undefined) {
      await hooks.aux?.(message);
      continue;
    }
    const moves = message.id !== undefined && message.id !== '' && message.progressDetail !== undefined && message.progressDetail !== null;
    let text = '';
    let up = 0;
    if (moves && message.id !== undefined) {
      let row = rows.get(message.id);
      if (row === undefined) {
        row = rows.size;
        rows.set(message.id, row);
        if (target.isTerminal) text += '\n';
      }
      up = rows.size - row;
      if (target.isTerminal) text += `\x1b[${up}A`;
    } else rows = new Map();
    text += line(message, target);
    if (message.id !== undefined && message.id !== '' && target.isTerminal && up > 0) text += `\x1b[${up}B`;
    await target.write(text);
  }
}

function line(message: JsonMessage, { isTerminal, columns }: Target): string {
  const detail = message.progressDetail ?? undefined;
  const bar = detail === undefined ? '' : progressBar(detail, columns);
  const prefix = message.id === undefined || message.id === '' ? '' : `${message.id}: `;
  const { stream = '' } = message;
  if (isTerminal && stream === '' && detail !== undefined) return `\x1b[2K\r${prefix}${message.status ?? ''} ${bar}\r`;
  if (bar !== '') return '';
  if (stream !== '') return prefix + stream;
  return `${prefix}${message.status ?? ''}\n`;
}

/** `[=====>      ]  12.3MB/77.9MB`. */
export function progressBar(detail: NonNullable<JsonMessage['progressDetail']>, columns: number): string {
  const current = detail.current ?? 0;
  const total = detail.total ?? 0;
  if (current <= 0 && total <= 0) return '';
  const { units = '' } = detail;
  if (total <= 0) return units === '' ? humanSize(current).padStart(8) : `${current} ${units}`;
  const done = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2));
  const box = columns > 110 ? `[${'='.repeat(done)}>${' '.repeat(50 - done)}] ` : '';
  if (detail.hidecounts) return box;
  const numbers = units === '' ? humanSize(current).padStart(8) : `${current}`;
  // A total below what has come is not worth showing.
  const limit = current > total ? '' : `/${units === '' ? humanSize(total) : total}`;
  return box + numbers + limit + (units === '' ? '' : ` ${units}`);
}
