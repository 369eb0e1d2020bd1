/**
 * One member of a tar archive, as its headers (USTAR, PAX and GNU together) describe it.
 *
 * Names are strings that lose nothing: bytes that are not UTF-8 become lone surrogates U+DC80 to U+DCFF (`decodeName` and `encodeName`),
 * so that any name survives reading, comparing and writing.
 */
export interface TarHeader {
  /** As in the archive: may begin with `./` or `/`, a directory's may end in `/`. See `memberPath`. */
  readonly name: string;
  readonly type: TarType;
  /** Permission bits with set-uid, set-gid and sticky: 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly uname: string;
  readonly gname: string;
  /** Bytes of content that follow; 0 for all but files. */
  readonly size: number;
  /** Whole seconds since the epoch, and the nanoseconds beside them. */
  readonly mtime: number;
  readonly mtimeNanos: number;
  /** Of a symbolic link: its target. Of a hard link: the name of the member it is another name for. Empty otherwise. */
  readonly linkName: string;
  readonly major: number;
  readonly minor: number;
  /** By full name: `security.capability`, `user.x`. */
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
  /** PAX records that mean nothing to tar itself, such as `DRYDOCK.size`. */
  readonly records: ReadonlyMap<string, string>;
}

export type TarType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';

/** A header that was read: `dataOffset` is where its content begins in the archive, always a multiple of 512. */
export interface TarMember extends TarHeader {
  readonly dataOffset: number;
}

/** A header to be written: what is left out is 0, empty, or usual for the type (0644; 0755 for directories; 0777 for links). */
export type TarHeaderInit = Pick<TarHeader, 'name' | 'type'> & Partial<TarHeader>;

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

export function tarHeader(init: TarHeaderInit): TarHeader {
  const mode = init.type === 'directory' ? 0o755 : init.type === 'symlink' ? 0o777 : 0o644;
  return {
    mode,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    size: 0,
    mtime: 0,
    mtimeNanos: 0,
    linkName: '',
    major: 0,
    minor: 0,
    xattrs: NOTHING,
    records: NOTHING,
    ...init,
  };
}
