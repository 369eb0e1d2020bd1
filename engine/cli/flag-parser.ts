import { messageOf } from '../base/errors.ts';
import { bool, type Flags } from './flag.ts';
import { quote } from './go.ts';

export interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of flags that were given. */
  readonly given: ReadonlySet<string>;
  readonly args: readonly string[];
  readonly help: boolean;
}

export interface ParseOptions {
  readonly interspersed: boolean;
  /** Is told of each use of a flag that Docker calls deprecated. */
  readonly warn?: (line: string) => void;
}

/** Every command has it; `-h` is gone where a command has another use for it, and frowned upon elsewhere. */
const help = { ...bool('', 'Print usage'), hidden: true };

/**
 * Arguments by the rules of pflag: groups of short flags (`-dit`), `--flag=value`, `--` ends the flags, and without `interspersed` the first
 * word that is no flag does. Throws an `Error` in pflag's words.
 */
export function parseFlags(argv: readonly string[], declared: Flags, options: ParseOptions): Parsed {
  const flags: Flags = Object.hasOwn(declared, 'help') ? declared : { ...declared, help };
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(declared)) values[name] = flag.initial;
  const given = new Set<string>();
  const args: string[] = [];
  let wantsHelp = false;

  const set = (name: string, text: string) => {
    const flag = flags[name];
    if (flag === undefined) return;
    try {
      const value = flag.set(text, values[name]);
      if (name === 'help') wantsHelp = value === true;
      else values[name] = value;
    } catch (error) {
      const shown = flag.short === '' || flag.shortDeprecated !== undefined ? `--${name}` : `-${flag.short}, --${name}`;
      throw new Error(`invalid argument ${quote(text)} for "${shown}" flag: ${messageOf(error)}`);
    }
    given.add(name);
    if (flag.deprecated !== undefined) options.warn?.(`Flag --${name} has been deprecated, ${flag.deprecated}`);
  };

  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') {
      args.push(...argv.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (!options.interspersed) {
        args.push(...argv.slice(at));
        break;
      }
      args.push(word);
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
      if (name === '' || name.startsWith('-')) throw new Error(`bad flag syntax: ${word}`);
      if (flag === undefined) throw new Error(`unknown flag: --${name}`);
      if (equals >= 0) set(name, word.slice(equals + 1));
      else if (flag.bare !== undefined) set(name, flag.bare);
      else {
        at += 1;
        const value = argv[at];
        if (value === undefined) throw new Error(`flag needs an argument: --${name}`);
        set(name, value);
      }
    } else at += shortGroup(word, argv[at + 1]);
  }
  return { values, given, args, help: wantsHelp };

  /** Returns how many further words it took. */
  function shortGroup(word: string, next: string | undefined): 0 | 1 {
    for (let i = 1; i < word.length; i += 1) {
      const letter = word[i] ?? '';
      const found =
        Object.entries(flags).find(([, flag]) => flag.short === letter) ??
        (letter === 'h' ? (['help', flags.help ?? help] as const) : undefined);
      if (found === undefined) throw new Error(`unknown shorthand flag: ${quoteByte(letter)} in -${word.slice(i)}`);
      const [name, flag] = found;
      if (flag.short !== letter) options.warn?.('Flag shorthand -h has been deprecated, use --help');
      if (flag.shortDeprecated !== undefined) options.warn?.(`Flag shorthand -${letter} has been deprecated, ${flag.shortDeprecated}`);
      if (i + 2 < word.length && word[i + 1] === '=') {
        set(name, word.slice(i + 2));
        return 0;
      }
      if (flag.bare !== undefined) {
        set(name, flag.bare);
        continue;
      }
      if (i + 1 < word.length) {
        set(name, word.slice(i + 1));
        return 0;
      }
      if (next === undefined) throw new Error(`flag needs an argument: ${quoteByte(letter)} in -${word.slice(i)}`);
      set(name, next);
      return 1;
    }
    return 0;
  }
}

/** pflag looks at bytes: of a letter beyond ASCII it names the first. */
function quoteByte(letter: string): string {
  return `'${String.fromCharCode(new TextEncoder().encode(letter)[0] ?? 0)}'`;
}
