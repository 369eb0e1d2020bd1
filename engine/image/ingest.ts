import type { ByteSource } from '../base/stream.ts';
import { IndexWriter } from '../erofs/writer.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';
import { TarParser } from '../tar/parser.ts';
import type { LayerInfo } from './types.ts';

/** One pass over a layer's tar: while it is hashed and stored, its members go into the index, which is stored after it. */
export async function storeLayer(store: Store, tar: ByteSource, expected: Digest | undefined): Promise<LayerInfo> {
  const index = new IndexWriter();
  const { digest: diffID, size: tarSize } = await store.blobs.put(indexed(tar, index), expected);
  const image = index.finish({ size: tarSize, tag: hexOf(diffID) });
  const stored = await store.blobs.put([image]);
  return { diffID, tarSize, size: index.contentSize, index: stored.digest };
}

async function* indexed(tar: ByteSource, index: IndexWriter): AsyncGenerator<Uint8Array, void, undefined> {
  const parser = new TarParser({ member: (member) => index.add(member) });
  for await (const chunk of tar) {
    parser.push(chunk);
    yield chunk;
  }
  parser.end();
}
