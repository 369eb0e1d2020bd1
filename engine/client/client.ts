import type { DockerClient } from '../api/client/client.ts';
import type { Disposable } from '../base/disposable.ts';
import type { ByteSink, ByteSource } from '../base/stream.ts';
import type { BuildReport, Insight } from '../insight/insight.ts';

/**
 * What the page uses of the engine, and nothing else: it starts the worker, follows the boot, opens terminals, edits the workspace and
 * speaks the Docker Engine API. Everything crosses `postMessage`; the page never waits on the engine's work.
 *
 * Life cycle: `const engine = startEngine({ base, seed })` (`start.ts`) returns at once; `engine.boot` tells the stages; `await engine.ready`; `engine.dispose()`.
 */
export interface EngineHandle extends Disposable {
  /** Resolves at the first moment a terminal can be opened; rejects with `BootFailure`. */
  readonly ready: Promise<void>;
  onBoot(listener: (progress: BootProgress) => void): Disposable;
  /** Docker's own event messages (`GET /events`), from the first one. */
  onEvent(listener: (event: DockerEvent) => void): Disposable;
  /** The engine goes on, but not as one may expect: storage is blocked, so nothing is saved. The last one is told to late listeners too. */
  onWarning(listener: (failure: BootFailure) => void): Disposable;
  /** Each `docker …` that was typed or run by a script in the guest, when it has ended. */
  onCommand(listener: (command: DockerCommand) => void): Disposable;
  /** A build has begun, gone on or ended. */
  onBuild(listener: (report: BuildReport) => void): Disposable;
  /** The guest or the worker is gone: what happened, in a sentence. */
  onCrash(listener: (failure: BootFailure) => void): Disposable;

  /** The Docker Engine API. */
  readonly docker: DockerClient;
  /** What the views show besides. */
  readonly insight: Insight;
  /** A login shell of the guest's host on a new pseudo terminal. */
  openTerminal(size: { rows: number; cols: number }): Promise<TerminalSession>;
  /** Runs a shell command on the guest's host without a terminal. `cwd` defaults to /workspace. */
  run(command: string, options?: { stdin?: string; cwd?: string; signal?: AbortSignal }): Promise<CommandResult>;
  readonly workspace: WorkspaceClient;
  /** Writes all that is pending to IndexedDB. The page calls it when it is hidden. */
  flush(): Promise<void>;
  /** Bytes used and available of this origin's storage. */
  storage(): Promise<{ used: number; quota: number; persistent: boolean }>;
  /** Of the guest, in bytes: what its processes use, and what it has. */
  memory(): Promise<{ used: number; total: number }>;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface DockerCommand {
  /** Without `docker` itself: `['run', '-d', 'nginx']`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly exitCode: number;
  /** Somebody sits before it: its input, output or error is a terminal. A script's or a lesson's check's is not. */
  readonly onTerminal: boolean;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended: number;
}

export interface TerminalSession {
  readonly input: ByteSink;
  readonly output: ByteSource;
  resize(rows: number, cols: number): void;
  /** The shell's exit code. */
  readonly exit: Promise<number>;
  close(): void;
}

/** The folder that page and guest share as /workspace. Paths are relative, `/`-separated, without a leading slash. */
export interface WorkspaceClient {
  list(): Promise<WorkspaceEntry[]>;
  read(path: string): Promise<Uint8Array>;
  /** Creates missing parent folders. */
  write(path: string, data: Uint8Array | string): Promise<void>;
  mkdir(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A folder with all below it. */
  remove(path: string): Promise<void>;
  /** Changes from either side; those of one moment come together. */
  onChange(listener: (paths: readonly string[]) => void): Disposable;
}

export interface WorkspaceEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  readonly executable: boolean;
}

export type BootStage = 'download' | 'store' | 'restore' | 'ready';

export interface BootProgress {
  readonly stage: BootStage;
  /** Of the download, in bytes as transferred; `total` is known from the build's manifest. */
  readonly loaded?: number;
  readonly total?: number;
}

/** `remedy` says what the visitor can do. `memoryOnly` boots go on without saving (private windows, blocked storage): a warning, not a failure. */
export interface BootFailure {
  readonly cause:
    | 'no-webassembly'
    | 'no-indexeddb'
    | 'other-tab'
    | 'throw-away'
    | 'no-worker'
    | 'download'
    | 'corrupt'
    | 'guest'
    | 'quota'
    | 'unknown';
  readonly message: string;
  readonly remedy: string;
}

export interface DockerEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  /** Seconds, and the same in nanoseconds. */
  readonly time: number;
  readonly timeNano: number;
}
