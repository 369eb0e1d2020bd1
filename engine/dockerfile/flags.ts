import { DockerfileError } from './source.ts';
import { didYouMean } from './suggest.ts';

/** The flags an instruction takes: `list` may be repeated, `bool` may stand alone. */
export type FlagSpec = Readonly<Record<string, 'bool' | 'string' | 'list'>>;

/** What was given; a flag that was not is absent. */
export interface Flags {
  string(name: string): string;
  list(name: string): readonly string[];
  bool(name: string): boolean | undefined;
}

export function parseFlags(given: readonly string[], spec: FlagSpec): Flags {
  const values = new Map<string, string[]>();
  for (const flag of given) {
    const equals = flag.indexOf('=');
    const shown = equals < 0 ? flag : flag.slice(0, equals);
    const name = shown.slice(2);
    const type = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (type === undefined) throw new DockerfileError(`unknown flag: ${shown}${didYouMean(name, Object.keys(spec))}`);
    const before = values.get(name);
    if (before !== undefined && type !== 'list') throw new DockerfileError(`duplicate flag specified: ${shown}`);
    let value = equals < 0 ? '' : flag.slice(equals + 1);
    if (equals < 0 ? type !== 'bool' : type === 'bool' && value === '') throw new DockerfileError(`missing a value on flag: ${shown}`);
    if (type === 'bool') {
      const lower = value.toLowerCase();
      if (lower !== '' && lower !== 'true' && lower !== 'false')
        throw new DockerfileError(`expecting boolean value for flag ${shown}, not: ${value}`);
      value = lower === 'false' ? 'false' : 'true';
    }
    values.set(name, [...(before ?? []), value]);
  }
  return {
    string: (name) => values.get(name)?.[0] ?? '',
    list: (name) => values.get(name) ?? [],
    bool: (name) => {
      const value = values.get(name)?.[0];
      return value === undefined ? undefined : value === 'true';
    },
  };
}
