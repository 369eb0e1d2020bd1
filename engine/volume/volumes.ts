/**
 * Named and anonymous volumes. Docker's JSON names. Which containers use one is known to the container manager, which asks `retain` and
 * `release`.
 */
export interface Volumes {
  restore(): Promise<void>;
  flush(): Promise<void>;

  /** Idempotent for a name that exists with the same driver. Without a name: 64 hex digits and the label `com.docker.volume.anonymous`. */
  create(request: VolumeCreate): Promise<VolumeInspect>;
  /** `notFound` "get x: no such volume". */
  inspect(name: string): VolumeInspect;
  /** Filters: dangling, driver, label, name. */
  list(filters?: Readonly<Record<string, readonly string[]>>): { Volumes: VolumeInspect[]; Warnings: null };
  /** `conflict` "remove x: volume is in use - [ids]"; `force` makes a missing one no error. */
  remove(name: string, options?: { force?: boolean }): Promise<void>;
  /** Anonymous ones; with filter `all=true` named ones too. */
  prune(filters?: Readonly<Record<string, readonly string[]>>): Promise<{ VolumesDeleted: string[]; SpaceReclaimed: number }>;
  /** Bytes and number of containers, for `system df`. */
  usage(name: string): Promise<{ Size: number; RefCount: number }>;
}

export interface VolumeCreate {
  readonly Name?: string;
  readonly Driver?: string;
  readonly DriverOpts?: Readonly<Record<string, string>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** `GET /volumes/{name}`. */
export interface VolumeInspect {
  readonly Name: string;
  readonly Driver: 'local';
  readonly Mountpoint: string;
  readonly CreatedAt: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Scope: 'local';
  readonly Options: Readonly<Record<string, string>> | null;
}
