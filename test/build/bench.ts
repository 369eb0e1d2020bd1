import { readFileSync } from 'node:fs';
import { EngineError } from '../../engine/base/errors.ts';
import type { ByteSource } from '../../engine/base/stream.ts';
import { collect } from '../../engine/base/stream.ts';
import type { FetchBackend } from '../../engine/build/backend.ts';
import { type Builder, createBuilder } from '../../engine/build/builder.ts';
import { BuildCache } from '../../engine/build/cache.ts';
import { storedImages, storedLayers } from '../../engine/build/image-backend.ts';
import type { BuildMessage, CacheNote, ErrorDetail, VertexState } from '../../engine/build/progress.ts';
import type { BuildRequest } from '../../engine/build/request.ts';
import { ImageStore } from '../../engine/image/image-store.ts';
import { openRoot } from '../../engine/image/root.ts';
import type { Image } from '../../engine/image/types.ts';
import { openMemoryStore } from '../../engine/store/memory.ts';
import type { TarHeaderInit } from '../../engine/tar/header.ts';
import { type TarInput, writeTar } from '../../engine/tar/writer.ts';
import { NativeRun } from './native-run.ts';

/** Text, or a member of its own. Names that end in a slash are directories, text that begins with `-> ` a symbolic link. */
export type Files = Readonly<Record<string, string | (Partial<TarHeaderInit> & { readonly content?: string | Uint8Array })>>;

export interface Outcome {
  readonly messages: readonly BuildMessage[];
  readonly id: string | undefined;
  readonly failure: ErrorDetail | undefined;
  /** Vertexes in the order in which they were first told, each as it was told last. */
  readonly vertexes: ReadonlyArray<VertexState & { readonly output: string }>;
  readonly notes: readonly CacheNote[];
  readonly warnings: readonly string[];
}

/** A builder on a real store, with a base image `bb` of the machine's static busybox, and RUN on the machine's own kernel. */
export class BuildBench {
  readonly images: ImageStore;
  readonly cache: BuildCache;
  readonly builder: Builder;
  private readonly runner: NativeRun | undefined;
  private readonly clock: { time: number };

  static async open(options: { readonly run?: boolean; readonly fetch?: FetchBackend } = {}): Promise<BuildBench> {
    const clock = { time: Date.UTC(2026, 0, 1) };
    const images = await ImageStore.open({ store: openMemoryStore(), now: () => clock.time });
    const cache = await BuildCache.open(images.store, (diffID) => images.holdLayer(diffID));
    return new BuildBench(images, cache, clock, options);
  }

  private constructor(
    images: ImageStore,
    cache: BuildCache,
    clock: { time: number },
    options: { readonly run?: boolean; readonly fetch?: FetchBackend },
  ) {
    this.images = images;
    this.cache = cache;
    this.clock = clock;
    const layers = storedLayers(images);
    this.runner = options.run ? new NativeRun(images, layers) : undefined;
    const remote = {
      resolve: async (name: string) => Promise.reject(new EngineError('notFound', `${name}: not found`)),
      pull: async () => {},
    };
    this.builder = createBuilder({
      images: storedImages(images, remote),
      layers,
      run: this.runner ?? { run: async () => Promise.reject(new Error('this bench runs nothing')) },
      cache,
      now: () => clock.time++,
      ...(options.fetch && { fetch: options.fetch }),
    });
  }

  close(): void {
    this.runner?.close();
  }

  /** An image of these files. */
  async base(name: string, files: Files, config: Image['config']['config'] = {}): Promise<Image> {
    const layer = await this.images.ingestLayer(writeTar(members(files)));
    const rootfs = { type: 'layers' as const, diff_ids: [layer.diffID] };
    const created = '2026-01-01T00:00:00Z';
    const history = [{ created, created_by: 'made for a test' }];
    // Steps run on this machine itself.
    const architecture = this.runner === undefined ? '386' : 'amd64';
    return this.images.createImage({ config: { architecture, os: 'linux', created, config, rootfs, history }, references: [name] });
  }

  /** `bb`: busybox, a passwd with `app` (1000:1001), a group file with `staff` (50). */
  async busybox(): Promise<Image> {
    return this.base('bb', busyboxFiles, { Cmd: ['sh'] });
  }

  async build(dockerfile: string, files: Files = {}, more: Partial<BuildRequest> = {}): Promise<Outcome> {
    this.clock.time += 1000;
    const request: BuildRequest = {
      context: contextOf({ Dockerfile: dockerfile, ...files }),
      dockerfile: 'Dockerfile',
      tags: ['test'],
      buildArgs: {},
      labels: {},
      noCache: false,
      pull: false,
      network: 'none',
      extraHosts: [],
      signal: new AbortController().signal,
      ...more,
    };
    const messages: BuildMessage[] = [];
    for await (const message of this.builder.build(request)) messages.push(message);
    return outcomeOf(messages);
  }

  image(name = 'test'): Image {
    return this.images.resolve(name);
  }

  /** The members of an image's top layer, `mode uid:gid name [-> target]`, with the content of small files. */
  async topLayer(name = 'test'): Promise<string[]> {
    const image = this.image(name);
    const top = image.layers.at(-1);
    if (top === undefined) return [];
    const { readTar } = await import('../../engine/tar/reader.ts');
    const { tar } = await this.images.openLayer(top.diffID);
    const lines: string[] = [];
    for await (const { header, content } of readTar(single(await tar.read(0, tar.size)))) {
      const bytes = await collect(content);
      const text = header.type === 'file' && bytes.length < 40 ? ` ${JSON.stringify(new TextDecoder().decode(bytes))}` : '';
      const link = header.linkName === '' ? '' : ` ${header.type === 'hardlink' ? '=>' : '->'} ${header.linkName}`;
      lines.push(`${header.mode.toString(8).padStart(4, '0')} ${header.uid}:${header.gid} ${header.name}${link}${text}`);
    }
    return lines;
  }

  /** A file of an image as its container sees it. */
  async read(path: string, name = 'test'): Promise<string | undefined> {
    const root = await openRoot(this.images, this.image(name));
    const node = root.lookup(path);
    return node === undefined ? undefined : new TextDecoder().decode(await root.open(node).read(0, node.size));
  }
}

const applets = [
  'sh',
  'cat',
  'cp',
  'echo',
  'ls',
  'mkdir',
  'touch',
  'rm',
  'id',
  'true',
  'false',
  'env',
  'pwd',
  'chmod',
  'chown',
  'mv',
  'ln',
];

/** Debian's busybox-static, of whatever architecture the machine runs. */
export const busyboxFiles: Files = {
  'bin/': '',
  'bin/busybox': { mode: 0o755, content: readFileSync('/bin/busybox') },
  ...Object.fromEntries(applets.map((name) => [`bin/${name}`, '-> busybox'])),
  'etc/': '',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n',
  'etc/group': 'root:x:0:\nappg:x:1001:\nstaff:x:50:\n',
  'tmp/': { mode: 0o1777 },
};

export function contextOf(files: Files): ByteSource {
  return writeTar(members(files));
}

export function members(files: Files): TarInput[] {
  return Object.entries(files).map(([name, file]) => {
    if (typeof file !== 'string') {
      const { content, ...header } = file;
      const type = name.endsWith('/') ? 'directory' : 'file';
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return { header: { type, mtime: 1_600_000_000, ...header, name }, ...(bytes && { content: bytes }) };
    }
    if (name.endsWith('/')) return { header: { name, type: 'directory', mtime: 1_600_000_000 } };
    if (file.startsWith('-> ')) return { header: { name, type: 'symlink', linkName: file.slice(3) } };
    return { header: { name, type: 'file', mtime: 1_600_000_000 }, content: new TextEncoder().encode(file) };
  });
}

async function* single(bytes: Uint8Array): ByteSource {
  yield bytes;
}

function outcomeOf(messages: readonly BuildMessage[]): Outcome {
  const vertexes = new Map<string, VertexState & { output: string }>();
  const warnings: string[] = [];
  for (const message of messages) {
    if (!('id' in message) || message.id !== 'drydock.trace') continue;
    // In the order in which they begin; what is only announced is left out.
    for (const state of message.aux.vertexes ?? [])
      if (state.started !== undefined) vertexes.set(state.digest, { output: '', ...vertexes.get(state.digest), ...state });
    for (const { vertex, data } of message.aux.logs ?? []) {
      const told = vertexes.get(vertex);
      if (told !== undefined) told.output += data;
    }
    for (const warning of message.aux.warnings ?? []) warnings.push(warning.short);
  }
  const last = messages.at(-1);
  return {
    messages,
    id: last !== undefined && 'aux' in last && 'ID' in last.aux ? last.aux.ID : undefined,
    failure: last !== undefined && 'errorDetail' in last ? last.errorDetail : undefined,
    vertexes: [...vertexes.values()],
    notes: messages.flatMap((message) => ('id' in message && message.id === 'drydock.cache' ? [message.aux] : [])),
    warnings,
  };
}
