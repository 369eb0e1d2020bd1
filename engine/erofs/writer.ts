import { encodeName } from '../base/bytes.ts';
import { EngineError } from '../base/errors.ts';
import type { TarMember } from '../tar/header.ts';
import { encodeDirectory, planDirectory } from './directory.ts';
import {
  BLOCK_BITS,
  BLOCK_SIZE,
  CHUNK_INDEX_SIZE,
  CHUNK_INDEXES,
  COMPAT_MTIME,
  DEVICE_SLOT_OFFSET,
  DEVICE_SLOT_SIZE,
  EXTENDED,
  encodeDevice,
  FIRST_INODE,
  fileTypes,
  INCOMPAT_CHUNKED_FILE,
  INCOMPAT_DEVICE_TABLE,
  INODE_SIZE,
  LAYOUT_SHIFT,
  layouts,
  MAGIC,
  NID_UNIT,
  roundUp,
  SUPER_OFFSET,
  TAR_DEVICE,
} from './format.ts';
import { isWhiteout, LayerTree, type TreeNode } from './tree.ts';
import { encodeXattrs } from './xattr.ts';

/** Builds the EROFS index of a layer: `add` each member of its tar as it passes, then `finish`. The same tar gives the same bytes. */
export class IndexWriter {
  private readonly tree = new LayerTree();

  add(member: TarMember): void {
    this.tree.add(member);
  }

  /** Docker's size of the layer: the bytes of its files, each inode once; a symbolic link counts its target. */
  get contentSize(): number {
    let size = 0;
    const seen = new Set<TreeNode>();
    visit(this.tree.root, (node) => {
      if (seen.has(node)) return;
      seen.add(node);
      size += node.type === 'symlink' ? encodeName(node.target).length : node.size;
    });
    return size;
  }

  /** `tag` names the tar (its SHA-256 in 64 hex digits): the device's tag, and the origin of the file system's UUID. */
  finish(tar: { readonly size: number; readonly tag: string }): Uint8Array<ArrayBuffer> {
    return new Encoder(this.tree.root).encode(tar);
  }
}

/** A node that has its place: `offset` is the inode's, `data` that of whole blocks elsewhere. */
interface Placed {
  readonly node: TreeNode;
  readonly number: number;
  readonly xattrs: Uint8Array;
  readonly target: Uint8Array;
  /** Bytes of a directory's or link's own data. */
  readonly size: number;
  readonly inline: boolean;
  readonly offset: number;
  data: number;
}

/** Two passes: every inode gets its place, since directories name their children by place; then all is written. */
class Encoder {
  private readonly root: TreeNode;
  private readonly placed = new Map<TreeNode, Placed>();
  private end = FIRST_INODE;

  constructor(root: TreeNode) {
    this.root = root;
  }

  encode(tar: { readonly size: number; readonly tag: string }): Uint8Array<ArrayBuffer> {
    this.place(this.root);
    let end = roundUp(this.end, BLOCK_SIZE);
    for (const placed of this.placed.values()) {
      placed.data = end;
      end += roundUp(placed.size - inlineSize(placed), BLOCK_SIZE);
    }
    const image = new Uint8Array(end);
    const view = new DataView(image.buffer);
    this.directory(image, this.root, this.root);
    for (const placed of this.placed.values()) this.inode(image, view, placed);
    superblock(image, view, { ...tar, rootNid: this.nid(this.root), inodes: this.placed.size });
    return image;
  }

  private nid(node: TreeNode): number {
    return this.get(node).offset / NID_UNIT;
  }

  private get(node: TreeNode): Placed {
    const placed = this.placed.get(node);
    if (placed === undefined) throw new EngineError('internal', 'erofs: a node has no place');
    return placed;
  }

  /** A directory's children lie together, near it. */
  private place(directory: TreeNode): void {
    if (directory === this.root) this.placeNode(directory);
    for (const child of directory.children.values()) if (!this.placed.has(child)) this.placeNode(child);
    for (const child of directory.children.values()) if (child.type === 'directory') this.place(child);
  }

  private placeNode(node: TreeNode): void {
    const xattrs = encodeXattrs(xattrsOf(node));
    const target = encodeName(node.target);
    const size = node.type === 'directory' ? planDirectory(node.children.keys()) : target.length;
    const head = INODE_SIZE + xattrs.length;
    // An inline tail must not cross a block (the kernel's erofs_map_blocks).
    const tail = size % BLOCK_SIZE;
    const inline = tail > 0 && head + tail <= BLOCK_SIZE;
    const isChunked = node.type === 'file' && node.size > 0;
    const length = isChunked ? roundUp(head, CHUNK_INDEX_SIZE) + CHUNK_INDEX_SIZE : head + (inline ? tail : 0);
    let offset = roundUp(this.end, NID_UNIT);
    if (inline && (offset % BLOCK_SIZE) + length > BLOCK_SIZE) offset = roundUp(offset, BLOCK_SIZE);
    this.end = offset + length;
    this.placed.set(node, { node, number: this.placed.size + 1, xattrs, target, size, inline, offset, data: 0 });
  }

  private directory(image: Uint8Array, node: TreeNode, parent: TreeNode): void {
    const placed = this.get(node);
    const entries = [
      { name: '.', nid: this.nid(node), type: node.type },
      { name: '..', nid: this.nid(parent), type: parent.type },
    ];
    for (const [name, child] of node.children) entries.push({ name, nid: this.nid(child), type: child.type });
    this.content(image, placed, encodeDirectory(entries, placed.size));
    for (const child of node.children.values()) if (child.type === 'directory') this.directory(image, child, node);
  }

  /** A directory's or link's own bytes: whole blocks at `data`, the rest after the inode when it fits there. */
  private content(image: Uint8Array, placed: Placed, bytes: Uint8Array): void {
    const elsewhere = placed.size - inlineSize(placed);
    image.set(bytes.subarray(0, elsewhere), placed.data);
    image.set(bytes.subarray(elsewhere), placed.offset + INODE_SIZE + placed.xattrs.length);
  }

  private inode(image: Uint8Array, view: DataView, placed: Placed): void {
    const { node, offset } = placed;
    const isChunked = node.type === 'file' && node.size > 0;
    const layout = isChunked ? layouts.chunked : placed.inline ? layouts.inline : layouts.plain;
    view.setUint16(offset, EXTENDED | (layout << LAYOUT_SHIFT), true);
    view.setUint16(offset + 2, placed.xattrs.length === 0 ? 0 : (placed.xattrs.length - 12) / 4 + 1, true);
    view.setUint16(offset + 4, fileTypes[node.type].format | node.mode, true);
    uint64(view, offset + 8, node.type === 'file' ? node.size : placed.size);
    view.setUint32(offset + 16, isChunked ? chunkFormat(node.size) : this.address(placed), true);
    view.setUint32(offset + 20, placed.number, true);
    view.setUint32(offset + 24, node.uid, true);
    view.setUint32(offset + 28, node.gid, true);
    uint64(view, offset + 32, node.mtime);
    view.setUint32(offset + 40, node.mtimeNanos, true);
    view.setUint32(offset + 44, node.type === 'directory' ? 2 + subdirectories(node) : node.nlink, true);
    image.set(placed.xattrs, offset + INODE_SIZE);
    if (node.type === 'symlink') this.content(image, placed, placed.target);
    if (!isChunked) return;
    const chunk = offset + roundUp(INODE_SIZE + placed.xattrs.length, CHUNK_INDEX_SIZE);
    view.setUint16(chunk + 2, TAR_DEVICE, true);
    view.setUint32(chunk + 4, node.dataOffset / BLOCK_SIZE, true);
  }

  /** i_u: the first block of plain data, or the device number. */
  private address({ node, data }: Placed): number {
    if (node.type === 'char' || node.type === 'block') return encodeDevice(node.major, node.minor);
    return node.type === 'directory' || node.type === 'symlink' ? data / BLOCK_SIZE : 0;
  }
}

function inlineSize({ size, inline }: Placed): number {
  return inline ? size % BLOCK_SIZE : 0;
}

/** The whole file is one chunk: the smallest power of two that holds it. */
function chunkFormat(size: number): number {
  let bits = BLOCK_BITS;
  while (2 ** bits < size) bits++;
  return (bits - BLOCK_BITS) | CHUNK_INDEXES;
}

const OPAQUE = encodeName('y');
const EMPTY = new Uint8Array();

/**
 * The member's own xattrs and overlayfs's marks. Those that the archive brings are dropped: they would redirect lookups. A directory with
 * whiteouts is marked as copied up (an empty `origin`), or overlayfs would list the whiteouts when no other layer has that directory.
 */
function xattrsOf(node: TreeNode): Array<[name: string, value: Uint8Array]> {
  const xattrs = [...node.xattrs].filter(([name]) => !name.startsWith('trusted.overlay.'));
  if (node.type !== 'directory') return xattrs;
  if (node.opaque) xattrs.push(['trusted.overlay.opaque', OPAQUE]);
  for (const child of node.children.values()) {
    if (isWhiteout(child)) return [...xattrs, ['trusted.overlay.origin', EMPTY]];
  }
  return xattrs;
}

function subdirectories(node: TreeNode): number {
  let count = 0;
  for (const child of node.children.values()) if (child.type === 'directory') count++;
  return count;
}

function visit(node: TreeNode, see: (node: TreeNode) => void): void {
  if (node.type !== 'directory') see(node);
  for (const child of node.children.values()) visit(child, see);
}

function superblock(
  image: Uint8Array,
  view: DataView,
  from: { readonly size: number; readonly tag: string; readonly rootNid: number; readonly inodes: number },
): void {
  const at = SUPER_OFFSET;
  const blocks = image.length / BLOCK_SIZE;
  view.setUint32(at, MAGIC, true);
  view.setUint32(at + 8, COMPAT_MTIME, true);
  image[at + 12] = BLOCK_BITS;
  view.setUint16(at + 14, from.rootNid, true);
  uint64(view, at + 16, from.inodes);
  view.setUint32(at + 36, blocks, true);
  for (let i = 0; i < 16; i++) image[at + 48 + i] = Number.parseInt(from.tag.slice(2 * i, 2 * i + 2), 16);
  view.setUint32(at + 80, INCOMPAT_CHUNKED_FILE | INCOMPAT_DEVICE_TABLE, true);
  view.setUint16(at + 86, 1, true);
  view.setUint16(at + 88, DEVICE_SLOT_OFFSET / DEVICE_SLOT_SIZE, true);
  image.set(encodeName(from.tag).subarray(0, 64), DEVICE_SLOT_OFFSET);
  view.setUint32(DEVICE_SLOT_OFFSET + 64, Math.ceil(from.size / BLOCK_SIZE), true);
  // Where the tar's blocks would lie if both were one file: index first.
  view.setUint32(DEVICE_SLOT_OFFSET + 68, blocks, true);
}

function uint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
}
