import type { Mount } from '../dockerfile/mount.ts';
import type { Source } from '../dockerfile/plan.ts';
import type { SourceRange } from '../dockerfile/source.ts';
import type { HistoryOrigin } from '../image/types.ts';
import type { Healthcheck, HistoryEntry } from '../oci/spec.ts';

/** What a stage does, with all variables replaced: each step makes one layer. */
export type Step = RunStep | CopyStep | WorkdirStep;

interface StepBase {
  /** As progress shows it: `[2/4] RUN make`. */
  readonly name: string;
  /** The same without its number. */
  readonly description: string;
  readonly range: SourceRange;
}

export interface RunStep extends StepBase {
  readonly op: 'run';
  readonly argv: readonly string[];
  readonly env: readonly string[];
  /** Added to the environment, no reason to run again when they change. */
  readonly proxyEnv: readonly string[];
  readonly cwd: string;
  readonly user: string;
  readonly mounts: ReadonlyArray<{ readonly mount: Mount; readonly target: string; readonly from: Source }>;
  /** A heredoc that is a script of its own (`#!`), to be seen at this path. */
  readonly script: { readonly name: string; readonly content: string } | undefined;
  readonly network: 'default' | 'none' | 'host';
  readonly insecure: boolean;
}

export interface CopyStep extends StepBase {
  readonly op: 'copy';
  readonly from: Source;
  readonly sources: readonly CopySource[];
  /** Absolute; a trailing slash means a directory. */
  readonly destination: string;
  readonly chown: string;
  readonly chmod: string;
  readonly exclude: readonly string[];
  /** --link: a layer of its own, which knows nothing of those below it. */
  readonly link: boolean;
  /** `sha256:...` that a download must have. */
  readonly checksum: string;
}

export type CopySource =
  | {
      readonly kind: 'path';
      readonly path: string;
      readonly include: readonly string[];
      readonly required: readonly string[];
      readonly unpack: boolean;
    }
  | { readonly kind: 'url'; readonly url: string; readonly unpack: boolean }
  | { readonly kind: 'inline'; readonly name: string; readonly content: string };

export interface WorkdirStep extends StepBase {
  readonly op: 'workdir';
  readonly path: string;
  readonly user: string;
}

/** A config while instructions change it: OCI's names, in the order in which BuildKit writes them. */
export interface DraftConfig {
  User: string;
  ExposedPorts: Set<string>;
  Env: Map<string, string>;
  Entrypoint: readonly string[] | undefined;
  Cmd: readonly string[] | undefined;
  Volumes: Set<string>;
  WorkingDir: string;
  Labels: Map<string, string>;
  StopSignal: string;
  ArgsEscaped: boolean;
  Healthcheck: Healthcheck | undefined;
  OnBuild: readonly string[];
  Shell: readonly string[];
}

/** A line of `docker history` to be; its time comes with its layer. */
export type DraftHistory = HistoryEntry & {
  readonly ofBase: boolean;
  /** Its lines in the Dockerfile; of a base image's, where it was built. */
  readonly origin: SourceRange | HistoryOrigin;
};
