/**
 * EROFS on disk, as far as an index over a tar needs it (the kernel's fs/erofs/erofs_fs.h). Numbers are little-endian.
 *
 * An index is an image of 512-byte blocks, so that a tar's content, which begins at multiples of 512, can be named by block number.
 * It holds inodes, names and xattrs; a file's content is one chunk on **device 1, the tar itself**. What `mkfs.erofs -b512 --tar=i` makes.
 */
export const BLOCK_BITS = 9;
export const BLOCK_SIZE = 1 << BLOCK_BITS;

export const MAGIC = 0xe0f5e1e2;
export const SUPER_OFFSET = 1024;
export const SUPER_SIZE = 128;

/**
 * feature_compat: inodes keep their own mtime. The superblock's checksum (0x1) stays off, as mkfs.erofs leaves it with blocks of 512 bytes:
 * fsck.erofs computes a negative length for it.
 */
export const COMPAT_MTIME = 0x2;
/** feature_incompat. */
export const INCOMPAT_CHUNKED_FILE = 0x4;
export const INCOMPAT_DEVICE_TABLE = 0x8;

export const DEVICE_SLOT_SIZE = 128;
/** The slot follows the superblock at once. */
export const DEVICE_SLOT_OFFSET = SUPER_OFFSET + SUPER_SIZE;
export const TAR_DEVICE = 1;

/** A node ID is an inode's offset in these units; an inode begins at a multiple. */
export const NID_UNIT = 32;
export const FIRST_INODE = DEVICE_SLOT_OFFSET + DEVICE_SLOT_SIZE;
export const INODE_SIZE = 64;

/** i_format: extended inode (bit 0), data layout (bits 1 to 3). */
export const layouts = { plain: 0, inline: 2, chunked: 4 } as const;
export const EXTENDED = 1;
export const LAYOUT_SHIFT = 1;

/** Chunk format: bits 0 to 4 are log2(chunk size / block size). */
export const CHUNK_INDEXES = 0x20;
export const CHUNK_BITS_MASK = 0x1f;
export const CHUNK_INDEX_SIZE = 8;

export const DIRENT_SIZE = 12;
export const NAME_LIMIT = 255;

export const XATTR_HEADER_SIZE = 12;
export const XATTR_ENTRY_SIZE = 4;
/** Names are stored without these prefixes. */
export const xattrPrefixes: ReadonlyArray<{ readonly index: number; readonly prefix: string }> = [
  { index: 1, prefix: 'user.' },
  { index: 2, prefix: 'system.posix_acl_access' },
  { index: 3, prefix: 'system.posix_acl_default' },
  { index: 4, prefix: 'trusted.' },
  { index: 6, prefix: 'security.' },
];

export type FileType = 'file' | 'directory' | 'char' | 'block' | 'fifo' | 'symlink';

/** By type: the dirent's file type and the mode's format bits. */
export const fileTypes: Readonly<Record<FileType, { readonly dirent: number; readonly format: number }>> = {
  file: { dirent: 1, format: 0o100000 },
  directory: { dirent: 2, format: 0o040000 },
  char: { dirent: 3, format: 0o020000 },
  block: { dirent: 4, format: 0o060000 },
  fifo: { dirent: 5, format: 0o010000 },
  symlink: { dirent: 7, format: 0o120000 },
};

/** The kernel's new_encode_dev: 12 bits major, 20 bits minor. */
export function encodeDevice(major: number, minor: number): number {
  return ((minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

export function decodeDevice(device: number): { major: number; minor: number } {
  return { major: (device >>> 8) & 0xfff, minor: (device & 0xff) | ((device >>> 12) & 0xfff00) };
}

export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
