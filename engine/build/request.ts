import type { ByteSource } from '../base/stream.ts';
import type { Ulimit } from './backend.ts';
import type { Call } from './call.ts';
import type { Output } from './export.ts';

/** What `docker build` asks for. */
export interface BuildRequest {
  /** Uncompressed tar; with `sent` also what comes beside the context (`sent.ts`). */
  readonly context: ByteSource;
  /** The folder of the tar that is not the context's. */
  readonly sent?: string;
  /** Where the context is instead: an archive or a Dockerfile at an http address. */
  readonly url?: string;
  /** The context is an archive that was handed over whole, by stdin or URL: nothing is told of its files. */
  readonly isRemote?: boolean;
  /** Files of contexts with one key are transferred once. */
  readonly sharedKey?: string;
  /** Path of the Dockerfile within its directory, or the context. */
  readonly dockerfile: string;
  /** References to give the image. */
  readonly tags: readonly string[];
  /** `null`: take the value from the environment of the client, who did not send one. */
  readonly buildArgs: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache: boolean;
  /** Stages that take nothing from the cache. */
  readonly noCacheFilter?: readonly string[];
  readonly pull: boolean;
  readonly network: 'default' | 'none' | 'host';
  /** `--allow`: `network.host`, `security.insecure`. `network: 'host'` allows the first one too. */
  readonly entitlements?: readonly string[];
  readonly extraHosts: readonly string[];
  /** `linux/386` when absent. */
  readonly platform?: string;
  /** `--build-context`: what stands for a name, `docker-image://…`, `local:…`, `oci-layout://…@DIGEST`. */
  readonly contexts?: ReadonlyMap<string, string>;
  /** Absent: the image. */
  readonly outputs?: readonly Output[];
  /** Nothing is built, the Dockerfile is only described. */
  readonly call?: Call;
  /** In bytes; of `/dev/shm` in RUN. */
  readonly shmSize?: number;
  /** As the API writes them. */
  readonly ulimits?: readonly Ulimit[];
  /** By id. */
  readonly secrets?: ReadonlyMap<string, Uint8Array>;
  readonly signal: AbortSignal;
}

export const defaultPlatform = 'linux/386';
