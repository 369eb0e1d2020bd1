import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/events.ts';
import type { ByteSink, ByteSource } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import type { RunConfig } from '../oci/spec.ts';
import type { TarHeader } from '../tar/header.ts';
import type {
  Change,
  ContainerConfig,
  ContainerInspect,
  ContainerStats,
  ContainerSummary,
  EndpointSettings,
  ExecConfig,
  ExecInspect,
  HostConfig,
  NetworkingConfig,
  PathStat,
  Resources,
  RestartPolicy,
  TopResult,
} from './spec.ts';

/**
 * Docker's containers: what dockerd does between the API and runc. moby is the specification, error texts included; errors are
 * `EngineError`s whose kind is the HTTP status and whose message is the API's `message`.
 *
 * A `ref` is a full ID, a name (with or without the leading slash) or an unambiguous ID prefix, looked up in this order.
 *
 * Life cycle: `const containers = createContainers(...)` → `await containers.restore()` once (records of an earlier page load come back:
 * those that ran show `Exited (255)` unless their restart policy starts them again) → use → `await containers.flush()` when the page is
 * hidden → `dispose()`.
 */
export interface Containers extends Disposable {
  restore(): Promise<void>;
  /** Everything that is only in memory or in the guest (records, logs, changed files) is in the store when this resolves. */
  flush(): Promise<void>;

  /** `notFound` "No such image: x:latest" makes the CLI pull and try again. */
  create(request: CreateRequest): Promise<{ Id: string; Warnings: string[] }>;
  /** `notModified` when it runs already. */
  start(ref: string, options?: { detachKeys?: string }): Promise<void>;
  /** Seconds; absent: the container's own StopTimeout, else 10; -1: for ever. `notModified` when it does not run. */
  stop(ref: string, options?: { signal?: string; timeout?: number }): Promise<void>;
  restart(ref: string, options?: { signal?: string; timeout?: number }): Promise<void>;
  /** `TERM`, `SIGTERM` or `15`; absent: SIGKILL. */
  kill(ref: string, signal?: string): Promise<void>;
  pause(ref: string): Promise<void>;
  unpause(ref: string): Promise<void>;
  /**
   * Resolves the reference at once (rejects with `notFound`) and answers later: the promise inside is the exit. The API writes its headers
   * between the two, as Docker does.
   */
  wait(ref: string, condition?: WaitCondition, signal?: AbortSignal): Promise<{ readonly exit: Promise<WaitResult> }>;
  remove(ref: string, options?: { force?: boolean; volumes?: boolean; link?: boolean }): Promise<void>;
  rename(ref: string, name: string): Promise<void>;
  update(ref: string, change: Resources & { RestartPolicy?: RestartPolicy }): Promise<{ Warnings: string[] }>;
  resize(ref: string, size: TerminalSize): Promise<void>;

  attach(ref: string, options: AttachOptions): Promise<Attachment>;
  logs(ref: string, options: LogOptions): Promise<{ readonly tty: boolean; readonly output: AsyncIterable<OutputChunk> }>;
  readonly exec: Execs;

  /** `docker network connect` and `disconnect`. */
  connectNetwork(network: string, ref: string, settings?: EndpointSettings): Promise<void>;
  disconnectNetwork(network: string, ref: string, options?: { force?: boolean }): Promise<void>;

  top(ref: string, psArgs?: string): Promise<TopResult>;
  /** `stream` false and `oneShot` false: two readings a second apart, as Docker primes `precpu_stats`. */
  stats(ref: string, options: { stream: boolean; oneShot?: boolean; signal?: AbortSignal }): Promise<AsyncIterable<ContainerStats>>;
  changes(ref: string): Promise<Change[]>;
  /** Its layers, mounts and upper, to be looked at. */
  files(ref: string): ContainerFiles;

  /** `docker cp` out of the container: the tar has the path's base name as its top entry. */
  getArchive(ref: string, path: string): Promise<{ stat: PathStat; tar: ByteSource }>;
  statPath(ref: string, path: string): Promise<PathStat>;
  /** `docker cp` into it: `path` must be a directory. */
  putArchive(ref: string, path: string, tar: ByteSource, options?: { noOverwriteDirNonDir?: boolean; copyUIDGID?: boolean }): Promise<void>;
  /** The whole file system as one tar. */
  export(ref: string): Promise<ByteSource>;
  commit(ref: string, options: CommitOptions): Promise<{ Id: string }>;

  inspect(ref: string, options?: { size?: boolean }): Promise<ContainerInspect>;
  list(options?: ListOptions): Promise<ContainerSummary[]>;
  prune(filters?: Filters): Promise<{ ContainersDeleted: string[]; SpaceReclaimed: number }>;

  /** Containers by state, for `docker info`; images in use, for `docker rmi`, `image prune` and `system df`. */
  counts(): { running: number; paused: number; stopped: number };
  usersOfImage(imageId: string): Array<{ id: string; name: string; running: boolean }>;

  /** Durations of the steps of one operation: what the benchmark prints. */
  readonly onTrace: Event<TraceSpan>;
}

/** A container's files, for whoever looks at them without a program in it. */
export interface ContainerFiles {
  readonly id: string;
  readonly imageId: Digest;
  /** Layers, bottom first. */
  readonly stack: readonly Digest[];
  /** What is mounted over them. `source` is a volume's name, the host's path, or the kind of file system. */
  readonly mounts: ReadonlyArray<{ readonly destination: string; readonly source: string }>;
  /** The upper's entries in the order of a walk, without their content. */
  written(): Promise<readonly TarHeader[]>;
  /** The first bytes of a regular file of the upper; undefined when it has none of this path. */
  head(path: string, bytes: number): Promise<Uint8Array | undefined>;
}

export interface CreateRequest {
  /** Without it, a random one (`quirky_hopper`). */
  readonly name?: string;
  readonly config: ContainerConfig;
  readonly hostConfig?: HostConfig;
  readonly networking?: NetworkingConfig;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

/** `error` is `Error.Message` of the API's answer: why a container could not be started, or `Error: context canceled` of a removal. */
export interface WaitResult {
  readonly statusCode: number;
  readonly error?: string;
}

export interface TerminalSize {
  readonly rows: number;
  readonly cols: number;
}

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Uint8Array;
}

export interface AttachOptions {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  /** Follow; without it only what `logs` gives. */
  readonly stream?: boolean;
  /** Replay what has been written so far. */
  readonly logs?: boolean;
  /** Docker's notation; default `ctrl-p,ctrl-q`. Looked for with a terminal only. */
  readonly detachKeys?: string;
}

/**
 * One client on a container's or exec's streams. The API frames `output` (8-byte headers without a terminal, raw with one) and copies the
 * connection's input to `stdin`. Leaving the `output` loop, or `detach`, lets go of it; the program goes on.
 */
export interface Attachment {
  readonly tty: boolean;
  /** Swallows everything when stdin is not attached or not open. `end` is end of input, if `StdinOnce`. */
  readonly stdin: ByteSink;
  /** Ends when the program's output has ended or the client has detached. */
  readonly output: AsyncIterable<OutputChunk>;
  detach(): void;
}

export interface LogOptions {
  readonly follow?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  readonly timestamps?: boolean;
  /** Lines; absent: all. */
  readonly tail?: number;
  readonly details?: boolean;
  readonly signal?: AbortSignal;
}

export interface Execs {
  create(ref: string, config: ExecConfig): Promise<{ Id: string }>;
  /** With `detach` it resolves to nothing as soon as the program runs. Failing to run it rejects as Docker does and sets exit code 126 or 127. */
  start(id: string, options: { detach?: boolean; tty?: boolean; size?: TerminalSize }): Promise<Attachment | undefined>;
  resize(id: string, size: TerminalSize): Promise<void>;
  inspect(id: string): Promise<ExecInspect>;
}

export interface CommitOptions {
  readonly repo?: string;
  readonly tag?: string;
  readonly comment?: string;
  readonly author?: string;
  /** Default true. */
  readonly pause?: boolean;
  /** What the image's configuration shall say; the container's says the rest. Without it, the container's. */
  readonly config?: ContainerConfig;
  /** The Dockerfile instructions of `--change`, applied to `config` (else to the container's) before the rest is added. */
  readonly change?: (config: RunConfig) => RunConfig;
}

/** Docker's filter argument, decoded: key to values. */
export type Filters = Readonly<Record<string, readonly string[]>>;

export interface ListOptions {
  readonly all?: boolean;
  /** The last n created, in all states. */
  readonly limit?: number;
  readonly size?: boolean;
  readonly filters?: Filters;
}

export interface TraceSpan {
  readonly container: string;
  /** `create`, `start.mount`, `start.spawn`, `exit`, ... */
  readonly step: string;
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
}
