import { DockerfileError, isSpace, trimLeft, trimSpace } from './source.ts';

/** How the text after an instruction's name falls into pieces. Nothing is expanded or unquoted here, except flags. */

const whiteSpace = /[\t\v\f\r ]+/;

export function splitOnSpace(text: string): string[] {
  return text === '' ? [] : text.split(whiteSpace);
}

/** `KEYWORD --flag=x ... rest`. */
export function splitInstruction(line: string, escapeChar: string): { keyword: string; flags: string[]; rest: string } {
  const trimmed = trimSpace(line);
  const space = whiteSpace.exec(trimmed);
  if (space === null) return { keyword: trimmed, flags: [], rest: '' };
  const { flags, rest } = splitFlags(trimmed.slice(space.index + space[0].length), escapeChar);
  return { keyword: trimmed.slice(0, space.index), flags, rest: trimSpace(rest) };
}

/** Leading words that begin with `--`, unquoted; a lone `--` ends them. */
function splitFlags(text: string, escapeChar: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let position = 0;
  for (;;) {
    while (position < text.length && isSpace(text[position] ?? '')) position++;
    if (!text.startsWith('--', position)) return { flags, rest: text.slice(position) };
    let word = '';
    let quote = '';
    let quoted = false;
    for (; position < text.length; position++) {
      let char = text[position] ?? '';
      if (quote === '' && isSpace(char)) break;
      if (quote === '' && (char === "'" || char === '"')) {
        quote = char;
        quoted = true;
        continue;
      }
      if (char === quote) {
        quote = '';
        continue;
      }
      if (char === escapeChar) {
        if (position + 1 === text.length) continue;
        position++;
        char = text[position] ?? '';
      }
      word += char;
    }
    if (word === '--') return { flags, rest: text.slice(position) };
    if (quoted || word !== '') flags.push(word);
  }
}

/** Words separated by white space outside quotes; quotes and escapes stay in them. */
export function splitWords(text: string, escapeChar: string): string[] {
  const chars = Array.from(text);
  const words: string[] = [];
  let position = 0;
  for (;;) {
    while (position < chars.length && isSpace(chars[position] ?? '')) position++;
    if (position >= chars.length) return words;
    let word = '';
    let quote = '';
    let quoted = false;
    for (; position < chars.length; position++) {
      let char = chars[position] ?? '';
      if (quote === '' && isSpace(char)) break;
      if (quote === '' && (char === "'" || char === '"')) {
        quote = char;
        quoted = true;
      } else if (char === quote) quote = '';
      // Nothing can be escaped within single quotes.
      else if (char === escapeChar && quote !== "'") {
        if (position + 1 === chars.length) continue;
        word += char;
        position++;
        char = chars[position] ?? '';
      }
      word += char;
    }
    if (quoted || word !== '') words.push(word);
  }
}

export interface Pair {
  readonly key: string;
  readonly value: string;
  /** `KEY value` instead of `KEY=value`. */
  readonly legacy: boolean;
}

/** ENV and LABEL. What comes first in the first word, white space or `=`, tells the old form from the new one. */
export function splitPairs(text: string, escapeChar: string, keyword: string): Pair[] {
  const words = splitWords(text, escapeChar);
  const first = words[0];
  if (first === undefined) return [];
  if (!first.includes('=')) {
    const space = whiteSpace.exec(text);
    if (space === null) throw new DockerfileError(`${keyword} must have two arguments`);
    return [{ key: text.slice(0, space.index), value: text.slice(space.index + space[0].length), legacy: true }];
  }
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 0) throw new DockerfileError(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`);
    return { key: word.slice(0, equals), value: word.slice(equals + 1), legacy: false };
  });
}

/** `["a", "b"]`, or undefined for what is no JSON array (it is then plain text, however much it looks like one). */
export function jsonWords(text: string): string[] | undefined {
  const trimmed = trimLeft(text);
  if (!trimmed.startsWith('[')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  if (!value.every((item): item is string => typeof item === 'string'))
    throw new DockerfileError('When using JSON array syntax, arrays must be comprised of strings only.');
  return value;
}
