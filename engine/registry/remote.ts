import { EngineError } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import type { Reference } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, mediaTypes } from '../oci/spec.ts';
import type { RegistryClient } from './client.ts';
import { pullError } from './errors.ts';
import { discard, type HttpResponse } from './http.ts';
import type { ImageSource, SourceBlob, SourceManifest } from './source.ts';

const ACCEPT = [
  mediaTypes.index,
  mediaTypes.dockerList,
  mediaTypes.manifest,
  mediaTypes.dockerManifest,
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
].join(', ');

/** A registry's repositories as a source of images. */
export class RemoteSource implements ImageSource {
  private readonly registry: RegistryClient;

  constructor(registry: RegistryClient) {
    this.registry = registry;
  }

  /** As dockerd: HEAD of the tag says the digest, GET brings it. Where the page may not see the digest, GET of the tag does. */
  async manifest(reference: Reference, signal?: AbortSignal): Promise<SourceManifest> {
    try {
      const digest = reference.digest ?? (await this.digestOf(reference, signal));
      const answer = await this.get(reference, `manifests/${digest ?? reference.tag ?? 'latest'}`, { accept: ACCEPT }, signal);
      const bytes = await collect(answer.body);
      const actual = await sha256(bytes);
      if (digest !== undefined && actual !== digest) throw new EngineError('invalid', `manifest verification failed for digest ${digest}`);
      return { bytes, digest: actual, mediaType: answer.header('content-type')?.split(';')[0] ?? '' };
    } catch (error) {
      throw pullError(error, reference);
    }
  }

  async blob(
    reference: Reference,
    { digest }: Descriptor,
    { offset = 0, signal }: { offset?: number; signal?: AbortSignal } = {},
  ): Promise<SourceBlob> {
    const headers = offset === 0 ? {} : { range: `bytes=${offset}-` };
    const answer = await this.get(reference, `blobs/${digest}`, headers, signal).catch((error: unknown) => {
      throw pullError(error, reference);
    });
    return { body: answer.body, from: answer.status === 206 ? offset : 0 };
  }

  async tags(reference: Reference, signal?: AbortSignal): Promise<string[]> {
    return this.registry
      .repository(reference.path, 'pull')
      .tags(signal)
      .catch((error: unknown) => {
        throw pullError(error, reference);
      });
  }

  private async digestOf(reference: Reference, signal: AbortSignal | undefined): Promise<Digest | undefined> {
    const repository = this.registry.repository(reference.path, 'pull');
    // The answer to HEAD has no words: what is wrong, GET tells.
    const call = { headers: { accept: ACCEPT }, signal, allow: [400, 403, 404, 405] };
    const answer = await repository.call('HEAD', `manifests/${reference.tag}`, call);
    await discard(answer);
    const digest = answer.status === 200 ? answer.header('docker-content-digest') : undefined;
    return digest !== undefined && isDigest(digest) ? digest : undefined;
  }

  private get(
    reference: Reference,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<HttpResponse> {
    return this.registry.repository(reference.path, 'pull').call('GET', path, { headers, signal });
  }
}
