import type { BlobReader, ByteSource } from '../base/stream.ts';
import type { HistoryOrigin } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageConfig } from '../oci/spec.ts';
import type { BuildCache } from './cache.ts';

/**
 * What a build needs of the rest of the engine, and nothing else. The builder itself is pure policy: it parses, decides what is cached,
 * writes the layers of COPY, ADD and WORKDIR as tars, and asks these interfaces for everything that touches the world.
 *
 * Vocabulary: a **layer** is named by its diffID, the SHA-256 of its uncompressed tar. A **stack** is a list of diffIDs, bottom up; it is
 * a root file system. Layers are made visible by what points at them: an image, or a cache record. A layer that a failed or cancelled build
 * left behind is named by neither and is garbage.
 */
export interface BuildBackends {
  readonly images: ImageBackend;
  readonly layers: LayerBackend;
  readonly run: RunBackend;
  readonly cache: BuildCache;
  /** ADD of a URL. Absent: ADD of URLs is refused. */
  readonly fetch?: FetchBackend;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ImageBackend {
  /**
   * The image that a FROM, a `COPY --from` or a `RUN --mount=from` names: the local one, or with `pull` (or when there is none) the
   * registry's. Layers need not be local afterwards. `notFound` when neither knows it.
   */
  resolve(
    reference: string,
    options: { readonly pull: boolean; readonly platform?: string; readonly signal: AbortSignal },
  ): Promise<BaseImage>;
  /** Stores the config (its bytes are `JSON.stringify` of it, its digest is the image ID) and points the names at it: one atomic write. */
  create(config: ImageConfig, names: readonly string[], provenance?: Provenance): Promise<Digest>;
}

/** Where an image comes from, kept beside it: it is no part of the image. */
export interface Provenance {
  /** Beside the config's history. */
  readonly origins: readonly HistoryOrigin[];
  readonly report: unknown;
}

export interface BaseImage {
  /** Familiar names made canonical: `docker.io/library/python:3.11-slim`. */
  readonly name: string;
  /** Of the manifest, when it was resolved at the registry. */
  readonly digest?: Digest;
  /** Of a named context: what progress calls it instead of `FROM …`. */
  readonly label?: string;
  readonly config: ImageConfig;
  /** Of an image that was built here. */
  readonly origins?: readonly HistoryOrigin[];
  /** Makes all layers of `config.rootfs.diff_ids` local. Resolves at once when they are. */
  fetch(options: { readonly onProgress: (progress: FetchProgress) => void; readonly signal: AbortSignal }): Promise<void>;
}

/** One layer on its way in. */
export interface FetchProgress {
  /** A digest, or as much of one as is known. */
  readonly id: string;
  readonly phase: 'download' | 'extract';
  /** In bytes. */
  readonly current: number;
  readonly total: number;
  readonly done: boolean;
}

/** A layer that nothing takes away until `dispose`: by then an image or a cache record names it. */
export interface Layer {
  readonly diffID: Digest;
  /** Sum of its files' sizes in bytes: what `docker history` shows. */
  readonly size: number;
  dispose(): void;
}

export interface LayerBackend {
  /** Stores an uncompressed layer tar (whiteouts as `.wh.` names). */
  ingest(tar: ByteSource): Promise<Layer>;
  /** Holds a layer that is there already; undefined when it is not. */
  hold(diffID: Digest): Layer | undefined;
  /** Takes away those of these layers that nothing needs and nobody holds: what a build made that failed. */
  drop(layers: Iterable<Digest>): Promise<void>;
  /** The uncompressed tar. */
  read(diffID: Digest): Promise<ByteSource>;
  /** A stack as one read-only tree, whiteouts applied. */
  open(stack: readonly Digest[]): Promise<Tree>;
}

/** A read-only file tree: a stack of layers, or a build context. Only content is read asynchronously. */
export interface Tree {
  /** Symbolic links in the directories are resolved inside the tree, that in the last component with `follow` (default true). */
  lookup(path: string, options?: { readonly follow?: boolean }): TreeNode | undefined;
  /** Sorted by name. */
  readdir(directory: TreeNode): readonly TreeNode[];
  readlink(link: TreeNode): string;
  xattrs(node: TreeNode): ReadonlyMap<string, Uint8Array>;
  open(file: TreeNode): BlobReader;
}

export interface TreeNode {
  /** Absolute, without symbolic links in its directories; the root is `/`. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'char' | 'block' | 'fifo';
  /** 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes. */
  readonly size: number;
  /** Whole seconds since the epoch, and the nanoseconds beside them. */
  readonly mtime: number;
  readonly mtimeNanos: number;
  readonly major: number;
  readonly minor: number;
  /** Equal for two names of one file (hard links). */
  readonly identity: string;
}

export interface RunBackend {
  /**
   * Runs one program on a writable copy of a stack and takes what it changed as a layer. A program that ends with another code than 0, or is
   * aborted (rejects with `cancelled`), leaves nothing behind. A program that cannot be started has code 1, and runc's sentence goes to
   * `onOutput(2)`, as in BuildKit: `runc run failed: unable to start container process: exec: "x": executable file not found in $PATH`.
   * An unknown user rejects: `unable to find user x: no matching entries in passwd file`. The mount points of `mounts`, `/proc`, `/sys`, `/dev`,
   * `/etc/hosts`, `/etc/resolv.conf` and `/etc/hostname` are not part of the layer.
   */
  run(request: RunRequest): Promise<RunResult>;
}

export interface RunRequest {
  readonly stack: readonly Digest[];
  readonly argv: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  /** Created when missing. */
  readonly cwd: string;
  /** USER's text: `name`, `uid`, `name:group`, ...; empty is root. Looked up in the stack's passwd and group. */
  readonly user: string;
  readonly mounts: readonly RunMount[];
  readonly network: 'default' | 'none' | 'host';
  readonly hostname?: string;
  /** `host:address`, as in --add-host. */
  readonly extraHosts: readonly string[];
  /** `--security=insecure`: all capabilities. */
  readonly insecure: boolean;
  /** In bytes, of `/dev/shm`. */
  readonly shmSize?: number;
  readonly ulimits?: readonly Ulimit[];
  /** 1 is stdout, 2 is stderr. */
  readonly onOutput: (stream: 1 | 2, bytes: Uint8Array) => void;
  readonly signal: AbortSignal;
}

export interface Ulimit {
  readonly Name: string;
  readonly Soft: number;
  readonly Hard: number;
}

export interface RunResult {
  readonly exitCode: number;
  /** Killed by the kernel's memory limit. */
  readonly outOfMemory?: boolean;
  /** What it changed; a layer without entries when it changed nothing. Absent when `exitCode` is not 0. */
  readonly layer?: Layer;
}

/** RUN --mount=... . Targets are absolute. */
export type RunMount =
  | {
      readonly type: 'bind';
      readonly target: string;
      /** The tree that it shows; a build context comes as a layer too. Writes go to a copy that is thrown away. */
      readonly stack: readonly Digest[];
      /** Within the stack; a file or a directory. */
      readonly source: string;
      readonly readonly: boolean;
    }
  | {
      readonly type: 'cache';
      readonly target: string;
      /** The same id is the same directory, in this build and later ones. */
      readonly id: string;
      readonly readonly: boolean;
      readonly sharing: 'shared' | 'private' | 'locked';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** First contents. */
      readonly stack?: readonly Digest[];
      readonly source?: string;
    }
  | { readonly type: 'tmpfs'; readonly target: string /** In bytes. */; readonly size?: number }
  | {
      readonly type: 'secret';
      readonly target: string;
      readonly data: Uint8Array;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

export interface FetchBackend {
  /** GET, redirects followed. Rejects with a sentence that says why when no answer comes; every status is an answer. `lastModified` in milliseconds. */
  get(url: string, signal: AbortSignal): Promise<{ readonly status: number; readonly body: ByteSource; readonly lastModified?: number }>;
}
