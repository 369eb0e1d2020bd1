import { ByteWriter } from '../base/bytes.ts';
import { type DirectoryEntry, fileType, type Qid } from '../vfs/node.ts';
import { writeQid, writeString } from './buffer.ts';

/**
 * Entries as Rreaddir carries them: qid[13] offset[8] type[1] name[s]. `offset` is an entry's place in the listing, counted from 1;
 * a later Treaddir goes on from there. `.` and `..` come first: Linux's client leaves them to the server.
 */
export function packDirectory(self: Qid, parent: Qid, entries: readonly DirectoryEntry[], offset: number, limit: number): Uint8Array {
  const writer = new ByteWriter(Math.min(limit, 4096));
  let end = 0;
  for (let index = offset; index < entries.length + 2; index++) {
    const entry = entryAt(self, parent, entries, index);
    if (entry === undefined) break;
    writeQid(writer, entry.qid);
    writer.u64(index + 1).u8(entry.type >> 12);
    writeString(writer, entry.name);
    if (writer.length > limit) break;
    end = writer.length;
  }
  return writer.finish().subarray(0, end);
}

function entryAt(self: Qid, parent: Qid, entries: readonly DirectoryEntry[], index: number): DirectoryEntry | undefined {
  if (index === 0) return { name: '.', qid: self, type: fileType.directory };
  if (index === 1) return { name: '..', qid: parent, type: fileType.directory };
  return entries[index - 2];
}
