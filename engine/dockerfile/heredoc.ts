import { expand } from './shell.ts';

/** `<<EOF` in a RUN, COPY or ADD, with the lines that follow it. */
export interface Heredoc {
  readonly name: string;
  /** False when the word was quoted: then the text is taken as it is. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are cut. */
  readonly chomp: boolean;
  /** The digits before `<<`. */
  readonly descriptor: number;
  readonly content: string;
}

const none: ReadonlyMap<string, string> = new Map();

/** A word that begins a heredoc, else undefined. */
export function heredocOf(word: string): Omit<Heredoc, 'content'> | undefined {
  const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word);
  const rest = match?.[3];
  if (match === null || rest === undefined || rest === '') return undefined;
  const words = expand(rest, none, { keepUnset: true }).words;
  const raw = expand(rest, none, { keepUnset: true, rawQuotes: true }).words;
  const name = words[0];
  if (words.length !== 1 || name === undefined || raw.length !== 1) return undefined;
  return { name, expand: quotes(name) === quotes(raw[0] ?? ''), chomp: match[2] === '-', descriptor: Number(match[1]) };
}

/** The heredocs that a logical line asks for, in order. */
export function heredocsOf(line: string): Array<Omit<Heredoc, 'content'>> {
  let words: readonly string[];
  try {
    words = expand(line, none, { rawQuotes: true, rawEscapes: true, keepUnset: true }).words;
  } catch {
    return []; // unbalanced quotes: the instruction itself will complain, or sh will
  }
  return words.map(heredocOf).filter((heredoc) => heredoc !== undefined);
}

export function chompedContent(heredoc: Heredoc): string {
  return heredoc.chomp ? heredoc.content.replace(/^\t+/gm, '') : heredoc.content;
}

function quotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
