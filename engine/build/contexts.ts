import { EngineError, messageOf } from '../base/errors.ts';
import { collect, once } from '../base/stream.ts';
import { PatternMatcher, parseIgnoreFile } from '../dockerfile/ignore.ts';
import { isDigest } from '../oci/digest.ts';
import { canonicalString, familiarString, parseReference, withDefaultTag } from '../oci/reference.ts';
import type { Descriptor, ImageConfig, Manifest } from '../oci/spec.ts';
import { gunzip } from '../tar/gzip.ts';
import { writeTar } from '../tar/writer.ts';
import type { BaseImage, BuildBackends, Layer } from './backend.ts';
import type { Progress } from './progress.ts';
import { type BuildRequest, defaultPlatform } from './request.ts';
import { type Received, transferSize } from './transfer.ts';
import { MemoryTree } from './tree.ts';
import { treeEntries } from './tree-entries.ts';
import { fileOf } from './url.ts';

interface SentContexts {
  /** The files that came with the request, by context. */
  readonly trees: ReadonlyMap<string, MemoryTree>;
  /** Holds a layer until the build is over. */
  keep(layer: Layer): void;
  /** What is here of a context since the last build. */
  receivedOf(name: string): Received;
}

/**
 * `--build-context NAME=…`: what a FROM, a `COPY --from` or a `RUN --mount=from` means when it says NAME, before stages and registries are
 * asked. A directory comes as an image of one layer without a config; files in it are told apart by content, as those of any image.
 */
export class NamedContexts {
  private readonly backends: BuildBackends;
  private readonly request: BuildRequest;
  private readonly progress: Progress;
  private readonly sent: SentContexts;

  constructor(backends: BuildBackends, request: BuildRequest, progress: Progress, sent: SentContexts) {
    this.backends = backends;
    this.request = request;
    this.progress = progress;
    this.sent = sent;
  }

  has(name: string): boolean {
    return this.sourceOf(name) !== undefined;
  }

  /** Undefined when no context has this name. */
  async image(name: string): Promise<BaseImage | undefined> {
    const source = this.sourceOf(name);
    if (source === undefined) return undefined;
    const [, kind = '', rest = ''] = /^([^:]*):(.*)$/s.exec(source) ?? [];
    if (kind === '') throw new EngineError('invalid', `invalid context specifier ${source} for ${name}`);
    if (kind === 'docker-image') return this.registryImage(name, rest.replace(/^\/\//, ''));
    if (kind === 'local') return this.directory(name);
    if (kind === 'oci-layout') return this.layout(name, rest.slice(rest.lastIndexOf('@') + 1));
    if (kind === 'http' || kind === 'https') return this.download(name, source);
    throw new EngineError('unsupported', `unsupported context source ${kind} for ${name}`);
  }

  private sourceOf(name: string): string | undefined {
    const { contexts } = this.request;
    if (contexts === undefined || contexts.size === 0) return undefined;
    try {
      return contexts.get(familiarString(parseReference(name)).replace(/:latest$/, ''));
    } catch {
      return undefined; // not a name that a context can have
    }
  }

  private async registryImage(name: string, reference: string): Promise<BaseImage> {
    const { pull, platform, signal } = this.request;
    const canonical = canonicalString(withDefaultTag(parseReference(reference)));
    const vertex = this.progress.vertex(`[context ${name}] load metadata for ${reference}`).start();
    try {
      const image = await this.backends.images.resolve(canonical, { pull, signal, ...(platform !== undefined && { platform }) });
      vertex.complete();
      return { ...image, label: `[context ${name}] ${reference}` };
    } catch (error) {
      vertex.fail(messageOf(error));
      throw error;
    }
  }

  private async directory(name: string): Promise<BaseImage> {
    const sent = this.sent.trees.get(name) ?? new MemoryTree();
    const ignore = sent.lookup('.dockerignore');
    const vertex = this.progress.vertex(`[context ${name}] load .dockerignore`).start();
    vertex.status(`transferring ${name}:`, { name: 'transferring', current: transferSize(sent, ['.dockerignore']), done: true });
    vertex.complete();
    const patterns = ignore?.type === 'file' ? parseIgnoreFile(new TextDecoder().decode(sent.bytes(ignore))) : [];
    new PatternMatcher(patterns); // only for its errors
    const tree = sent.without(patterns);
    const layer = await this.backends.layers.ingest(writeTar(treeEntries(tree)));
    this.sent.keep(layer);
    const size = transferSize(tree, undefined, this.sent.receivedOf(name));
    return this.imported(name, this.emptyConfig([layer]), `[context ${name}] load from client`, size);
  }

  /** One file, called as its URL ends. */
  private async download(name: string, url: string): Promise<BaseImage> {
    const { fetch } = this.backends;
    const vertex = this.progress.vertex(`[context ${name}] ${url}`).start();
    try {
      if (fetch === undefined) throw new EngineError('unsupported', `Get ${JSON.stringify(url)}: this machine has no internet access`);
      const { status, body, lastModified } = await fetch.get(url, this.request.signal);
      if (status >= 400) throw new EngineError('unavailable', `invalid response status ${status}`);
      const tree = MemoryTree.ofFile(fileOf(url), await collect(body), 0o600, Math.floor((lastModified ?? 0) / 1000));
      const layer = await this.backends.layers.ingest(writeTar(treeEntries(tree)));
      this.sent.keep(layer);
      vertex.complete();
      return { name, config: this.emptyConfig([layer]), label: vertex.name, fetch: async () => {} };
    } catch (error) {
      vertex.fail(messageOf(error));
      throw error;
    }
  }

  private async layout(name: string, digest: string): Promise<BaseImage> {
    const tree = this.sent.trees.get(name) ?? new MemoryTree();
    const blob = (wanted: string): Uint8Array => {
      const node = isDigest(wanted) ? tree.lookup(`blobs/${wanted.replace(':', '/')}`) : undefined;
      if (node?.type !== 'file') throw new EngineError('notFound', `${wanted}: not found`);
      return tree.bytes(node);
    };
    const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
    const vertex = this.progress.vertex(`[context ${name}] load metadata for ${name}@${digest}`).start();
    try {
      let found = parse(blob(digest)) as Manifest & { readonly manifests?: readonly Descriptor[] };
      const [first] = found.manifests ?? [];
      if (first !== undefined) found = parse(blob(first.digest)) as Manifest;
      const config = parse(blob(found.config.digest)) as ImageConfig;
      for (const { digest: layerDigest } of found.layers) {
        const bytes = blob(layerDigest);
        const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
        this.sent.keep(await this.backends.layers.ingest(isZipped ? gunzip(once(bytes)) : once(bytes)));
      }
      vertex.complete();
      const size = found.layers.reduce((sum, layer) => sum + layer.size, 0);
      return this.imported(name, config, `[context ${name}] OCI load from client`, size);
    } catch (error) {
      vertex.fail(messageOf(error));
      throw error;
    }
  }

  /** Its layers are there; the progress hears of them when they are first needed. */
  private imported(name: string, config: ImageConfig, label: string, size: number): BaseImage {
    let isTold = false;
    return {
      name,
      config,
      label,
      fetch: async ({ onProgress }) => {
        if (isTold) return;
        isTold = true;
        onProgress({ id: `transferring ${name}:`, phase: 'download', current: size, total: 0, done: true });
      },
    };
  }

  private emptyConfig(layers: readonly Layer[]): ImageConfig {
    const [os = 'linux', architecture = ''] = (this.request.platform ?? defaultPlatform).split('/');
    return { architecture, os, config: {}, rootfs: { type: 'layers', diff_ids: layers.map(({ diffID }) => diffID) } };
  }
}
