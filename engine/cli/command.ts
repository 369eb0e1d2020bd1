import type { DockerClient } from '../api/client/client.ts';
import type { ConfigFile } from './config-file.ts';
import type { Flags, Values } from './flag.ts';
import type { CliIo } from './io.ts';

/** How many words a command takes beside its flags. */
export interface Arity {
  readonly min: number;
  readonly max: number;
}

export const noArguments: Arity = { min: 0, max: 0 };
export const exactly = (count: number): Arity => ({ min: count, max: count });
export const atLeast = (min: number): Arity => ({ min, max: Number.POSITIVE_INFINITY });
export const atMost = (max: number): Arity => ({ min: 0, max });
export const between = (min: number, max: number): Arity => ({ min, max });

/** One use of a command. */
export interface Call<F extends Flags> {
  readonly client: DockerClient;
  readonly io: CliIo;
  readonly flags: Values<F>;
  readonly given: ReadonlySet<keyof F & string>;
  readonly args: readonly string[];
  /** As typed: `docker ps`, `docker container ls`. */
  readonly path: string;
  /** Of the user's settings (`config.json`). */
  readonly folder: string;
  /** `docker --debug …`. */
  readonly debug: boolean;
  /** The user's own settings. */
  config(): Promise<ConfigFile>;
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
}

/** What completion offers for a word of this command. */
export type Completion =
  | 'containers'
  | 'running'
  | 'stopped'
  | 'paused'
  | 'images'
  | 'volumes'
  | 'networks'
  | 'contexts'
  | 'files'
  | 'none';

export interface CommandSpec<F extends Flags> {
  /** The usage after the name: `[OPTIONS] CONTAINER [CONTAINER...]`. */
  readonly use: string;
  readonly short: string;
  readonly long?: string;
  /** What it is called in help and errors, whatever was typed: `docker buildx build`. */
  readonly fullName?: string;
  /** Every name it has, in full, as help lists them. */
  readonly aliases?: string;
  readonly flags: F;
  readonly args: Arity;
  /** Docker leaves the sentence about a wrong count to cobra. */
  readonly plainArity?: boolean;
  /** Default true: flags may follow words. False where what follows the first word belongs to another command. */
  readonly interspersed?: boolean;
  readonly completes?: Completion;
  /** Works, and lists keep quiet about it. */
  readonly hidden?: boolean;
  /** Why it cannot work here: its help says so, and its flags are nobody's business. */
  readonly unavailable?: string;
  /** Docker's own refusal, after the command's path, also when help is asked for. */
  readonly unsupported?: string;
  /** The exit code; nothing is 0. */
  run(call: Call<F>): Promise<number> | Promise<void>;
}

/** A command with its flags' types forgotten: what the tree holds. */
export interface Command extends Omit<CommandSpec<Flags>, 'run'> {
  run(call: Call<Flags>): Promise<number> | Promise<void>;
}

export function command<F extends Flags>(spec: CommandSpec<F>): Command {
  // The parser fills `flags` from the same declarations that gave them their types.
  return { ...spec, run: (call) => spec.run(call as unknown as Call<F>) };
}

export interface Group {
  readonly short: string;
  readonly fullName?: string;
  readonly long?: string;
  readonly commands: Readonly<Record<string, Entry>>;
  /** Other names of commands: `list` for `ls`. */
  readonly synonyms?: Readonly<Record<string, string>>;
  readonly hidden?: boolean;
  readonly unavailable?: string;
  readonly unsupported?: string;
}

export type Entry = Command | Group;

export function isGroup(entry: Entry): entry is Group {
  return 'commands' in entry;
}
