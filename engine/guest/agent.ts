import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/events.ts';
import type { ByteSink, ByteSource, Duplex } from '../base/stream.ts';

/**
 * The agent: PID 1 of the guest, a small C program that knows no Docker. It offers primitives; all policy is the caller's.
 * This is its face in TypeScript; `guest/agent/` speaks its protocol, `guest/image/agent/` is its source.
 *
 * - Calls are carried out **in the order they are made**: a caller may issue mkdir, mount and spawn without awaiting each,
 *   and pays one round trip. A spawn counts as carried out when the child is set up; its exit comes later. `pack` and `unpack` find their directory
 *   in order and then run beside what follows, as does a `dial`: await them before relying on what they do.
 * - A failing call rejects with `AgentError`: the errno's name, the step that failed, the path.
 * - Paths are the guest's unless said otherwise. `Spawn.root` and `namespaces` decide what a spawned program sees.
 */
export interface Agent extends Disposable {
  /**
   * Rejects with `AgentError` when the program cannot be started: step `exec` (the look-up, as Go's exec.LookPath does it) with ENOENT or EACCES is
   * Docker's 127 or 126. Step `execve` is a program that was found and that the kernel refuses (a script without its interpreter, no binary): runc
   * prints `exec PATH: reason` for that and exits with 255. When it rejects, nothing of the program is left.
   */
  spawn(spec: Spawn): Promise<Process>;

  /** A command typed on the guest's shell that the engine answers: `docker …` (see `CommandSession`). */
  readonly onCommand: Event<CommandSession>;

  // Files of the guest.
  mkdir(path: string, options?: { mode?: number; parents?: boolean }): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  /** Truncates or creates; also for control files of cgroup and proc. */
  writeFile(
    path: string,
    data: Uint8Array | string,
    options?: { mode?: number; append?: boolean; uid?: number; gid?: number },
  ): Promise<void>;
  stat(path: string, options?: { follow?: boolean }): Promise<GuestStat | undefined>;
  readlink(path: string): Promise<string>;
  symlink(target: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or, with `recursive`, a whole tree; does not cross mount points. A missing path is no error. */
  remove(path: string, options?: { recursive?: boolean }): Promise<void>;
  readdir(path: string): Promise<string[]>;
  statfs(path: string): Promise<{ blockSize: number; blocks: number; blocksFree: number; blocksAvailable: number }>;

  /** mount(2). `flags` by name, as in `man 8 mount`: ro, nosuid, nodev, noexec, bind, rbind, remount, rprivate, rslave, relatime ... */
  mount(mount: Mount): Promise<void>;
  /** umount2(2); `lazy` is MNT_DETACH. A path that is not a mount point is no error. */
  unmount(path: string, options?: { lazy?: boolean }): Promise<void>;

  /**
   * A tree (or single file) as a PAX tar stream: mode, owner, mtime in nanoseconds, xattrs (`SCHILY.xattr.*`), hard links, device
   * nodes (an overlay whiteout is a character device 0:0), sparse files as plain data, names as bytes. Sockets are left out.
   * Runs in its own process; entry names are relative to `dir`, `.` excepted entries given by `exclude` (exact relative paths).
   */
  pack(options: PackOptions): ByteSource;
  /** Applies a tar stream to a directory. Existing files are replaced; a path can't leave `dir` (symlinks are resolved inside it). */
  unpack(options: UnpackOptions, tar: ByteSource): Promise<void>;

  // Network. Names of interfaces as in `ip link`; namespaces are named and kept until removed.
  readonly net: AgentNetwork;

  /** Connections to a listening socket of the guest, as streams. */
  listen(address: SocketAddress, onConnection: (connection: Duplex) => void): Promise<Disposable>;
  dial(address: SocketAddress): Promise<Duplex>;
  /** A UDP socket: what `answer` makes of a datagram goes back to its sender. */
  receive(
    address: { readonly host: string; readonly port: number; readonly namespace?: string },
    answer: (datagram: Uint8Array) => Uint8Array | undefined,
  ): Promise<Disposable>;

  /** Processes of one cgroup (recursively) or all: what `ps` needs. */
  processes(cgroup?: string): Promise<GuestProcess[]>;

  /** Sets the guest's clock. Milliseconds since the epoch. */
  setClock(now: number): Promise<void>;
  /** Mixes bytes into the kernel's RNG and credits them. */
  reseed(bytes: Uint8Array): Promise<void>;
}

export interface Spawn {
  /** `argv[0]` without a slash is looked up in PATH of `env`, inside `root`. */
  readonly argv: readonly string[];
  readonly env: readonly string[];
  /** Created (0755) when missing and `createCwd`. */
  readonly cwd: string;
  readonly createCwd?: boolean;
  readonly user?: { readonly uid: number; readonly gid: number; readonly groups?: readonly number[] };
  /** A pseudo terminal as stdin, stdout and stderr, and the controlling terminal of a new session. Output comes on `stdout`. */
  readonly terminal?: { readonly rows: number; readonly cols: number };
  /** Default `null` (/dev/null). Ignored with `terminal`. */
  readonly stdin?: 'pipe' | 'null';
  /** `new`, or `{pid}` / `{name}` (a network namespace made by `net`) to join; absent: the guest's own. */
  readonly namespaces?: Readonly<Partial<Record<'mount' | 'pid' | 'uts' | 'ipc' | 'cgroup', 'new' | { readonly pid: number }>>> & {
    readonly net?: 'new' | { readonly pid: number } | { readonly name: string };
  };
  readonly hostname?: string;
  readonly domainname?: string;
  /** With a new mount namespace: this directory becomes `/` by pivot_root, after `mounts`. */
  readonly root?: string;
  readonly readonlyRoot?: boolean;
  /** Made in the new mount namespace in order; `target` is inside `root`, created when missing (a file when the source of a bind is a file). */
  readonly mounts?: readonly Mount[];
  /** Covered by /dev/null or an empty read-only tmpfs, resp. made read-only; a missing path is no error. */
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  /** Device nodes (`/dev/null`, ...) made inside `root`. */
  readonly devices?: ReadonlyArray<{ path: string; type: 'c' | 'b'; major: number; minor: number; mode: number }>;
  /** Symbolic links made inside `root` (`/dev/stdin` → `/proc/self/fd/0`). */
  readonly symlinks?: ReadonlyArray<{ path: string; target: string }>;
  /** Directory under /sys/fs/cgroup that the program is put into before it starts. */
  readonly cgroup?: string;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly rlimits?: ReadonlyArray<{ readonly name: string; readonly soft: number; readonly hard: number }>;
  /** Names without `CAP_`; bounding, permitted and effective of the program. Inheritable and ambient are empty, as Docker's since CVE-2022-24769. Absent: all. */
  readonly capabilities?: readonly string[];
  readonly noNewPrivileges?: boolean;
  readonly oomScoreAdj?: number;
  /** A minimal init that reaps and forwards signals runs as PID 1 of the namespace, the program as its child (`docker run --init`). */
  readonly init?: boolean;
  /** Set up everything but do not exec before `Process.release` is called: `docker start` attaches first. Default false. */
  readonly held?: boolean;
}

export interface Process {
  /** In the guest's own PID namespace. */
  readonly pid: number;
  readonly stdin: ByteSink;
  readonly stdout: ByteSource;
  /** Empty with a terminal. */
  readonly stderr: ByteSource;
  readonly exit: Promise<ExitStatus>;
  release(): Promise<void>;
  resize(rows: number, cols: number): Promise<void>;
  /** To the program itself; with `group`, to its process group or, of a terminal, the foreground group. */
  signal(number: number, options?: { group?: boolean }): Promise<void>;
}

/** `code` is what a shell shows: the exit status, or 128 + signal. */
export interface ExitStatus {
  readonly code: number;
  readonly signal?: number;
}

export interface Mount {
  /** A path for binds, the file system's own source otherwise. */
  readonly source: string;
  readonly target: string;
  /** `bind` is spelled as a flag with an empty type. */
  readonly type: string;
  readonly flags?: readonly string[];
  /** The file system's own options, comma separated. */
  readonly data?: string;
}

export interface GuestStat {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly mtime: number;
  readonly ino: number;
  readonly rdev: { readonly major: number; readonly minor: number };
  readonly nlink: number;
  /** Of a symbolic link, without `follow`. */
  readonly target?: string;
}

export interface PackOptions {
  /** As seen from `pid`'s root when given, the guest's otherwise. */
  readonly dir: string;
  /** See the tree as this process does: its mount namespace and root. */
  readonly pid?: number;
  /** Resolve `dir` as if this were `/`, without following a link out of it. */
  readonly root?: string;
  /** Only these entries below `dir`, with all below them. Default: everything. */
  readonly paths?: readonly string[];
  readonly exclude?: readonly string[];
  /** Headers only: every entry with size 0 in the stream and its real size as PAX record `DRYDOCK.size`. */
  readonly metadataOnly?: boolean;
  readonly oneFileSystem?: boolean;
  /** Also the entry `./` for `dir` itself. Default true. */
  readonly includeRoot?: boolean;
}

export interface UnpackOptions {
  readonly dir: string;
  readonly pid?: number;
  readonly root?: string;
  /** All entries get this owner instead of their own (`docker cp` to a container keeps them; builds with --chown don't). */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** A directory is never replaced by a file nor a file by a directory (`docker cp`'s rule). */
  readonly noOverwriteDirNonDir?: boolean;
}

export type SocketAddress =
  | { readonly unix: string; readonly mode?: number }
  | { readonly host: string; readonly port: number; readonly namespace?: string };

export interface AgentNetwork {
  createNamespace(name: string): Promise<void>;
  removeNamespace(name: string): Promise<void>;
  /** `addresses` with their prefix length, at most one of each family. */
  createBridge(name: string, options: { addresses: readonly string[]; mac?: string; mtu?: number }): Promise<void>;
  removeLink(name: string): Promise<void>;
  /**
   * One call per endpoint: a veth pair, one end on `bridge`, the other in namespace `namespace` as `name`, with addresses, MAC, gateways as
   * default routes, both up, and `lo` up. Without an IPv6 address it gets no link-local one either.
   */
  createEndpoint(endpoint: {
    bridge: string;
    hostName: string;
    namespace: string;
    name: string;
    addresses?: readonly string[];
    mac?: string;
    mtu?: number;
    gateways?: readonly string[];
  }): Promise<void>;
  /** The default routes of a namespace become these. */
  setGateways(namespace: string, gateways: readonly string[]): Promise<void>;
  /** Only `lo` up: `--network none`. */
  loopbackUp(namespace: string): Promise<void>;
  /** Listens on the guest and copies each connection (TCP) or datagram (UDP) to `to`, inside the agent. `EADDRINUSE` when taken. */
  forward(forward: {
    protocol: 'tcp' | 'udp';
    host: string;
    port: number;
    to: { host: string; port: number };
  }): Promise<Disposable & { readonly port: number }>;
}

export interface GuestProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly state: string;
  /** Clock ticks of 10 ms: user, system, start time since boot. */
  readonly utime: number;
  readonly stime: number;
  readonly startTime: number;
  /** `pts/0`, or empty. */
  readonly terminal: string;
  readonly threads: number;
  /** KiB. */
  readonly rss: number;
  readonly vsize: number;
  readonly argv: readonly string[];
  readonly comm: string;
}

/**
 * A `docker …` typed in the guest. The small client program in the guest passes argv, cwd, environment and its three files, and does what the engine asks
 * of its terminal; everything else happens in `cli/`.
 */
export interface CommandSession {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly isTerminal: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Of the terminal, when there is one. */
  readonly size: { readonly rows: number; readonly cols: number };
  /** Reads begin only when iterated: a command that reads no stdin leaves it to the next one. */
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
  readonly onResize: Event<{ rows: number; cols: number }>;
  /** Signals that the client program got: 2, 15, 1, 3 ... Unless `claimSignals` was called they end it with 128 + n, and `closed` fires. */
  readonly onSignal: Event<number>;
  claimSignals(): void;
  /** Fires when the client program is gone before `exit`: the command must stop. */
  readonly closed: AbortSignal;
  setRaw(raw: boolean): Promise<void>;
  /** All output is delivered first. */
  exit(code: number): Promise<void>;
}

/** `code` is the errno's name (`ENOENT`), `step` what was being done (`mount`, `exec`, `chdir`, ...), `path` on what. */
export class AgentError extends Error {
  readonly code: string;
  readonly step: string;
  readonly path: string;

  constructor(code: string, step: string, path: string) {
    super(`${step} ${path}: ${code}`);
    this.name = 'AgentError';
    this.code = code;
    this.step = step;
    this.path = path;
  }
}
