import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import type { ImageStore } from '../image/image-store.ts';
import { canonicalName, type Reference, withDefaultTag } from '../oci/reference.ts';
import { type Index, mediaTypes, type Platform } from '../oci/spec.ts';
import type { Credentials } from './auth.ts';
import { Catalogue, type CatalogueEntry } from './catalogue.ts';
import { RegistryClient } from './client.ts';
import type { Fetcher } from './fetcher.ts';
import type { Http } from './http.ts';
import { type PullOptions, type PullResult, pullImages } from './pull.ts';
import { inRepository, type PushOptions, pushError, pushImages } from './push.ts';
import { RemoteSource } from './remote.ts';
import { type ImageSource, resolveImage } from './source.ts';

const HUB = 'docker.io';
const NO_HUB = 'no page can reach Docker Hub (it does not allow it by CORS)';
const OTHER = 'a registry of your own can be reached when it sends CORS headers';

export interface RegistriesOptions {
  readonly images: ImageStore;
  /** Stands in the place of Docker Hub. */
  readonly catalogue: Fetcher;
  readonly http: Http;
  readonly clock: Clock;
}

/** What `GET /distribution/{name}/json` answers. */
export interface DistributionInspect {
  readonly Descriptor: { readonly mediaType: string; readonly digest: string; readonly size: number };
  readonly Platforms: readonly Platform[] | null;
}

/** All places where images come from and go to: names of Docker Hub mean the catalogue, any other host is a registry and asked itself. */
export class Registries {
  private readonly options: RegistriesOptions;
  private readonly catalogue: Catalogue;

  constructor(options: RegistriesOptions) {
    this.options = options;
    this.catalogue = new Catalogue(options.catalogue);
  }

  source({ domain }: Reference, credentials?: Credentials): ImageSource {
    return domain === HUB ? this.catalogue : new RemoteSource(this.client(domain, credentials));
  }

  pull(reference: Reference, options: PullOptions & { readonly credentials?: Credentials }): Promise<PullResult[]> {
    const { images, clock } = this.options;
    return pullImages({ images, clock, source: this.source(reference, options.credentials) }, reference, options);
  }

  async push(reference: Reference, options: PushOptions & { readonly credentials?: Credentials }): Promise<void> {
    const { images, clock } = this.options;
    options.onProgress?.({ status: `The push refers to repository [${canonicalName(reference)}]` });
    inRepository(images, reference);
    if (reference.domain === HUB) {
      const why = `${NO_HUB}; ${OTHER}: docker tag the image for it, localhost:5000/${reference.path.replace(/^library\//, '')} say`;
      throw new EngineError('internal', `denied: requested access to the resource is denied: ${why}`);
    }
    const registry = this.client(reference.domain, options.credentials);
    await registry.connect(options.signal);
    const repository = registry.repository(reference.path, 'pull,push');
    await pushImages({ images, clock, repository }, reference, options).catch((error: unknown) => {
      throw pushError(error);
    });
  }

  /** Whether the credentials are right for `serveraddress` (a host, or an old index URL). */
  async login(credentials: Credentials, signal?: AbortSignal): Promise<void> {
    const host = hostOf(credentials.serveraddress ?? '');
    if (host === HUB)
      throw new EngineError('unsupported', `${NO_HUB}, and its images need no account here; ${OTHER}: docker login HOST[:PORT]`);
    await this.client(host, credentials).login(signal);
  }

  search(term: string, signal?: AbortSignal): Promise<CatalogueEntry[]> {
    const host = term.includes('/') ? (term.split('/', 1)[0] ?? '') : '';
    if (/[.:]/.test(host) && hostOf(host) !== HUB) {
      throw new EngineError(
        'unsupported',
        `docker search finds what the catalogue has; registries like ${host} have no search that Docker could ask`,
      );
    }
    return this.catalogue.search(term.replace(/^(docker\.io\/)?(library\/)?/, ''), signal);
  }

  async inspect(name: Reference, credentials?: Credentials, signal?: AbortSignal): Promise<DistributionInspect> {
    const reference = withDefaultTag(name);
    const source = this.source(reference, credentials);
    const found = await source.manifest(reference, signal);
    const { mediaType = found.mediaType, manifests } = JSON.parse(new TextDecoder().decode(found.bytes)) as Partial<Index>;
    const Descriptor = { mediaType, digest: found.digest, size: found.bytes.length };
    if (mediaType === mediaTypes.index || mediaType === mediaTypes.dockerList) {
      return { Descriptor, Platforms: (manifests ?? []).flatMap(({ platform }) => platform ?? []) };
    }
    const { config } = await resolveImage(source, reference, { found, ...(signal && { signal }) });
    const { architecture, os, variant } = config;
    return { Descriptor, Platforms: [{ architecture, os, ...(variant === undefined ? {} : { variant }) }] };
  }

  private client(host: string, credentials?: Credentials): RegistryClient {
    return new RegistryClient(this.options.http, host, credentials);
  }
}

/** `https://index.docker.io/v1/` and whatever else means Docker Hub, or the host of a registry. */
function hostOf(address: string): string {
  const host = address.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
  return ['', 'docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(host) ? HUB : host;
}
