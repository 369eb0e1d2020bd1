import { type Command, type Entry, type Group, isGroup } from './command.ts';
import type { Flags } from './flag.ts';

/** Help as cobra and pflag lay it out, with Docker's own templates. */

export function commandHelp(path: string, command: Command, columns: number): string {
  const parts = [`Usage:  ${usageLine(path, command)}`, (command.long ?? command.short).trim()];
  if (command.aliases !== undefined) parts.push(`Aliases:\n  ${command.aliases}`);
  const options = flagUsages(command.flags, columns);
  if (options !== '') parts.push(`Options:\n${options}`);
  if (command.unavailable !== undefined) parts.push(notHere(command.unavailable));
  // buildx says so under each of its helps.
  if (path.startsWith('docker buildx')) parts.push('Experimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.');
  return `${parts.join('\n\n')}\n`;
}

export function groupHelp(path: string, group: Group): string {
  const entries = shown(group.commands).sort(([a], [b]) => (a < b ? -1 : 1));
  const nouns = entries.filter(([, entry]) => isGroup(entry));
  const verbs = entries.filter(([, entry]) => !isGroup(entry));
  const parts = [`Usage:  ${path} COMMAND`, (group.long ?? group.short).trim()];
  if (nouns.length > 0) parts.push(section('Management Commands', nouns));
  if (verbs.length > 0) parts.push(section('Commands', verbs));
  if (group.unavailable !== undefined) parts.push(notHere(group.unavailable));
  parts.push(`Run '${path} COMMAND --help' for more information on a command.`);
  return `${parts.join('\n\n')}\n`;
}

export function rootHelp(
  short: string,
  sections: ReadonlyArray<readonly [title: string, entries: Readonly<Record<string, Entry>>]>,
  flags: Flags,
  columns: number,
): string {
  const lists = sections.map(([title, entries]) => section(title, shown(entries)));
  const missing = sections.flatMap(([, entries]) => shown(entries).filter(([, entry]) => entry.unavailable !== undefined));
  return `Usage:  docker [OPTIONS] COMMAND

${short}

${lists.join('\n\n')}

Global Options:
${flagUsages(flags, columns)}

${notHere(`${missing.map(([name]) => name).join(', ')} (each says why)`)}

Run 'docker COMMAND --help' for more information on a command.

For more help on how to use Docker, head to https://docs.docker.com/go/guides/
`;
}

/** The one paragraph that Docker's help does not have. */
function notHere(what: string): string {
  return `Not in this playground: ${what}`;
}

function shown(entries: Readonly<Record<string, Entry>>): Array<[string, Entry]> {
  return Object.entries(entries).filter(([, entry]) => entry.hidden !== true);
}

function section(title: string, entries: ReadonlyArray<readonly [string, Entry]>): string {
  return `${title}:\n${entries.map(([name, { short }]) => row(name, short)).join('\n')}`;
}

export function usageLine(path: string, command: Command): string {
  return command.use === '' ? path : `${path} ${command.use}`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(11)} ${text}`;
}

/** pflag's FlagUsagesWrapped: names in one column, texts wrapped in the other. */
export function flagUsages(flags: Flags, columns: number): string {
  const rows = Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => {
      const left = `${flag.short === '' ? '      ' : `  -${flag.short}, `}--${name}${flag.type === '' ? '' : ` ${flag.type}`}`;
      return { left, text: flag.shown === undefined ? flag.usage : `${flag.usage} (default ${flag.shown})` };
    });
  const width = Math.max(0, ...rows.map(({ left }) => left.length)) + 3;
  return rows.map(({ left, text }) => (left.padEnd(width) + wrap(width, columns, text)).trimEnd()).join('\n');
}

/** pflag tolerates five columns too many before it breaks a line. */
const SLOP = 5;

function wrap(indent: number, columns: number, text: string): string {
  let margin = indent;
  let room = columns - margin;
  let lead = '';
  if (room < 24) {
    margin = 16;
    room = columns - margin;
    lead = `\n${' '.repeat(margin)}`;
  }
  if (room < 24) return text.replaceAll('\n', lead);
  const lines: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const [line, more] = breakLine(room - SLOP, rest);
    lines.push(line);
    rest = more;
  }
  return lead + lines.join('\n').replaceAll('\n', `\n${' '.repeat(margin)}`);
}

function breakLine(room: number, text: string): [line: string, rest: string] {
  if (room + SLOP > text.length) return [text, ''];
  const head = text.slice(0, room);
  const at = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
  if (at <= 0) return [text, ''];
  const newline = head.lastIndexOf('\n');
  const end = newline > 0 && newline < at ? newline : at;
  return [text.slice(0, end), text.slice(end + 1)];
}
