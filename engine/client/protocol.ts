import type { ApiRequest, ApiResponse } from '../api/transport.ts';
import type { ByteSource } from '../base/stream.ts';
import type { BuildReport, Insight } from '../insight/insight.ts';
import type { BootFailure, BootProgress, CommandResult, DockerCommand, DockerEvent, WorkspaceEntry } from './client.ts';

/**
 * What page and worker say to each other, over `rpc.ts`. The page makes the peer in `start.ts`, the worker in `hosts/worker.ts`:
 *
 *   const peer = createPeer<EngineCalls, Record<string, never>, Record<string, never>, EngineEvents>({ endpoint: self, handlers });
 *   peer.emit('boot', { stage: 'download', loaded, total });
 * with `handlers: Handlers<EngineCalls> = { ...serveTransport(api), start, openTerminal, … }`.
 *
 * Order: the page sends `start` at once; the worker emits `boot` events meanwhile and answers when a terminal can be opened. The page calls
 * nothing else before. A start that fails rejects with an `EngineError` whose `data` is the `BootFailure`.
 * `docker` events flow from the first one on; `workspace` and `crash` likewise.
 */
export interface EngineCalls {
  start(options: StartOptions): Promise<void>;

  /** The Docker Engine API: `transport.ts` has both ends of these two. */
  api(request: WireRequest): Promise<ApiResponse>;
  hijack(request: WireRequest & { readonly input: ByteSource }): Promise<ApiResponse & { readonly upgraded: boolean }>;

  /** `input` is what is typed; when it ends or fails, or `output` is left, the terminal hangs up. */
  openTerminal(options: { readonly rows: number; readonly cols: number; readonly input: ByteSource }): Promise<OpenedTerminal>;
  resizeTerminal(options: { readonly terminal: number; readonly rows: number; readonly cols: number }): Promise<void>;
  /** Answers when the shell has ended: its exit code. */
  terminalExit(options: { readonly terminal: number }): Promise<number>;
  closeTerminal(options: { readonly terminal: number }): Promise<void>;

  /** `cwd` defaults to /workspace. Cancelling sends the shell SIGHUP. */
  run(request: { readonly command: string; readonly stdin?: string; readonly cwd?: string }): Promise<CommandResult>;

  insight(request: InsightRequest): Promise<unknown>;

  listFiles(): Promise<WorkspaceEntry[]>;
  readFile(options: { readonly path: string }): Promise<Uint8Array>;
  writeFile(options: { readonly path: string; readonly data: Uint8Array }): Promise<void>;
  makeFolder(options: { readonly path: string }): Promise<void>;
  renameFile(options: { readonly from: string; readonly to: string }): Promise<void>;
  removeFile(options: { readonly path: string }): Promise<void>;

  flush(): Promise<void>;
  storage(): Promise<{ used: number; quota: number; persistent: boolean }>;
  /** Of the guest, in bytes: MemTotal and MemTotal - MemAvailable of /proc/meminfo. */
  memory(): Promise<{ used: number; total: number }>;
}

/** Worker to page. */
export interface EngineEvents {
  boot: BootProgress;
  docker: DockerEvent;
  /** A docker command of the guest has ended. */
  command: DockerCommand;
  build: BuildReport;
  /** Paths of the workspace that were changed, by either side; those of one moment together. */
  workspace: readonly string[];
  /** The engine goes on, but not as the visitor may expect: storage is blocked, nothing is saved. */
  warning: BootFailure;
  /** The guest is gone. */
  crash: BootFailure;
}

export interface StartOptions {
  /** Absolute URL of the site's root, with a slash at its end: guest/, registry/ and vendor/ are below it. */
  readonly base: string;
  /** Files a workspace that was never used starts with. */
  readonly seed: ReadonlyArray<{ readonly path: string; readonly text: string }>;
  /** A machine that begins empty, whatever is saved, and saves nothing. */
  readonly throwAway?: boolean;
}

/** One method of `Insight`, with its arguments. */
export type InsightRequest = { [M in keyof Insight]: { readonly method: M; readonly args: Parameters<Insight[M]> } }[keyof Insight];

/** An `ApiRequest` that can be cloned: the call's own signal takes the place of its `signal`. */
export interface WireRequest extends Omit<ApiRequest, 'query' | 'signal'> {
  readonly query: string;
}

export interface OpenedTerminal {
  readonly terminal: number;
  readonly output: ByteSource;
}
