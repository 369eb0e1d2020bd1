import { patternToRegExp, trimPrefix, trimSuffix } from './shell-pattern.ts';
import { DockerfileError, isSpace } from './source.ts';

/** Variables by name; the order is the order of definition. */
export type Environment = ReadonlyMap<string, string>;

export interface LexOptions {
  /** `\` or `` ` ``, from the escape directive. */
  readonly escape?: string;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes are characters like others: for the text of a heredoc. */
  readonly ignoreQuotes?: boolean;
  /** `$name` that is not set stays as it is written. */
  readonly keepUnset?: boolean;
}

export interface Expansion {
  readonly text: string;
  /** The text split at white space that was neither quoted nor escaped, after the expansion. */
  readonly words: readonly string[];
  /** Names that were looked up and found, or not. */
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
}

/**
 * Quotes, escapes and variables of one string, as BuildKit's `shell.Lex` treats them (which follows sh where it can): `$x`, `${x}`,
 * `${x:-w} ${x-w} ${x:+w} ${x+w} ${x:?w} ${x?w} ${x#p} ${x##p} ${x%p} ${x%%p} ${x/p/r} ${x//p/r}`.
 */
export function expand(source: string, env: Environment, options: LexOptions = {}): Expansion {
  const lexer = new Lexer(source, env, options);
  try {
    const { text, words } = lexer.until(undefined, options.rawEscapes ?? false);
    return { text, words, matched: lexer.matched, unmatched: lexer.unmatched };
  } catch (error) {
    if (error instanceof DockerfileError) throw new DockerfileError(`failed to process ${JSON.stringify(source)}: ${error.message}`);
    throw error;
  }
}

/** The special parameters of POSIX (XCU 2.5.2): names of one character, never set in a Dockerfile. */
const specialParameters = new Set('@*#?-$!0');

class Lexer {
  readonly matched = new Set<string>();
  readonly unmatched = new Set<string>();
  private readonly chars: readonly string[];
  private readonly env: Environment;
  private readonly options: LexOptions;
  private readonly escape: string;
  private position = 0;
  private rawEscapes = false;

  constructor(source: string, env: Environment, options: LexOptions) {
    this.chars = Array.from(source);
    this.env = env;
    this.options = options;
    this.escape = options.escape ?? '\\';
  }

  private get peek(): string | undefined {
    return this.chars[this.position];
  }

  private next(): string | undefined {
    return this.chars[this.position++];
  }

  /** Up to the character `stop` (eaten, not part of the result), or to the end. */
  until(stop: string | undefined, rawEscapes: boolean): { text: string; words: string[] } {
    const outer = this.rawEscapes;
    this.rawEscapes = rawEscapes;
    const words = new Words();
    let text = '';
    for (let char = this.peek; char !== undefined; char = this.peek) {
      if (char === stop) {
        this.position++;
        this.rawEscapes = outer;
        return { text, words: words.finish() };
      }
      if (char === '$') {
        const value = this.dollar();
        text += value;
        words.addSplit(value);
      } else if (char === '<') {
        const value = this.heredocOperator();
        text += value;
        words.addWhole(value);
      } else if ((char === "'" || char === '"') && !this.options.ignoreQuotes) {
        const value = char === "'" ? this.singleQuoted() : this.doubleQuoted();
        text += value;
        words.addWhole(value);
      } else {
        this.position++;
        if (char === this.escape) {
          if (this.rawEscapes) {
            text += char;
            words.addWhole(char);
          }
          const escaped = this.next();
          if (escaped === undefined) break; // an escape at the very end is dropped
          text += escaped;
          words.addWhole(escaped);
        } else {
          text += char;
          words.addSplit(char);
        }
      }
    }
    if (stop !== undefined) throw new DockerfileError(`unexpected end of statement while looking for matching ${stop}`);
    this.rawEscapes = outer;
    return { text, words: words.finish() };
  }

  private singleQuoted(): string {
    const quote = this.options.rawQuotes ? "'" : '';
    this.position++;
    let text = quote;
    for (;;) {
      const char = this.next();
      if (char === undefined) throw new DockerfileError('unexpected end of statement while looking for matching single-quote');
      if (char === "'") return text + quote;
      text += char;
    }
  }

  private doubleQuoted(): string {
    const quote = this.options.rawQuotes ? '"' : '';
    this.position++;
    let text = quote;
    for (;;) {
      const char = this.peek;
      if (char === undefined) throw new DockerfileError('unexpected end of statement while looking for matching double-quote');
      if (char === '$') {
        text += this.dollar();
        continue;
      }
      this.position++;
      if (char === '"') return text + quote;
      if (char !== this.escape) {
        text += char;
        continue;
      }
      if (this.rawEscapes) text += char;
      const escaped = this.peek;
      if (escaped === undefined) continue;
      // Within double quotes only these can be escaped; before others the escape character is a character like others.
      if (escaped === '"' || escaped === '$' || escaped === this.escape) {
        this.position++;
        text += escaped;
      } else text += char;
    }
  }

  private dollar(): string {
    this.position++;
    if (this.peek !== '{') {
      const name = this.name();
      if (name === '') return '$';
      const value = this.lookup(name);
      return value ?? (this.options.keepUnset ? `$${name}` : '');
    }
    this.position++;
    const first = this.peek;
    if (first === undefined) throw new DockerfileError("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') throw new DockerfileError('syntax error: bad substitution');
    const name = this.name();
    const operator = this.next();
    switch (operator) {
      case '}':
        return this.lookup(name) ?? (this.options.keepUnset ? `\${${name}}` : '');
      case ':':
        return this.modified(name, this.next(), true);
      case '/':
        return this.replaced(name);
      default:
        return this.modified(name, operator, false);
    }
  }

  private modified(name: string, operator: string | undefined, emptyIsUnset: boolean): string {
    const shown = (emptyIsUnset ? ':' : '') + (operator ?? '');
    const unsupported = new DockerfileError(`unsupported modifier (${shown}) in substitution`);
    const isPattern = operator === '#' || operator === '%';
    if (isPattern && emptyIsUnset) throw unsupported;
    // After a colon the word is read before the operator is judged, so a missing brace is found first.
    if (!emptyIsUnset && !['+', '-', '?', '#', '%'].includes(operator ?? '')) throw unsupported;
    const word = this.operand('}', isPattern, "syntax error: missing '}'");
    const value = this.lookup(name);
    if (value === undefined && this.options.keepUnset) return `\${${name}${shown}${word}}`;
    const missing = value === undefined || (emptyIsUnset && value === '');
    switch (operator) {
      case '-':
        return missing ? word : value;
      case '+':
        return missing ? '' : word;
      case '?':
        if (value === undefined) throw new DockerfileError(`${name}: ${word || 'is not allowed to be unset'}`);
        if (missing) throw new DockerfileError(`${name}: ${word || 'is not allowed to be empty'}`);
        return value;
      case '#':
      case '%': {
        const greedy = word.startsWith(operator);
        const trim = operator === '#' ? trimPrefix : trimSuffix;
        return trim(value ?? '', greedy ? word.slice(1) : word, greedy);
      }
      default:
        throw unsupported;
    }
  }

  private replaced(name: string): string {
    const all = this.peek === '/';
    if (all) this.position++;
    const pattern = this.operand('/', true, `syntax error: missing '/' in $\{}`);
    const replacement = this.operand('}', true, "syntax error: missing '}'");
    const value = this.lookup(name);
    if (value === undefined && this.options.keepUnset) return `\${${name}/${pattern}/${replacement}}`;
    const regExp = patternToRegExp(pattern, { greedy: true, anchored: false, flags: all ? 'g' : '' });
    return (value ?? '').replace(regExp, () => replacement);
  }

  private operand(stop: string, rawEscapes: boolean, missing: string): string {
    const outer = this.rawEscapes;
    try {
      return this.until(stop, rawEscapes).text;
    } catch (error) {
      this.rawEscapes = outer;
      throw this.peek === undefined ? new DockerfileError(missing) : error;
    }
  }

  /** A name, a positional parameter (digits), or a special parameter; empty when none begins here. */
  private name(): string {
    const first = this.peek;
    if (first !== undefined && /^\p{Nd}$/u.test(first)) return this.take(/^\p{Nd}$/u);
    if (first !== undefined && specialParameters.has(first)) {
      this.position++;
      return first;
    }
    return this.take(/^[\p{L}\p{Nd}_]$/u);
  }

  private take(pattern: RegExp): string {
    let text = '';
    for (let char = this.peek; char !== undefined && pattern.test(char); char = this.peek) {
      text += char;
      this.position++;
    }
    return text;
  }

  /** White space between `<<` and its word belongs to the word. */
  private heredocOperator(): string {
    this.position++;
    if (this.peek !== '<') return '<';
    this.position++;
    return `<<${this.take(/^[\t\r ]$/)}`;
  }

  private lookup(name: string): string | undefined {
    const value = this.env.get(name);
    (value === undefined ? this.unmatched : this.matched).add(name);
    return value;
  }
}

class Words {
  private readonly words: string[] = [];
  private word = '';

  addSplit(text: string): void {
    for (const char of text) {
      if (isSpace(char)) this.cut();
      else this.word += char;
    }
  }

  addWhole(text: string): void {
    this.word += text;
  }

  finish(): string[] {
    this.cut();
    return this.words;
  }

  private cut(): void {
    if (this.word !== '') this.words.push(this.word);
    this.word = '';
  }
}
