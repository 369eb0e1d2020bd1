import { EngineError } from './errors.ts';

/** Go's path.Match and filepath.Match: `*` and `?` stop at a slash, `[a-z]` and `[^a-z]`, `\` escapes. */

export class BadPattern extends EngineError {
  constructor() {
    super('invalid', 'syntax error in pattern');
    this.name = 'BadPattern';
  }
}

/** Whether all of a name fits; a `[^…]` is no slash. Throws `BadPattern`. */
export function globMatch(pattern: string, name: string): boolean {
  return globToRegExp(pattern, '/').test(name);
}

/** Throws `BadPattern` where Go reports ErrBadPattern. `never`: what no `[^…]` stands for. */
export function globToRegExp(pattern: string, never = ''): RegExp {
  const chars = Array.from(pattern);
  let source = '';
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') {
      const escaped = chars[++i];
      if (escaped === undefined) throw new BadPattern();
      source += literal(escaped);
    } else if (char === '[') {
      const { end, text } = bracket(chars, i + 1, never);
      source += text;
      i = end;
    } else source += literal(char);
  }
  return new RegExp(`^${source}$`, 'su');
}

/** One bracket expression, from behind `[` to its `]`. */
function bracket(chars: readonly string[], start: number, never: string): { end: number; text: string } {
  let i = start;
  const negated = chars[i] === '^';
  if (negated) i++;
  const bound = (): string => {
    let char = chars[i++];
    if (char === undefined || char === '-' || char === ']') throw new BadPattern();
    if (char === '\\') char = chars[i++];
    if (char === undefined || i >= chars.length) throw new BadPattern();
    return char;
  };
  let ranges = '';
  let empty = true;
  while (chars[i] !== ']' || empty) {
    empty = false;
    const low = bound();
    let high = low;
    if (chars[i] === '-') {
      i++;
      high = bound();
    }
    if (low <= high) ranges += `${inClass(low)}-${inClass(high)}`; // an inverted range matches nothing
  }
  if (negated) return { end: i, text: `[^${never}${ranges}]` };
  return { end: i, text: ranges === '' ? '[]' : `[${ranges}]` };
}

export function hasWildcard(path: string): boolean {
  return /^(?:[^\\*?[]|\\.)*[*?[]/su.test(path);
}

/** A character outside a bracket expression. */
export function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function inClass(char: string): string {
  return char === '-' ? '\\-' : literal(char);
}
