import { globToRegExp, literal } from '../base/glob.ts';
import { cleanPath, quoteGo } from './go.ts';
import { DockerfileError, trimSpace } from './source.ts';

/** `.dockerignore` and the --exclude flags: the patterns of moby/patternmatcher. */

/** The patterns of a `.dockerignore` file. */
export function parseIgnoreFile(text: string): string[] {
  const patterns: string[] = [];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (line.startsWith('#')) continue;
    let pattern = trimSpace(line);
    if (pattern === '') continue;
    const inverted = pattern.startsWith('!');
    if (inverted) pattern = trimSpace(pattern.slice(1));
    if (pattern !== '') pattern = cleanPath(pattern);
    if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
    patterns.push(inverted ? `!${pattern}` : pattern);
  }
  return patterns;
}

interface Pattern {
  readonly text: string;
  /** `!pattern`: what matches is not ignored after all. */
  readonly inverted: boolean;
  readonly matches: (path: string) => boolean;
}

/** What each pattern said of a directory; its entries inherit it. */
export type ParentMatch = readonly boolean[];

export class PatternMatcher {
  private readonly patterns: readonly Pattern[];
  readonly hasExceptions: boolean;

  constructor(patterns: readonly string[]) {
    this.patterns = patterns.map(trimSpace).filter(Boolean).map(compile);
    this.hasExceptions = this.patterns.some((pattern) => pattern.inverted);
  }

  /** Each pattern's cleaned text, exceptions left out. */
  get texts(): string[] {
    return this.patterns.filter((pattern) => !pattern.inverted).map((pattern) => pattern.text);
  }

  /** Whether the path or a directory above it matches, the last pattern that says something winning. */
  matches(path: string): boolean {
    let parent: ParentMatch | undefined;
    let matched = false;
    const parts = path.split('/');
    for (let i = 1; i <= parts.length; i++) ({ matched, parent } = this.descend(parts.slice(0, i).join('/'), parent));
    return matched;
  }

  /** The same while walking a tree: hand in what the call for the directory above gave as `parent`. */
  descend(path: string, above?: ParentMatch): { matched: boolean; parent: ParentMatch } {
    let matched = false;
    const parent = this.patterns.map((pattern, index) => {
      // A pattern that could change nothing is not tried, and then counts as not matched.
      const match = above?.[index] || (pattern.inverted === matched && pattern.matches(path));
      if (match) matched = !pattern.inverted;
      return match;
    });
    return { matched, parent };
  }

  /** False when nothing below an ignored directory can be brought back by an exception: the walk may skip it. */
  mayContainException(directory: string): boolean {
    return this.patterns.some((pattern) => pattern.inverted && reaches(pattern.text, directory));
  }
}

/** Whether a pattern could match something below a directory; wild cards are taken at their widest. */
function reaches(pattern: string, directory: string): boolean {
  const fixed = /^[^*?[\\]*/.exec(pattern)?.[0] ?? '';
  return fixed.startsWith(`${directory}/`) || (fixed !== pattern && `${directory}/`.startsWith(fixed));
}

function compile(text: string): Pattern {
  const inverted = text.startsWith('!');
  const bare = inverted ? text.slice(1) : text;
  if (bare === '') throw new DockerfileError('illegal exclusion pattern: "!"');
  const cleaned = cleanPath(bare);
  try {
    globToRegExp(cleaned); // only for its errors
    return { text: cleaned, inverted, matches: matcher(cleaned) };
  } catch {
    throw new DockerfileError(`error parsing pattern ${quoteGo(cleaned)}: syntax error in pattern`);
  }
}

function matcher(pattern: string): (path: string) => boolean {
  if (!/[*?[\]\\]/.test(pattern)) return (path) => path === pattern;
  // `**` alone at one end is a plain prefix or suffix, without regard to slashes.
  const suffix = /^\*\*([^*?[\]\\]*)$/.exec(pattern)?.[1];
  if (suffix !== undefined) return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  const prefix = /^([^*?[\]\\]*)\*\*$/.exec(pattern)?.[1];
  if (prefix !== undefined) return (path) => path.startsWith(prefix);
  let source = '';
  let inBracket = false;
  for (let rest = pattern; rest !== ''; ) {
    const token = /^(?:\*\*\/?|\\.|.)/su.exec(rest)?.[0] ?? '';
    rest = rest.slice(token.length);
    if (inBracket) {
      source += token;
      inBracket = token !== ']';
    } else if (token.startsWith('**')) source += rest === '' ? '.*' : '(?:.*/)?';
    else if (token === '*') source += '[^/]*';
    else if (token === '?') source += '[^/]';
    else if (token === '[') {
      source += token;
      inBracket = true;
    } else source += literal(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
  }
  const regExp = new RegExp(`^${source}$`, 'su');
  return (path) => regExp.test(path);
}
