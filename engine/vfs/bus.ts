import type { FileNode } from './node.ts';
import { StaticDirectory } from './static.ts';

/** The one tree that the guest mounts at /run/drydock. `volumes` has a directory for each volume. */
export function createBus(parts: {
  readonly ctl: FileNode;
  readonly layers: FileNode;
  readonly workspace: FileNode;
  readonly volumes: FileNode;
}): FileNode {
  return new StaticDirectory(parts);
}
