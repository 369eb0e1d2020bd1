import type { EndpointSettings } from '../network/spec.ts';
import type { Digest } from '../oci/digest.ts';
import type { ContainerConfig, ContainerStatus, HealthState, HostConfig, MountPoint } from './spec.ts';

/** A container as kept in the store under `container/<id>`. Times are milliseconds since the epoch; 0: never. */
export interface ContainerRecord {
  readonly id: string;
  /** Without the slash. */
  readonly name: string;
  readonly created: number;
  readonly path: string;
  readonly args: readonly string[];
  /** Complete: what the user gave over what the image says. */
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  readonly imageId: Digest;
  /** Layers, bottom first. */
  readonly stack: readonly Digest[];
  readonly mounts: readonly MountRecord[];
  /** By network name, in the order they are joined; only what was asked for. */
  readonly networks: Readonly<Record<string, EndpointSettings>>;
  readonly state: ContainerState;
  readonly restartCount: number;
  /** `docker stop` was the last word: `unless-stopped` heeds it. */
  readonly stoppedByUser: boolean;
  /** The saved upper, a blob. */
  readonly upper?: Digest;
}

export interface ContainerState {
  readonly status: ContainerStatus;
  readonly pid: number;
  readonly exitCode: number;
  readonly error: string;
  readonly oomKilled: boolean;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly health?: HealthState;
}

/** A mount of the container, resolved: where it comes from in the guest. */
export interface MountRecord extends MountPoint {
  /** Of a volume: only this part of it. */
  readonly subpath?: string;
  /** Of a volume: do not fill it from the image. */
  readonly noCopy?: boolean;
  /** Made for this container and removed with it under `docker rm -v` and `--rm`. */
  readonly anonymous?: boolean;
  /** Of `--tmpfs`: not among the mounts that are shown. */
  readonly unlisted?: boolean;
  /** Options of a tmpfs. */
  readonly data?: string;
  readonly flags?: readonly string[];
}

export const containerPrefix = 'container/';

export function isRunning(status: ContainerStatus): boolean {
  return status === 'running' || status === 'paused';
}
