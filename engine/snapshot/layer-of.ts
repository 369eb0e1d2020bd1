import { type ByteSource, collect } from '../base/stream.ts';
import { compareNames, memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';
import { opaqueFor, whiteoutFor } from '../tar/whiteout.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import type { LowerLookup } from './changes.ts';
import { isOpaque, isWhiteout, ownXattrs } from './overlay.ts';

/**
 * An upper's tar as an image layer (image-spec, layer.md): whiteouts and opaque directories as `.wh.` members, overlayfs's own attributes
 * gone, members in the order of their names, so that the same files give the same layer.
 */
export async function* layerOf(
  upper: ByteSource,
  { without, below }: { without: readonly string[]; below: LowerLookup } = { without: [], below: () => undefined },
): AsyncGenerator<Uint8Array> {
  const members: Member[] = [];
  for await (const { header, content } of readTar(upper)) {
    const path = memberPath(header.name);
    if (path === '') continue;
    if (isWhiteout(header)) {
      const marker = whiteoutFor(path);
      members.push({ path: marker, input: { header: { name: marker, type: 'file', mode: 0, mtime: header.mtime } } });
      continue;
    }
    const name = header.type === 'directory' ? `${path}/` : path;
    members.push({
      path,
      input: {
        header: { ...header, name, uname: '', gname: '', xattrs: ownXattrs(header), records: new Map() },
        ...(header.type === 'file' && { content: await collect(content) }),
      },
    });
    if (isOpaque(header)) {
      const marker = opaqueFor(path);
      members.push({ path: marker, input: { header: { name: marker, type: 'file', mode: 0, mtime: header.mtime } } });
    }
  }
  // Depth first: `a/b` before `a.c`, as a walk of the tree would give them.
  const key = (path: string) => path.replaceAll('/', '\u0000');
  members.sort((a, b) => compareNames(key(a.path), key(b.path)));
  yield* writeTar(hardLinksLast(withoutStubs(members, without, below)).map(({ input }) => input));
}

interface Member {
  readonly path: string;
  readonly input: TarInput;
}

/**
 * Mount points that are not in the layers below were made for the mount, and so were directories on the way to them; those below that
 * were only copied up for it have not changed (BuildKit: MountStubsCleaner).
 */
function withoutStubs(members: Member[], mountPoints: readonly string[], below: LowerLookup): Member[] {
  let kept = members;
  for (const mountPoint of mountPoints) {
    let path = mountPoint.replace(/^\/+|\/+$/g, '');
    for (let stub = true; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('/'), 0))) {
      const occupied = kept.some((member) => member.path.startsWith(`${path}/`));
      if (occupied || (stub && below(`/${path}`) !== undefined)) break;
      kept = kept.filter((member) => member.path !== path);
      stub = false;
    }
  }
  return kept;
}

/** A hard link must come after the member it names, which sorting may have undone: then the two change places. */
function hardLinksLast(members: Member[]): Member[] {
  const seen = new Map<string, number>();
  const files = new Map(members.map((member) => [member.path, member]));
  return members.map((member, index) => {
    const { header } = member.input;
    if (header.type !== 'hardlink') {
      const first = seen.get(member.path);
      if (first === undefined) return member;
      const link = members[first];
      return { path: member.path, input: { header: { ...header, type: 'hardlink' as const, size: 0, linkName: link?.path ?? '' } } };
    }
    const target = memberPath(header.linkName ?? '');
    const original = files.get(target);
    const targetIndex = original === undefined ? -1 : members.indexOf(original);
    if (original === undefined || targetIndex < index) return member;
    const promoted = seen.get(target);
    if (promoted !== undefined) return { path: member.path, input: { header: { ...header, linkName: members[promoted]?.path ?? '' } } };
    seen.set(target, index);
    return { path: member.path, input: { ...original.input, header: { ...original.input.header, name: member.path } } };
  });
}
