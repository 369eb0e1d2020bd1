import { EngineError } from './errors.ts';

/** Go's `path.Match`: `*` and `?` stop at slashes, `[a-z]` and `[^…]`, `\` escapes. `invalid` (`syntax error in pattern`) when it is none. */
export function globMatch(pattern: string, name: string): boolean {
  return new RegExp(`^${sourceOf(pattern)}$`, 'su').test(name);
}

function sourceOf(pattern: string): string {
  let source = '';
  // A hyphen may be escaped only between brackets.
  const literal = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  const member = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  const chars = [...pattern];
  let at = 0;
  const next = () => {
    const char = chars[at++];
    if (char === undefined) throw new EngineError('invalid', 'syntax error in pattern');
    return char;
  };
  while (at < chars.length) {
    const char = next();
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') source += literal(next());
    else if (char !== '[') source += literal(char);
    else {
      const negated = chars[at] === '^';
      if (negated) at++;
      let ranges = '';
      do {
        const low = bound(next);
        let high = low;
        if (chars[at] === '-') {
          at++;
          high = bound(next);
        }
        if (high >= low) ranges += `${member(low)}-${member(high)}`;
      } while (chars[at] !== ']' && at < chars.length);
      if (next() !== ']') throw new EngineError('invalid', 'syntax error in pattern');
      source += negated ? `[^/${ranges}]` : ranges === '' ? '(?!)' : `[${ranges}]`;
    }
  }
  return source;
}

function bound(next: () => string): string {
  const char = next();
  if (char === '-' || char === ']') throw new EngineError('invalid', 'syntax error in pattern');
  return char === '\\' ? next() : char;
}
