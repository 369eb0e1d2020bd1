/** How a layer's tar says that a file of the layers below is gone (image-spec, layer.md#whiteouts). */
const PREFIX = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** AUFS kept its own files under these names; dockerd skips them. */
const META_PREFIX = '.wh..wh.';

export type Whiteout =
  /** The file or directory `name` beside the marker is gone. */
  | { readonly kind: 'removed'; readonly name: string }
  /** Everything that lower layers have in the marker's directory is gone. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'ignored' };

/** What a file name in a layer's tar marks; undefined for an ordinary file. */
export function whiteoutOf(name: string): Whiteout | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  if (name === OPAQUE) return { kind: 'opaque' };
  if (name.startsWith(META_PREFIX)) return { kind: 'ignored' };
  return { kind: 'removed', name: name.slice(PREFIX.length) };
}

/** The marker for a path that is gone: `etc/motd` → `etc/.wh.motd`. */
export function whiteoutFor(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return `${path.slice(0, slash)}${PREFIX}${path.slice(slash)}`;
}

/** The marker for a directory that hides what is below it. */
export function opaqueFor(directory: string): string {
  return directory === '' ? OPAQUE : `${directory}/${OPAQUE}`;
}
