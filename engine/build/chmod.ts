import { DockerfileError } from '../dockerfile/source.ts';

/** What --chmod does to a file's mode. */
export type ModeChange = (mode: number, isDirectory: boolean) => number;

const bits: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };
const classes: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };

/** Octal (`755`), or chmod(1)'s symbols with an umask of 0 (`u+x,go=rX`). */
export function parseChmod(text: string): ModeChange {
  if (/^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= 0o7777) {
    const mode = Number.parseInt(text, 8);
    return () => mode;
  }
  if (/^\d/.test(text) || text === '')
    throw new DockerfileError(`invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`);
  const changes = text.split(',').map(parseClause);
  return (mode, isDirectory) => changes.reduce((result, change) => change(result, isDirectory), mode);
}

function parseClause(clause: string): ModeChange {
  const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
  if (match === null) throw new DockerfileError(`invalid chmod parameter: '${clause}' is no mode`);
  const who = [...(match[1] || 'a')].reduce((mask, letter) => mask | (classes[letter] ?? 0), 0);
  const actions = [...(match[2] ?? '').matchAll(/([-+=])([^-+=]*)/g)];
  return (mode, isDirectory) =>
    actions.reduce((result, [, operator, letters = '']) => {
      const value = bitsOf(letters, result, isDirectory) & who;
      if (operator === '+') return result | value;
      if (operator === '-') return result & ~value;
      return (result & ~(who & (isDirectory ? 0o1777 : 0o7777))) | value;
    }, mode);
}

function bitsOf(letters: string, mode: number, isDirectory: boolean): number {
  if (/^[ugo]$/.test(letters)) return ((mode >> { u: 6, g: 3, o: 0 }[letters as 'u' | 'g' | 'o']) & 7) * 0o111;
  let value = 0;
  for (const letter of letters) {
    if (letter === 'X') value |= isDirectory || (mode & 0o111) !== 0 ? 0o111 : 0;
    else if (letter === 's') value |= 0o6000;
    else if (letter === 't') value |= 0o1000;
    else value |= bits[letter] ?? 0;
  }
  return value;
}
