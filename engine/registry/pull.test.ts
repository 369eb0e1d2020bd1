import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import type { ImageStore } from '../image/image-store.ts';
import { Bench, tarBytes } from '../image/testing.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { parseReference, withDefaultTag } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, mediaTypes } from '../oci/spec.ts';
import { Catalogue } from './catalogue.ts';
import type { Fetcher } from './fetcher.ts';
import type { TransferMessage } from './progress.ts';
import { type PullOptions, pullImages } from './pull.ts';

/** A catalogue in memory, as the site serves one, with faults to order. */
class Site {
  readonly files = new Map<string, Uint8Array>();
  readonly requests: string[] = [];
  private readonly manifests: Descriptor[] = [];

  readonly fetch: Fetcher = async (path) => {
    this.requests.push(path);
    const bytes = this.files.get(path);
    if (bytes === undefined) return undefined;
    const content = bytes.slice();
    async function* body() {
      for (let at = 0; at < content.length; at += 1000) yield content.subarray(at, at + 1000);
    }
    return { body: body(), size: bytes.length };
  };

  async publish(names: readonly string[], layers: ReadonlyArray<Record<string, string>>, standIn?: string): Promise<Descriptor> {
    const tars = await Promise.all(layers.map(tarBytes));
    const descriptors: Descriptor[] = [];
    for (const tar of tars) descriptors.push(await this.put(mediaTypes.layerGzip, new Uint8Array(gzipSync(tar))));
    const config = await this.put(mediaTypes.config, {
      architecture: '386',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: await Promise.all(tars.map(sha256)) },
    });
    const manifest = await this.put(mediaTypes.manifest, { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: descriptors });
    for (const name of names) {
      const annotations = {
        'org.opencontainers.image.ref.name': name,
        ...(standIn === undefined ? {} : { 'io.drydock.stand-in': standIn }),
      };
      this.manifests.push({ ...manifest, annotations });
    }
    this.files.set('index.json', json({ schemaVersion: 2, manifests: this.manifests }));
    return manifest;
  }

  private async put(mediaType: string, content: unknown): Promise<Descriptor> {
    const bytes = content instanceof Uint8Array ? content : json(content);
    const digest = await sha256(bytes);
    this.files.set(`blobs/sha256/${hexOf(digest)}`, bytes);
    return { mediaType, digest, size: bytes.length };
  }
}

/** Nothing waits here. */
const clock: Clock = {
  now: () => 0,
  after(_, run) {
    queueMicrotask(run);
    return { dispose: () => {} };
  },
};

async function pullImage(images: ImageStore, fetch: Fetcher, name: string, options: PullOptions = {}) {
  const [pulled] = await pullImages({ images, source: new Catalogue(fetch), clock }, withDefaultTag(parseReference(name)), options);
  assert.ok(pulled);
  return pulled;
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The layer's descriptor of a published image. */
function layerOf(site: Site, manifest: Descriptor, at: number): Descriptor {
  const parsed = JSON.parse(new TextDecoder().decode(site.files.get(`blobs/sha256/${hexOf(manifest.digest)}`)));
  return parsed.layers[at];
}

const noise = (seed: number) => Array.from({ length: 20_000 }, (_, at) => ((at * at * seed) % 9973).toString(36)).join('');

describe('pull', () => {
  it('brings an image, in the messages of a real daemon', async () => {
    const site = new Site();
    const manifest = await site.publish(['web:1', 'web:latest'], [{ a: noise(3) }, { b: '2' }]);
    const bench = await Bench.open();
    const messages: TransferMessage[] = [];
    const { image, standIn } = await pullImage(bench.images, site.fetch, 'web:1', { onProgress: (message) => messages.push(message) });
    assert.equal(standIn, undefined);
    assert.deepEqual(image.repoTags, ['web:1']);
    assert.deepEqual(image.repoDigests, [`web@${manifest.digest}`]);
    assert.deepEqual(bench.events, ['pull web']);
    const [big, small] = [0, 1].map((at) => hexOf(layerOf(site, manifest, at).digest).slice(0, 12));
    const of = (id: string | undefined) => [...new Set(messages.filter((message) => message.id === id).map(({ status }) => status))];
    const stages = ['Pulling fs layer', 'Downloading', 'Verifying Checksum', 'Download complete', 'Extracting', 'Pull complete'];
    assert.deepEqual(of(big), stages);
    assert.deepEqual(of(small), stages);
    assert.deepEqual(messages[0], { status: 'Pulling from library/web', id: '1' });
    assert.deepEqual(
      messages.slice(-2).map(({ status }) => status),
      [`Digest: ${manifest.digest}`, 'Status: Downloaded newer image for web:1'],
    );
  });

  it('finds what is there already', async () => {
    const site = new Site();
    await site.publish(['base'], [{ a: '1' }]);
    await site.publish(['app'], [{ a: '1' }, { b: '2' }]);
    const bench = await Bench.open();
    const statuses = async (name: string) => {
      const seen: string[] = [];
      await pullImage(bench.images, site.fetch, name, { onProgress: ({ status }) => seen.push(status) });
      return seen;
    };
    await statuses('base');
    assert.deepEqual(
      (await statuses('base')).filter((status) => !status.startsWith('Digest')),
      ['Pulling from library/base', 'Status: Image is up to date for base:latest'],
    );
    const app = await statuses('app');
    assert.deepEqual(app.slice(0, 3), ['Pulling from library/app', 'Already exists', 'Pulling fs layer']);
    assert.equal(app.at(-1), 'Status: Downloaded newer image for app:latest');
  });

  it('takes a newer image under the same tag, and says so', async () => {
    const site = new Site();
    const bench = await Bench.open();
    await site.publish(['app:1'], [{ a: '1' }]);
    const old = (await pullImage(bench.images, site.fetch, 'app:1')).image;
    const newer = new Site();
    await newer.publish(['app:1'], [{ a: '2' }]);
    const seen: string[] = [];
    await pullImage(bench.images, newer.fetch, 'app:1', { onProgress: ({ status }) => seen.push(status) });
    assert.equal(seen.at(-1), 'Status: Downloaded newer image for app:1');
    assert.deepEqual(bench.images.get(old.id)?.repoTags, []);
  });

  it('by digest', async () => {
    const site = new Site();
    const manifest = await site.publish(['web:1'], [{ a: '1' }]);
    const bench = await Bench.open();
    const { image } = await pullImage(bench.images, site.fetch, `web@${manifest.digest}`);
    assert.deepEqual([image.repoTags, image.repoDigests], [[], [`web@${manifest.digest}`]]);
    assert.equal(bench.images.resolve(`web@${manifest.digest}`).id, image.id);
  });

  it('names a stand-in', async () => {
    const site = new Site();
    await site.publish(['ubuntu'], [{ a: '1' }], 'debian:12-slim');
    const bench = await Bench.open();
    const { standIn, image } = await pullImage(bench.images, site.fetch, 'ubuntu');
    assert.deepEqual(
      [standIn, image.standIn, bench.images.resolve('ubuntu').standIn],
      ['debian:12-slim', 'debian:12-slim', 'debian:12-slim'],
    );
  });

  it('of a name or tag that is not there fails as from Docker Hub', async () => {
    const site = new Site();
    await site.publish(['nginx:1.22'], [{ a: '1' }]);
    const { images } = await Bench.open();
    await assert.rejects(pullImage(images, site.fetch, 'nope'), {
      kind: 'notFound',
      message:
        "pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied. No page can reach Docker Hub, so this playground has a catalogue of its own in its place: docker search lists it",
    });
    await assert.rejects(pullImage(images, site.fetch, 'nginx:99'), {
      kind: 'notFound',
      message: 'manifest for nginx:99 not found: manifest unknown: manifest unknown',
    });
    await assert.rejects(pullImage(images, site.fetch, 'Nginx'), { kind: 'invalid' });
  });
});

describe('a pull that fails', () => {
  const damaged: Array<[name: string, fault: (site: Site, layer: Descriptor) => void, error: object]> = [
    [
      'because of other bytes',
      (site, { digest }) => site.files.set(`blobs/sha256/${hexOf(digest)}`, gzipSync(new Uint8Array(5120))),
      { kind: 'invalid', message: /^filesystem layer verification failed for digest sha256:/ },
    ],
    [
      'because of bytes that are no gzip',
      (site, { digest }) => site.files.get(`blobs/sha256/${hexOf(digest)}`)?.fill(0x55, 20, 400),
      { kind: 'invalid' },
    ],
    [
      'because a file is missing',
      (site, { digest }) => site.files.delete(`blobs/sha256/${hexOf(digest)}`),
      { kind: 'unavailable', message: /^the image catalogue is not complete: blobs/ },
    ],
  ];
  for (const [name, fault, error] of damaged) {
    it(`${name} leaves nothing visible, and the next one uses what was whole`, async () => {
      const site = new Site();
      const manifest = await site.publish(['web'], [{ a: '1' }, { b: noise(5) }]);
      const bad = layerOf(site, manifest, 1);
      const intact = site.files.get(`blobs/sha256/${hexOf(bad.digest)}`)?.slice();
      fault(site, bad);
      const bench = await Bench.open();
      let firstIsThere = () => {};
      const first = new Promise<void>((resolve) => {
        firstIsThere = resolve;
      });
      const firstThenSecond: Fetcher = async (path) => {
        if (path.endsWith(hexOf(bad.digest))) await first;
        return site.fetch(path);
      };
      const onProgress = ({ status }: TransferMessage) => void (status === 'Pull complete' && firstIsThere());
      await assert.rejects(pullImage(bench.images, firstThenSecond, 'web', { onProgress }), error);
      assert.deepEqual([bench.images.list(), bench.events], [[], []]);
      assert.equal((await bench.images.store.list('image/')).length + (await bench.images.store.list('reference/')).length, 0);
      site.files.set(`blobs/sha256/${hexOf(bad.digest)}`, intact ?? new Uint8Array());
      site.requests.length = 0;
      await pullImage(bench.images, site.fetch, 'web');
      const good = layerOf(site, manifest, 0).digest as Digest;
      assert.equal(site.requests.includes(`blobs/sha256/${hexOf(good)}`), false);
    });
  }

  it('because the network is gone says what to do', async () => {
    const site = new Site();
    await site.publish(['web'], [{ a: noise(7) }]);
    const { images } = await Bench.open();
    const gone: Fetcher = async () => {
      throw new TypeError('Failed to fetch');
    };
    await assert.rejects(pullImage(images, gone, 'web'), {
      kind: 'unavailable',
      message: 'the image catalogue cannot be reached (Failed to fetch): check your connection and pull again',
    });
    const breaking: Fetcher = async (path) => {
      const found = await site.fetch(path);
      if (found === undefined || path === 'index.json') return found;
      const { body: whole } = found;
      async function* body() {
        for await (const chunk of whole) {
          yield chunk.subarray(0, 10);
          throw new TypeError('network error');
        }
      }
      return { ...found, body: body() };
    };
    await assert.rejects(pullImage(images, breaking, 'web'), { kind: 'unavailable', message: /network error/ });
    assert.deepEqual(images.list(), []);
  });

  it('because it was cancelled leaves nothing visible', async () => {
    const site = new Site();
    await site.publish(['web'], [{ a: noise(7) }, { b: noise(11) }, { c: noise(13) }, { d: noise(17) }, { e: noise(19) }]);
    const bench = await Bench.open();
    const abort = new AbortController();
    const pull = pullImage(bench.images, site.fetch, 'web', {
      signal: abort.signal,
      onProgress: ({ status }) => void (status === 'Downloading' && abort.abort()),
    });
    await assert.rejects(pull, { kind: 'cancelled', message: 'context canceled' });
    assert.deepEqual(bench.images.list(), []);
    const early = pullImage(bench.images, site.fetch, 'web', { signal: abort.signal });
    await assert.rejects(early, (error: unknown) => error instanceof EngineError && error.kind === 'cancelled');
  });

  it('waits with the fourth layer', async () => {
    const site = new Site();
    const manifest = await site.publish(['web'], [{ a: '1' }, { b: '2' }, { c: '3' }, { d: '4' }]);
    const { images } = await Bench.open();
    const waiting: Array<string | undefined> = [];
    await pullImage(images, site.fetch, 'web', { onProgress: ({ status, id }) => void (status === 'Waiting' && waiting.push(id)) });
    assert.deepEqual(waiting, [hexOf(layerOf(site, manifest, 3).digest).slice(0, 12)]);
  });
});
