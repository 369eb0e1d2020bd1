import type { ByteSource } from '../base/stream.ts';
import type { TarHeader } from '../tar/header.ts';
import { memberPath } from '../tar/name.ts';
import { readTar } from '../tar/reader.ts';

/** An archive's members without their content. */
export async function headersOf(tar: ByteSource): Promise<TarHeader[]> {
  const headers: TarHeader[] = [];
  for await (const { header } of readTar(tar)) headers.push(header);
  return headers;
}

/** The first bytes of a regular file of an archive, which is read no further than to them; again from its start for a hard link. */
export async function headOf(open: () => Promise<ByteSource>, path: string, bytes: number): Promise<Uint8Array | undefined> {
  for await (const { header, content } of readTar(await open())) {
    if (memberPath(header.name) !== memberPath(path)) continue;
    if (header.type === 'hardlink') return headOf(open, header.linkName, bytes);
    if (header.type !== 'file') return undefined;
    const head = new Uint8Array(Math.min(bytes, header.size));
    let length = 0;
    for await (const chunk of content) {
      const part = chunk.subarray(0, head.length - length);
      head.set(part, length);
      length += part.length;
      if (length === head.length) break;
    }
    return head.subarray(0, length);
  }
  return undefined;
}
