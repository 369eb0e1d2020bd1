import type { ByteSource } from '../../base/stream.ts';
import { concat } from '../../base/stream.ts';

/** Small ustar files, for a Dockerfile that comes from elsewhere than the context. */

interface TextFile {
  readonly name: string;
  readonly data: Uint8Array;
}

export async function* tarFile(files: readonly TextFile[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* members(files);
  yield new Uint8Array(1024);
}

/** The files, then the archive: readers take members as they come. */
export async function* withFiles(tar: ByteSource, files: readonly TextFile[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* members(files);
  yield* tar;
}

function* members(files: readonly TextFile[]): Generator<Uint8Array, void, undefined> {
  for (const { name, data } of files) {
    const padding = new Uint8Array((512 - (data.length % 512)) % 512);
    yield concat([header(name, data.length), data, padding]);
  }
}

/** A regular file of root, mode 0644, from the epoch: the builder looks only at what is in it. */
function header(name: string, size: number): Uint8Array {
  const block = new Uint8Array(512);
  const put = (offset: number, text: string) => block.set(new TextEncoder().encode(text), offset);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0');
  put(263, '00');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
