import type { Event } from '../base/events.ts';
import type { ByteSink, ByteSource } from '../base/stream.ts';

/**
 * The world a `docker …` runs in: what the guest's `CommandSession` gives, and the files of the host that it was typed on.
 * The same in tests and in Node, with other files and streams behind it.
 */
export interface CliIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly isTerminal: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Of the terminal, as it is now; 0 × 0 without one. */
  readonly size: { readonly rows: number; readonly cols: number };
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
  readonly onResize: Event<{ rows: number; cols: number }>;
  /** Numbers of signals. Until `claimSignals` they end the program, which fires `closed`. */
  readonly onSignal: Event<number>;
  claimSignals(): void;
  readonly closed: AbortSignal;
  /** Of the terminal that is stdin. */
  setRaw(raw: boolean): Promise<void>;
  readonly files: HostFiles;
  /** The daemon's address, as `DOCKER_HOST` would name it; the host's own socket unless given. */
  readonly host?: string;
}

/** Files of the host. Paths are absolute and clean. Failures reject with an `Error` whose message is Go's: `open /x: no such file or directory`. */
export interface HostFiles {
  /** Undefined when there is nothing. Follows links unless `follow` is false. */
  stat(path: string, options?: { follow?: boolean }): Promise<HostStat | undefined>;
  read(path: string): ByteSource;
  /** Creates or truncates; mode 0644 where it creates. */
  /** `mode` is that of a new file; default 0o644. */
  write(path: string, data: ByteSource | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * A tar of what lies below directory `path`, names relative to it (`a/b`, directories before their entries), or of the one file `path`
   * under its base name. Modes, owners, links and times as they are.
   */
  pack(path: string, options?: PackOptions): ByteSource;
  /** Applies a tar to an existing directory; entries replace files that are there. */
  unpack(directory: string, tar: ByteSource, options?: UnpackOptions): Promise<void>;
}

export interface PackOptions {
  /** Asked for each entry; a directory that is left out is still searched. */
  readonly include?: (name: string, isDirectory: boolean) => boolean;
  /** With this, directory `path` itself is an entry of this name and all names begin with it; a single file gets it as its name. */
  readonly root?: string;
  /** A link named by `path` is followed. */
  readonly followRoot?: boolean;
}

export interface UnpackOptions {
  /** Entry names that are `from` or begin with `from/` get `to` in its place. */
  readonly rename?: { readonly from: string; readonly to: string };
}

export interface HostStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
  /** Of a symbolic link, when not followed. */
  readonly target?: string;
}

/** The address of the host's own daemon. */
export const defaultHost = 'unix:///var/run/docker.sock';
