import { EngineError } from '../base/errors.ts';
import type { InsightBackends } from './backends.ts';
import { openFile } from './compare.ts';
import type { FileText } from './insight.ts';
import { childOf, type Part, type Place, topOf } from './merge.ts';
import { missing, type Opened } from './subject.ts';

/** Bytes. */
const limit = 64 << 10;

/** The beginning of a file: of one layer, the writable one, or as it is seen. */
export async function textOf(backends: InsightBackends, subject: Opened, path: string, from?: number | 'writable'): Promise<FileText> {
  const place = from === undefined ? seen(subject, path) : at(subject, path);
  const wanted = from === 'writable' ? subject.stack.length : from;
  const part = wanted === undefined ? topOf(place) : [...place.seen, ...place.hidden].find(({ layer }) => layer === wanted);
  if (part === undefined) throw missing(path, subject);
  if (part.node.type !== 'file') throw new EngineError('invalid', `${path} is not a regular file`);
  return asText(await beginning(backends, subject, part, place.path), part.node.size);
}

function seen(subject: Opened, path: string): Place {
  const found = subject.find(path, { follow: true });
  if (found?.mount !== undefined) throw new EngineError('conflict', `${path} is not of any layer: ${found.mount.destination} is a mount`);
  if (found === undefined) throw missing(path, subject);
  return found.place;
}

/** As a layer names it: no link is followed. */
function at({ root }: Opened, path: string): Place {
  return path
    .split('/')
    .filter((name) => name !== '')
    .reduce(childOf, root);
}

async function beginning(backends: InsightBackends, subject: Opened, { layer, node }: Part, path: string): Promise<Uint8Array> {
  if (layer < subject.stack.length) return (await openFile(backends, subject.stack[layer], node)).read(0, limit);
  const bytes = await subject.container?.head(path, limit);
  // It was there a moment ago.
  if (bytes === undefined) throw missing(path, subject);
  return bytes;
}

/** As git sees it: a file with a NUL at its beginning, or that is no UTF-8, is none of text. */
function asText(bytes: Uint8Array, size: number): FileText {
  const cut = size > bytes.length;
  const binary: FileText = { text: '', cut: true, binary: true };
  if (bytes.includes(0)) return binary;
  try {
    // A character that the limit cuts in two is left out.
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut }), cut, binary: false };
  } catch {
    return binary;
  }
}
