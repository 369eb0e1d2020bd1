import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type SideName, sideNames } from './transcript.ts';

/**
 * `KNOWN.md`: what differs and may, each with the reason why a learner will not care. Under a heading with the transcript's name, one line each:
 *
 *     - `docker run busybox nosuch` (guest, served): the reason
 *
 * The command is the first line of the step; without sides in parentheses it holds for all of them.
 */
export interface Known {
  readonly transcript: string;
  readonly command: string;
  readonly sides: readonly SideName[];
  readonly reason: string;
}

export function readKnown(text = readFileSync(fileURLToPath(new URL('KNOWN.md', import.meta.url)), 'utf8')): Known[] {
  let transcript = '';
  return text.split('\n').flatMap((line, at) => {
    const heading = /^## (\S+)/.exec(line);
    if (heading !== null) transcript = heading[1] ?? '';
    if (transcript === '' || !line.startsWith('- ')) return [];
    const parts = /^- (`+) ?(.+?) ?\1(?: \(([a-z0-9, ]+)\))?: (.+)$/.exec(line);
    if (parts === null) throw new Error(`KNOWN.md:${at + 1}: write - \`command\` (sides): reason`);
    const named = parts[3]?.split(/,\s*/);
    const sides = named === undefined ? sideNames : sideNames.filter((side) => named.includes(side));
    return [{ transcript, command: parts[2] ?? '', sides, reason: parts[4] ?? '' }];
  });
}
