import { EngineError, messageOf } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import type { SourceRange } from '../dockerfile/source.ts';
import { nearest } from '../dockerfile/suggest.ts';
import type { Digest } from '../oci/digest.ts';
import { canonicalString, parseReference, withDefaultTag } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import type { BaseImage, BuildBackends, Tree } from './backend.ts';
import { Checksums } from './checksum.ts';
import type { NamedContexts } from './contexts.ts';
import { BuildFailure, within } from './failure.ts';
import type { Progress } from './progress.ts';
import { type BuildRequest, defaultPlatform } from './request.ts';
import { type Received, transferSize } from './transfer.ts';
import { MemoryTree } from './tree.ts';

/** What a build reads from outside: its context, base images, trees of stacks. Each is got once. */
export class Inputs {
  readonly checksums = new Checksums();
  private readonly backends: BuildBackends;
  private readonly request: BuildRequest;
  private readonly progress: Progress;
  private readonly filtered: MemoryTree;
  private readonly images = new Map<string, Promise<BaseImage>>();
  private readonly trees = new Map<string, Promise<Tree>>();
  private readonly downloads = new Map<string, Promise<Download>>();
  private readonly named: NamedContexts;
  private transferred: { readonly paths: readonly string[] | undefined; readonly received: Received } | undefined;
  private isContextLoaded = false;

  /** `context` is without what `.dockerignore` names. */
  constructor(backends: BuildBackends, request: BuildRequest, progress: Progress, context: MemoryTree, named: NamedContexts) {
    this.backends = backends;
    this.request = request;
    this.progress = progress;
    this.filtered = context;
    this.named = named;
  }

  /** What of the context is needed, and what is here of it since the last build; a context that is not told of has neither. */
  follow(paths: readonly string[] | undefined, received: Received | undefined): void {
    this.transferred = received && { paths, received };
  }

  /** The build context, told as loaded when it is first needed. */
  context(): MemoryTree {
    if (!this.isContextLoaded && this.transferred !== undefined) {
      this.isContextLoaded = true;
      const { paths, received } = this.transferred;
      const vertex = this.progress.vertex('[internal] load build context').start();
      vertex.status('transferring context:', { name: 'transferring', current: transferSize(this.filtered, paths, received), done: true });
      vertex.complete();
    }
    return this.filtered;
  }

  /** The files of a stack. */
  tree(stack: readonly Digest[]): Promise<Tree> {
    const key = stack.join(' ');
    const tree = this.trees.get(key) ?? (stack.length === 0 ? Promise.resolve(new MemoryTree()) : this.backends.layers.open(stack));
    this.trees.set(key, tree);
    return tree;
  }

  /** The image that FROM or --from names; `others` are what its name may be a misspelling of. */
  image(name: string, range: SourceRange, platform: string | undefined, others: readonly string[]): Promise<BaseImage> {
    const key = `${name} ${platform ?? ''}`;
    const image = this.images.get(key) ?? this.resolve(name, range, platform, others);
    this.images.set(key, image);
    return image;
  }

  private async resolve(name: string, range: SourceRange, platform: string | undefined, others: readonly string[]): Promise<BaseImage> {
    const named = await this.named.image(name);
    if (named !== undefined) return named;
    let canonical: string;
    try {
      canonical = canonicalString(withDefaultTag(parseReference(name)));
    } catch (error) {
      throw new BuildFailure(`failed to parse stage name ${JSON.stringify(name)}: ${messageOf(error)}`, { ranges: [range] }, error);
    }
    const vertex = this.progress.vertex(`[internal] load metadata for ${canonical}`).start();
    const near = nearest(name, [...others, ...commonImages]);
    const suggestion = near === undefined ? '' : ` (did you mean ${near}?)`;
    const { pull, signal } = this.request;
    const wanted = platform ?? this.request.platform;
    const image = await within(
      vertex,
      range,
      async () => {
        const found = await this.backends.images.resolve(canonical, { pull, signal, ...(wanted !== undefined && { platform: wanted }) });
        if (wanted !== undefined && found.config.architecture !== wanted.split('/')[1])
          throw new EngineError('notFound', `no match for platform in manifest: not found (this machine is ${defaultPlatform})`);
        return found;
      },
      (message) => `${name}: failed to resolve source metadata for ${canonical}: ${message}${suggestion}`,
    );
    vertex.complete();
    return image;
  }

  /** What a URL gives now. Told in the progress under the name of its step, as BuildKit does: the step itself is told after it. */
  download(url: string, name: string, checksum = ''): Promise<Download> {
    const download = this.downloads.get(url) ?? this.get(url, name, checksum);
    this.downloads.set(url, download);
    return download;
  }

  private async get(url: string, name: string, checksum: string): Promise<Download> {
    const { fetch } = this.backends;
    const vertex = this.progress.vertex(name).start();
    // What has a checksum is only looked at when its step is carried out: its key is known without it.
    const wrap = (message: string) => (checksum === '' ? `failed to load cache key: ${message}` : message);
    const download = await within(
      vertex,
      undefined,
      async () => {
        if (fetch === undefined) throw new EngineError('unsupported', `Get ${JSON.stringify(url)}: this machine has no internet access`);
        const { status, body, lastModified } = await fetch.get(url, this.request.signal);
        const data = await collect(body);
        if (status < 200 || status >= 400) throw new EngineError('unavailable', `invalid response status ${status}`);
        const digest = await sha256(data);
        if (checksum !== '' && digest !== checksum)
          throw new EngineError('invalid', `digest mismatch for ${url}: ${digest} (expected: ${checksum})`);
        return { data, digest, mtime: Math.floor((lastModified ?? 0) / 1000) };
      },
      wrap,
    );
    vertex.complete();
    return download;
  }
}

/** Names that a misspelt one is likely to mean, by BuildKit. */
const commonImages = ['alpine', 'busybox', 'centos', 'debian', 'golang', 'ubuntu', 'fedora'].flatMap((name) => [name, `${name}:latest`]);

interface Download {
  readonly data: Uint8Array;
  readonly digest: Digest;
  /** In seconds; 0 when the server did not say. */
  readonly mtime: number;
}
