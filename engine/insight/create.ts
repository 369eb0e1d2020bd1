import { EngineError } from '../base/errors.ts';
import type { InsightBackends } from './backends.ts';
import { compareImages } from './compare.ts';
import { folderOf } from './folder.ts';
import { ImageContents } from './image.ts';
import type { Insight, WritableLayer } from './insight.ts';
import { openSubject } from './subject.ts';
import { textOf } from './text.ts';
import { whichOf } from './which.ts';
import { writableOf } from './writable.ts';

export function createInsight(backends: InsightBackends): Insight {
  const contents = new ImageContents(backends);
  /** By container: two views of one container read its upper once. */
  const reading = new Map<string, Promise<WritableLayer>>();
  return {
    image: async (name) => contents.describe(backends.images.resolve(name)),
    async layer(name, at) {
      const entries = await contents.layer(backends.images.resolve(name), at);
      if (entries === undefined) throw new EngineError('notFound', `image ${name} has no layer ${at}`);
      return [...entries];
    },
    folder: async (of, path) => folderOf(await openSubject(backends, of), path),
    which: async (of, path) => whichOf(await openSubject(backends, of), path),
    compare: (one, other) => compareImages(backends, one, other),
    async writable(ref) {
      const container = backends.containers.files(ref);
      const under = reading.get(container.id);
      if (under !== undefined) return under;
      const read = writableOf(backends, container).finally(() => reading.delete(container.id));
      reading.set(container.id, read);
      return read;
    },
    text: async (of, path, from) => textOf(backends, await openSubject(backends, of), path, from),
    builds: async () => [...backends.builds()],
  };
}
