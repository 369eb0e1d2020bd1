/**
 * What the page shows of the engine's objects and the Docker Engine API does not tell: the files of a layer, which layer answers for a path,
 * what a container writes while it runs, where a layer was made. Read-only; it makes, keeps and changes nothing (`BuildReport`s apart).
 * All of it is plain data that crosses `postMessage`. Unknown names reject with `notFound` in Docker's words.
 */
export interface Insight {
  /** `name` as for `docker image inspect`. */
  image(name: string): Promise<ImageInsight>;
  /** All entries of one layer, in the order of a walk. `layer` is its index in `ImageInsight.layers`: what counts as changed is seen against those below. */
  layer(image: string, layer: number): Promise<LayerEntry[]>;
  /** One folder as a container sees it, all layers merged: each name with the layer that supplies it. */
  folder(of: Subject, path: string): Promise<MergedEntry[]>;
  /**
   * "Which layer answers?" for an absolute path. Links in its folders are followed as the kernel would, within the root; a link at its end is
   * answered for itself, unless the path ends in `/`.
   */
  which(of: Subject, path: string): Promise<Answer>;
  /** What differs between the merged files of two images. */
  compare(one: string, other: string): Promise<Comparison>;
  /**
   * What a container has written so far: its upper. Works on running, paused and stopped containers. Of a running one it costs the guest a
   * walk over what was written, some 50 ms for little and a tenth of a millisecond a file for much: ask again when the last answer has come.
   */
  writable(container: string): Promise<WritableLayer>;
  /** At most the first 64 KiB of a regular file as text, from a layer (by index), the writable layer, or whichever answers. */
  text(of: Subject, path: string, from?: number | 'writable'): Promise<FileText>;
  /** The builds of this session and, of earlier ones, those whose image is still there; newest first. */
  builds(): Promise<BuildReport[]>;
}

export type Subject = { readonly image: string } | { readonly container: string };

export interface ImageInsight {
  /** The image ID. */
  readonly id: string;
  /** `nginx:latest`; empty for a dangling image. */
  readonly tags: readonly string[];
  /** Bottom first; history's empty entries (ENV, CMD, ...) are in `steps` of the layer below them, or `beginning` before the first. */
  readonly layers: readonly LayerInsight[];
  readonly beginning: readonly StepOrigin[];
  /** Bytes of files that a higher layer of the same image replaces or deletes. */
  readonly wasted: number;
}

export interface LayerInsight {
  readonly diffID: string;
  /** Two images share a layer if they have it under the same chain ID: on the same layers below. */
  readonly chainID: string;
  /** Bytes of its files. */
  readonly size: number;
  /** What made it, then the steps after it that made no layer. */
  readonly steps: readonly StepOrigin[];
  /** IDs of other images that stand on this layer. */
  readonly sharedBy: readonly string[];
  /** Entries it adds, replaces or removes, seen against the layers below, and the bytes of lower files that it hides. */
  readonly counts: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly hides: number;
}

/** A line of `docker history`, and the line of the Dockerfile if it was built here. */
export interface StepOrigin {
  /** As `docker history --no-trunc` prints it. */
  readonly createdBy: string;
  /** Makes no layer. */
  readonly empty: boolean;
  /** Where in a Dockerfile; absent for what was pulled or committed. `build` is the id of a `BuildReport`. */
  readonly line?: { readonly build: string; readonly dockerfile: string; readonly start: number; readonly end: number };
}

export type EntryKind = 'file' | 'directory' | 'symlink' | 'device' | 'fifo';

export interface LayerEntry {
  /** Absolute. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed' | 'unchanged';
  /** Of a removed one: what it was below. `unchanged` are folders that are there only for what is in them. */
  readonly kind: EntryKind;
  /** Bytes; of a removed or replaced file its own, `hides` those of the lower one. */
  readonly size: number;
  readonly hides: number;
  /** Permissions, 0o7777. */
  readonly mode: number;
  readonly target?: string;
  /** A folder that hides all that lower layers have in it. */
  readonly opaque?: boolean;
  /** Another name (hard link) of a file of this layer that was told before: its bytes are there once. */
  readonly linked?: boolean;
}

export interface MergedEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly size: number;
  readonly mode: number;
  readonly target?: string;
  /** The layer that supplies it: an index, or the container's writable layer. */
  readonly from: number | 'writable';
  /** Other layers that have a file of that name, now hidden. */
  readonly hidden: readonly number[];
}

export interface Answer {
  /** After links: the path that is really read. */
  readonly path: string;
  /** Absent when there is no such file: never, or deleted by `deletedBy`. */
  readonly from?: number | 'writable';
  readonly deletedBy?: number | 'writable';
  readonly kind?: EntryKind;
  readonly size?: number;
  /** Of a symbolic link. */
  readonly target?: string;
  /** What made (or, of a deleted one, what deleted) it; absent for the writable layer. */
  readonly step?: StepOrigin;
  /** Lower layers that have the path too, topmost first: what is hidden. */
  readonly hides: ReadonlyArray<{ readonly layer: number; readonly size: number; readonly kind: EntryKind }>;
  /**
   * Mounted over: a volume, a bind mount, or one of Docker's own files (`/etc/hosts`). Then no layer answers. `source` is the volume's name,
   * the host's path, or the kind of file system: `tmpfs`, `proc`.
   */
  readonly mount?: { readonly destination: string; readonly source: string };
}

export interface Comparison {
  /** The layers that both have, from the bottom. */
  readonly shared: number;
  readonly sharedBytes: number;
  readonly entries: ReadonlyArray<{
    readonly path: string;
    readonly change: 'onlyInOne' | 'onlyInOther' | 'differs';
    readonly kind: EntryKind;
    /** Bytes in the one and in the other. */
    readonly sizes: readonly [number, number];
  }>;
}

export interface WritableLayer {
  /** The full container ID. */
  readonly container: string;
  readonly image: string;
  /** Bytes of its files. */
  readonly size: number;
  readonly entries: readonly WrittenEntry[];
}

export interface WrittenEntry {
  readonly path: string;
  /** `changed`: copied up from `origin` on the first write. `removed`: a whiteout over it. */
  readonly change: 'added' | 'changed' | 'removed';
  readonly kind: EntryKind;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  /** The image's layer that had it (index), and its bytes there. */
  readonly origin?: { readonly layer: number; readonly size: number };
  /** A folder that was deleted and made anew: it hides all that the image has in it. */
  readonly opaque?: boolean;
}

export interface FileText {
  readonly text: string;
  /** There is more, or it is not text (then `text` is empty). */
  readonly cut: boolean;
  readonly binary: boolean;
}

/** A build, while it goes on and afterwards: the cache explainer's data. One report for all that is told of a build; the latest one counts. */
export interface BuildReport {
  readonly id: string;
  /** As given with -f, relative to the context; `Dockerfile` by default. */
  readonly dockerfile: string;
  /** The name of the folder that was the context; absent when it was no folder. */
  readonly context?: string;
  /** The text that was built. */
  readonly source: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Of the image that came of it. */
  readonly image?: string;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly steps: readonly BuildStep[];
}

/** One instruction of the Dockerfile that the build came to. */
export interface BuildStep {
  /** Lines from 1, inclusive. */
  readonly start: number;
  readonly end: number;
  /** `[2/4] COPY . .` */
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'hit' | 'done' | 'failed';
  readonly miss?: Miss;
  /** Milliseconds that it took. */
  readonly duration?: number;
  /** Bytes of the layer that it made. */
  readonly size?: number;
}

/** Why a step was not taken from the cache; the same as `MissReason` of the build's stream (`build/progress.ts`). */
export type Miss =
  | { readonly kind: 'disabled' | 'new' | 'parent' }
  | { readonly kind: 'instruction'; readonly was: string }
  | { readonly kind: 'inputs'; readonly changed: readonly string[] }
  | { readonly kind: 'files'; readonly changed: readonly string[]; readonly added: readonly string[]; readonly removed: readonly string[] };
