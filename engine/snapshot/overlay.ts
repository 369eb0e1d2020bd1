import type { TarHeader } from '../tar/header.ts';

/** How overlayfs marks its upper (Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories"). */
const opaqueXattr = 'trusted.overlay.opaque';
const privatePrefix = 'trusted.overlay.';

/** A file of the layers below is gone: a character device 0:0 in its place. */
export function isWhiteout(header: TarHeader): boolean {
  return header.type === 'char' && header.major === 0 && header.minor === 0;
}

/** A directory that hides what the layers below have of it. */
export function isOpaque(header: TarHeader): boolean {
  return header.type === 'directory' && header.xattrs.get(opaqueXattr)?.[0] === 'y'.charCodeAt(0);
}

/** The extended attributes that are the file's own. */
export function ownXattrs(header: TarHeader): ReadonlyMap<string, Uint8Array> {
  return new Map([...header.xattrs].filter(([name]) => !name.startsWith(privatePrefix)));
}
