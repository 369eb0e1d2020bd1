import path from 'node:path';
import type { Clock } from '../../engine/base/clock.ts';
import { folderCatalogue } from '../../engine/hosts/node/catalogue.ts';
import { registryHttp } from '../../engine/hosts/registry-http.ts';
import { ImageStore } from '../../engine/image/image-store.ts';
import { parseReference } from '../../engine/oci/reference.ts';
import type { Credentials } from '../../engine/registry/auth.ts';
import type { Http, HttpRequest } from '../../engine/registry/http.ts';
import type { PushMessage } from '../../engine/registry/push.ts';
import { Registries } from '../../engine/registry/registries.ts';
import { openMemoryStore } from '../../engine/store/memory.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Seconds of waiting pass at once. */
const clock: Clock = {
  now: () => performance.now(),
  after(_, run) {
    const timer = setImmediate(run);
    return { dispose: () => clearImmediate(timer) };
  },
};

/** An engine's images and its way to registries, over real HTTP, without a guest. */
export class Host {
  readonly images: ImageStore;
  readonly registries: Registries;
  /** Requests since the last `take`, as `METHOD path`. */
  private requests: HttpRequest[] = [];

  static async open(): Promise<Host> {
    return new Host(await ImageStore.open({ store: openMemoryStore(), now: () => Date.now() }));
  }

  private constructor(images: ImageStore) {
    this.images = images;
    const http: Http = (request) => {
      this.requests.push(request);
      return registryHttp(request);
    };
    this.registries = new Registries({ images, catalogue: folderCatalogue(path.join(root, 'public/registry')), http, clock });
  }

  /** The lines as a client without a terminal prints them. */
  async pull(name: string, credentials?: Credentials, signal?: AbortSignal): Promise<string[]> {
    const lines: string[] = [];
    await this.registries.pull(parseReference(name), {
      onProgress: (message) => lines.push(...printed(message)),
      ...(credentials && { credentials }),
      ...(signal && { signal }),
    });
    return lines;
  }

  async push(name: string, credentials?: Credentials): Promise<string[]> {
    const lines: string[] = [];
    await this.registries.push(parseReference(name), {
      onProgress: (message) => lines.push(...printed(message)),
      ...(credentials && { credentials }),
    });
    return lines;
  }

  take(): HttpRequest[] {
    const taken = this.requests;
    this.requests = [];
    return taken;
  }
}

function printed(message: PushMessage): string[] {
  if ('aux' in message) return [];
  const { id, status, progressDetail } = message;
  if (progressDetail?.total !== undefined) return [];
  return [id === undefined ? status : `${id}: ${status}`];
}
