import type { ByteSource } from '../base/stream.ts';

/** What `docker build` asks for. */
export interface BuildRequest {
  /** Uncompressed tar. */
  readonly context: ByteSource;
  /** Path of the Dockerfile within the context. */
  readonly dockerfile: string;
  /** References to give the image. */
  readonly tags: readonly string[];
  /** `null`: take the value from the environment of the client, who did not send one. */
  readonly buildArgs: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly network: 'default' | 'none' | 'host';
  readonly extraHosts: readonly string[];
  /** `linux/386` when absent. */
  readonly platform?: string;
  /** By id. */
  readonly secrets?: ReadonlyMap<string, Uint8Array>;
  readonly signal: AbortSignal;
}

export const defaultPlatform = 'linux/386';
