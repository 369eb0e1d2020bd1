import { type ByteSource, collect } from '../base/stream.ts';
import { decompress } from '../tar/decompress.ts';
import { memberPath } from '../tar/name.ts';
import type { TarEntry } from '../tar/reader.ts';
import { readTar } from '../tar/reader.ts';
import type { Tree, TreeNode } from './backend.ts';
import type { Owner } from './owner.ts';
import type { Attributes, Content, Upper } from './upper.ts';

/** Where an archive lies and where it goes. */
export interface UnpackRequest {
  readonly tree: Tree;
  readonly destination: string;
  /** Absent: members keep their owner. */
  readonly owner: Owner | undefined;
  /** Of directories made on the way. In seconds. */
  readonly now: number;
}

/** ADD of a local archive: unpacked into the destination. False, and nothing done, when the file is no tar archive. */
export async function unpackArchive(upper: Upper, request: UnpackRequest, file: TreeNode): Promise<boolean> {
  if (file.type !== 'file') return false;
  const reader = request.tree.open(file);
  const source = async function* (): ByteSource {
    for (let offset = 0; offset < reader.size; offset += 1 << 20) yield await reader.read(offset, Math.min(1 << 20, reader.size - offset));
  };
  const members = readTar(decompress(source()));
  let member: IteratorResult<TarEntry, void>;
  try {
    member = await members.next();
  } catch {
    return false;
  }
  if (member.done) return false;
  const { owner, now } = request;
  const root = upper.resolve(request.destination);
  upper.mkdirAll(root, { mode: 0o755, mtime: now, ...(owner ?? { uid: 0, gid: 0 }) });
  // Directories get their times last: what is unpacked into them moves them.
  const directories: Array<[path: string, attributes: Attributes]> = [];
  for (; !member.done; member = await members.next()) {
    const made = await unpackMember(upper, root, member.value, request);
    if (made !== undefined) directories.push(made);
  }
  for (const [path, attributes] of directories) upper.setAttributes(path, attributes);
  return true;
}

async function unpackMember(
  upper: Upper,
  root: string,
  { header, content }: TarEntry,
  { owner, now }: UnpackRequest,
): Promise<[path: string, attributes: Attributes] | undefined> {
  const { mode, uid, gid, mtime, xattrs } = header;
  const attributes: Attributes = { mode, uid, gid, ...owner, mtime, xattrs };
  const relative = memberPath(header.name);
  const path = relative === '' ? root : inside(upper, root, relative);
  if (relative !== '') upper.mkdirAll(path.slice(0, path.lastIndexOf('/')) || '/', { mode: 0o755, mtime: now, uid: 0, gid: 0 });
  const existing = upper.lookup(path);
  if (header.type === 'directory') {
    if (existing !== undefined && existing.type !== 'directory') upper.remove(path);
    if (existing?.type !== 'directory') upper.mkdir(path, attributes);
    return [path, attributes];
  }
  if (existing?.type === 'directory' && header.type !== 'hardlink') upper.remove(path);
  if (header.type === 'hardlink') {
    upper.link(path, inside(upper, root, memberPath(header.linkName)));
    upper.setAttributes(path, attributes); // of the file, by whichever name
  } else upper.create(path, await contentOf(header, content), attributes);
  return undefined;
}

/** A member's place: links in its directories are followed inside the image, the last name is taken as it is. */
function inside(upper: Upper, root: string, relative: string): string {
  const slash = relative.lastIndexOf('/');
  const directory = upper.resolve(`${root}/${slash < 0 ? '' : relative.slice(0, slash)}`);
  return `${directory === '/' ? '' : directory}/${relative.slice(slash + 1)}`;
}

async function contentOf(header: TarEntry['header'], content: ByteSource): Promise<Content> {
  switch (header.type) {
    case 'symlink':
      return { type: 'symlink', target: header.linkName };
    case 'char':
    case 'block':
      return { type: header.type, major: header.major, minor: header.minor };
    case 'fifo':
      return { type: 'fifo' };
    default:
      return { type: 'file', data: await collect(content) };
  }
}
