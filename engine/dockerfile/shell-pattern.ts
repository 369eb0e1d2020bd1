import { DockerfileError } from './source.ts';

/**
 * The patterns of `${x#p}`, `${x%p}` and `${x/p/r}`: `*`, `?` and `\` before one of them, as in POSIX (XCU 2.13) but without bracket
 * expressions, which BuildKit leaves out too.
 */
export function patternToRegExp(pattern: string, options: { greedy: boolean; anchored: boolean; flags?: string }): RegExp {
  const chars = Array.from(pattern);
  let source = options.anchored ? '^' : '';
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === '*') source += options.greedy ? '.*' : '.*?';
    else if (char === '?') source += '.';
    else if (char === '\\') {
      const escaped = chars[i + 1];
      if (escaped === '}' || escaped === '/') continue; // needed inside ${}, no part of the pattern
      if (escaped !== '*' && escaped !== '?' && escaped !== '\\')
        throw new DockerfileError(`invalid pattern (${pattern}) in substitution: invalid escape '\\${escaped ?? ''}'`);
      source += `\\${escaped}`;
      i++;
    } else source += /[[\]{}.+()|^$]/.test(char) ? `\\${char}` : char;
  }
  return new RegExp(source, `u${options.flags ?? ''}`);
}

/** `${value#pattern}`, greedy for `##`. */
export function trimPrefix(value: string, pattern: string, greedy: boolean): string {
  return value.replace(patternToRegExp(pattern, { greedy, anchored: true }), '');
}

/** `${value%pattern}`: the shortest match at the end is the shortest match at the beginning of both reversed. */
export function trimSuffix(value: string, pattern: string, greedy: boolean): string {
  return reverse(trimPrefix(reverse(value), reversePattern(pattern), greedy));
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

function reversePattern(pattern: string): string {
  return (pattern.match(/\\.|[^\\]|\\$/gsu) ?? []).reverse().join('');
}
