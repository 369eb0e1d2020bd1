import type { Directives } from './directives.ts';
import type { Heredoc } from './heredoc.ts';
import type { SourceRange } from './source.ts';
import type { Pair } from './split.ts';

/** Typed instructions. Words are unexpanded: what a variable is worth is known only when its stage runs. */
export type Instruction =
  | Add
  | Arg
  | Cmd
  | Copy
  | Entrypoint
  | Env
  | Expose
  | From
  | Healthcheck
  | Label
  | Maintainer
  | Onbuild
  | Run
  | Shell
  | StopSignal
  | User
  | Volume
  | Workdir;

/** All that stands below a FROM. */
export type Command = Exclude<Instruction, From>;

/** A Dockerfile as stages of typed instructions. */
export interface Dockerfile {
  /** ARGs above the first FROM. */
  readonly globalArgs: readonly Arg[];
  readonly stages: readonly Stage[];
  readonly escape: string;
  readonly directives: Directives;
}

export interface Stage {
  readonly from: From;
  readonly commands: readonly Command[];
}

interface Written {
  /** As written: `RUN`, `run`. */
  readonly keyword: string;
  /** The logical line. */
  readonly code: string;
  readonly range: SourceRange;
  readonly comments: readonly string[];
}

export interface From extends Written {
  readonly kind: 'from';
  readonly base: string;
  /** Lower case; empty without AS. */
  readonly name: string;
  readonly platform: string;
  /** The words after FROM, for lint. */
  readonly args: readonly string[];
}

/** A command in shell form (one string that SHELL runs) or in exec form. */
export interface CommandLine {
  readonly args: readonly string[];
  readonly shell: boolean;
  readonly heredocs: readonly Heredoc[];
}

export interface Run extends Written {
  readonly kind: 'run';
  readonly command: CommandLine;
  /** The text of each --mount; read with `parseMount` when variables are known. */
  readonly mounts: readonly string[];
  readonly network: 'default' | 'none' | 'host';
  readonly security: 'sandbox' | 'insecure';
}

export interface Cmd extends Written {
  readonly kind: 'cmd';
  readonly command: CommandLine;
}

export interface Entrypoint extends Written {
  readonly kind: 'entrypoint';
  readonly command: CommandLine;
}

/** What ADD and COPY share. */
export interface Transfer extends Written {
  readonly sources: readonly string[];
  /** Files written in the Dockerfile itself. */
  readonly inline: ReadonlyArray<{ readonly name: string; readonly content: string; readonly expand: boolean }>;
  readonly destination: string;
  readonly chown: string;
  readonly chmod: string;
  readonly link: boolean;
  readonly exclude: readonly string[];
}

export interface Copy extends Transfer {
  readonly kind: 'copy';
  readonly from: string;
  readonly parents: boolean;
}

export interface Add extends Transfer {
  readonly kind: 'add';
  readonly checksum: string;
  /** Undefined: archives of the context are unpacked, downloads are not. */
  readonly unpack: boolean | undefined;
  readonly keepGitDir: boolean | undefined;
}

export interface Env extends Written {
  readonly kind: 'env';
  readonly pairs: readonly Pair[];
}

export interface Label extends Written {
  readonly kind: 'label';
  readonly pairs: readonly Pair[];
}

export interface Arg extends Written {
  readonly kind: 'arg';
  readonly args: ReadonlyArray<{ readonly key: string; readonly value: string | undefined }>;
}

export interface Expose extends Written {
  readonly kind: 'expose';
  readonly ports: readonly string[];
}

/** Durations in nanoseconds. */
export interface Healthcheck extends Written {
  readonly kind: 'healthcheck';
  readonly test: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly startInterval: number;
  readonly retries: number;
}

export interface Maintainer extends Written {
  readonly kind: 'maintainer';
  readonly name: string;
}

export interface Onbuild extends Written {
  readonly kind: 'onbuild';
  /** The trigger's text, as it goes into the image. */
  readonly expression: string;
}

export interface Shell extends Written {
  readonly kind: 'shell';
  readonly shell: readonly string[];
}

export interface StopSignal extends Written {
  readonly kind: 'stopsignal';
  readonly signal: string;
}

export interface User extends Written {
  readonly kind: 'user';
  readonly user: string;
}

export interface Volume extends Written {
  readonly kind: 'volume';
  readonly volumes: readonly string[];
}

export interface Workdir extends Written {
  readonly kind: 'workdir';
  readonly path: string;
}

export const instructionNames = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;
