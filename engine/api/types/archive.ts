/** Files of a container of the Docker Engine API 1.50, as far as this project speaks it. Fields that a daemon may leave out, or sends as null, say so. */

/** `Kind`: 0 modified, 1 added, 2 deleted. */
export interface FilesystemChange {
  Path: string;
  Kind: 0 | 1 | 2;
}

/** In `X-Docker-Container-Path-Stat`, base64 of JSON. `mode` is Go's os.FileMode: type bits at the top, permissions below. */
export interface PathStat {
  name: string;
  size: number;
  mode: number;
  mtime: string;
  linkTarget: string;
}

export const fileMode = { dir: 2 ** 31, symlink: 2 ** 27 } as const;
