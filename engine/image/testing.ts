import { collect } from '../base/stream.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageConfig } from '../oci/spec.ts';
import { openMemoryStore } from '../store/memory.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import { ImageStore } from './image-store.ts';
import type { Image, ImageEvent } from './types.ts';

/** Real images in a real store, made in a line: for tests. */
export class Bench {
  readonly images: ImageStore;
  readonly events: string[] = [];
  time = Date.UTC(2026, 0, 1);

  static async open(): Promise<Bench> {
    const bench: Bench = new Bench(await ImageStore.open({ store: openMemoryStore(), now: () => bench.time }));
    return bench;
  }

  private constructor(images: ImageStore) {
    this.images = images;
    images.events.on(({ action, attributes }: ImageEvent) => void this.events.push(`${action} ${short(attributes.name ?? '')}`));
  }

  /** Stored, and left without image. */
  async layer(files: Readonly<Record<string, string>>): Promise<Digest> {
    const layer = await this.images.ingestLayer(writeTar(tarOf(files)));
    layer.dispose({ keep: true });
    return layer.diffID;
  }

  /** One layer for each set of files, on top of `from`'s. */
  async image(
    layers: ReadonlyArray<Readonly<Record<string, string>>>,
    references: readonly string[] = [],
    more: { from?: Image; parent?: Image; labels?: Record<string, string>; created?: string } = {},
  ): Promise<Image> {
    const { from, parent, labels, created = '2026-01-01T00:00:00Z' } = more;
    const own: Digest[] = [];
    for (const files of layers) own.push(await this.layer(files));
    const below = from?.config.rootfs.diff_ids ?? [];
    const config: ImageConfig = {
      architecture: '386',
      os: 'linux',
      created,
      config: labels === undefined ? {} : { Labels: labels },
      rootfs: { type: 'layers', diff_ids: [...below, ...own] },
      history: [...(from?.config.history ?? []), ...own.map((_, at) => ({ created, created_by: `layer ${below.length + at}` }))],
    };
    return this.images.createImage({ config, references, ...(parent === undefined ? {} : { parent: parent.id }) });
  }

  /** The blobs that are stored. */
  async blobs(): Promise<Digest[]> {
    return (await this.images.store.blobs.list()).map(({ digest }) => digest).sort();
  }
}

export function tarOf(files: Readonly<Record<string, string>>): TarInput[] {
  return Object.entries(files).map(([name, content]) =>
    name.endsWith('/')
      ? { header: { name, type: 'directory' } }
      : content.startsWith('-> ')
        ? { header: { name, type: 'symlink', linkName: content.slice(3) } }
        : { header: { name, type: 'file' }, content: new TextEncoder().encode(content) },
  );
}

export function tarBytes(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  return collect(writeTar(tarOf(files)));
}

export function short(id: string): string {
  return id.startsWith('sha256:') ? id.slice(7, 19) : id;
}
