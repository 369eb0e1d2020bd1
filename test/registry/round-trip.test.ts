import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { appendLayer } from '../../engine/image/mutate.ts';
import { openRoot } from '../../engine/image/root.ts';
import type { Image } from '../../engine/image/types.ts';
import { type Digest, hexOf } from '../../engine/oci/digest.ts';
import { sha256 } from '../../engine/oci/sha256.ts';
import { mediaTypes } from '../../engine/oci/spec.ts';
import { writeTar } from '../../engine/tar/writer.ts';
import { type Registry, startRegistry, whyNoRegistry } from '../support/registry.ts';
import { Host } from './bench.ts';

const skip = whyNoRegistry();
let registry: Registry;
before(async () => {
  if (skip === false) registry = await startRegistry();
});
after(() => registry?.close());

/** An image of one layer with one file. */
async function imageOf(host: Host, content: Uint8Array | string, reference: string): Promise<Image> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const layer = await host.images.ingestLayer(writeTar([{ header: { name: 'file', type: 'file' }, content: bytes }]));
  const config = { architecture: '386', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [] }, history: [] } as const;
  const history = { created: '2026-01-01T00:00:00Z', created_by: 'test' };
  const image = await host.images.createImage({ config: appendLayer(config, layer.diffID, history), references: [reference] });
  layer.dispose();
  return image;
}

async function contentOf(host: Host, name: string): Promise<Uint8Array> {
  const root = await openRoot(host.images, host.images.resolve(name));
  const node = root.lookup('/file');
  assert.ok(node);
  const file = root.open(node);
  return file.read(0, file.size);
}

function blobFile(digest: Digest): string {
  return path.join(registry.folder, 'data/docker/registry/v2/blobs/sha256', hexOf(digest).slice(0, 2), hexOf(digest), 'data');
}

async function manifestOf(repository: string, tag: string) {
  const answer = await fetch(`http://${registry.host}/v2/${repository}/manifests/${tag}`, {
    headers: { accept: mediaTypes.dockerManifest },
  });
  return (await answer.json()) as { layers: Array<{ digest: Digest; size: number }>; config: { digest: Digest } };
}

describe('an image in a real registry', { skip }, () => {
  it('comes back as it went', async () => {
    const here = await Host.open();
    await here.pull('busybox:latest');
    const name = `${registry.host}/round/box:1`;
    await here.images.tag('busybox', name);
    const pushed = await here.push(name);
    const [image] = here.images.list();
    assert.ok(image);
    const layer = hexOf(image.layers[0]?.diffID ?? image.id).slice(0, 12);
    assert.deepEqual(pushed.slice(0, 3), [
      `The push refers to repository [${registry.host}/round/box]`,
      `${layer}: Preparing`,
      `${layer}: Pushed`,
    ]);
    const [, digest, size] = /^1: digest: (\S+) size: (\d+)$/.exec(pushed[3] ?? '') ?? [];
    assert.equal(size, '528', 'the size of the manifest that dockerd writes for this image');
    assert.deepEqual(
      here.images.resolve(name).repoDigests.filter((name) => name.startsWith(registry.host)),
      [`${registry.host}/round/box@${digest}`],
    );

    const there = await Host.open();
    const pulled = await there.pull(name);
    const blob = hexOf((await manifestOf('round/box', '1')).layers[0]?.digest ?? image.id).slice(0, 12);
    assert.deepEqual(pulled, [
      '1: Pulling from round/box',
      `${blob}: Pulling fs layer`,
      `${blob}: Verifying Checksum`,
      `${blob}: Download complete`,
      `${blob}: Pull complete`,
      `Digest: ${digest}`,
      `Status: Downloaded newer image for ${name}`,
    ]);
    assert.equal(there.images.resolve(name).id, image.id);
    assert.deepEqual(there.images.resolve(name).repoDigests, [`${registry.host}/round/box@${digest}`]);
    assert.deepEqual((await there.pull(name)).at(-1), `Status: Image is up to date for ${name}`);
    const byDigest = await (await Host.open()).pull(`${registry.host}/round/box@${digest}`);
    assert.equal(byDigest[0], `${registry.host}/round/box@${digest}: Pulling from round/box`);
    assert.equal(byDigest.at(-1), `Status: Downloaded newer image for ${registry.host}/round/box@${digest}`);
  });

  it('is not sent twice: it exists, or is mounted from a neighbour', async () => {
    const host = await Host.open();
    const image = await imageOf(host, 'once', `${registry.host}/mount/a`);
    const layer = hexOf(image.layers[0]?.diffID ?? image.id).slice(0, 12);
    await host.push(`${registry.host}/mount/a:latest`);
    host.take();
    assert.ok((await host.push(`${registry.host}/mount/a:latest`)).includes(`${layer}: Layer already exists`));
    await host.images.tag(`${registry.host}/mount/a`, `${registry.host}/mount/b:2`);
    assert.ok((await host.push(`${registry.host}/mount/b:2`)).includes(`${layer}: Mounted from mount/a`));
    const uploads = host.take().filter(({ url, body }) => url.includes('/blobs/uploads/') && body !== undefined && body.length > 0);
    // The config is new to the second repository; the layer is not.
    assert.equal(uploads.length, 1);
  });

  it('has the same digest, whoever pushes it', async () => {
    for (const name of ['same/a', 'same/b']) {
      const host = await Host.open();
      await imageOf(host, 'equal bytes', `${registry.host}/${name}`);
      await host.push(`${registry.host}/${name}:latest`);
    }
    assert.deepEqual(await manifestOf('same/a', 'latest'), await manifestOf('same/b', 'latest'));
  });

  it('goes and comes with all its tags', async () => {
    const here = await Host.open();
    await imageOf(here, 'first', `${registry.host}/tags:1`);
    await imageOf(here, 'second', `${registry.host}/tags:2`);
    const pushed = await here.push(`${registry.host}/tags`);
    assert.deepEqual(
      pushed.flatMap((line) => /^(\w+): digest/.exec(line)?.[1] ?? []),
      ['1', '2'],
    );
    const there = await Host.open();
    const pulled = await there.pull(`${registry.host}/tags`);
    assert.deepEqual(pulled.filter((line) => line.includes('Pulling from')).sort(), ['1: Pulling from tags', '2: Pulling from tags']);
    assert.equal(pulled.at(-1), `Status: Downloaded newer image for ${registry.host}/tags`);
    assert.deepEqual(new TextDecoder().decode(await contentOf(there, `${registry.host}/tags:2`)), 'second');
  });

  it('can be read and converted by others', {
    skip: spawnSync('skopeo', ['--version']).status === 0 ? false : 'no skopeo here',
  }, async () => {
    const host = await Host.open();
    const image = await imageOf(host, 'for others', `${registry.host}/skopeo:v2`);
    await host.push(`${registry.host}/skopeo:v2`);
    const skopeo = (...args: string[]) => execFileSync('skopeo', ['--override-arch', '386', ...args], { encoding: 'utf8' });
    const seen = JSON.parse(skopeo('inspect', '--tls-verify=false', `docker://${registry.host}/skopeo:v2`));
    assert.deepEqual([seen.Architecture, seen.RepoTags], ['386', ['v2']]);
    const copy = ['copy', '--quiet', '--src-tls-verify=false', '--dest-tls-verify=false', '--format', 'oci'];
    skopeo(...copy, `docker://${registry.host}/skopeo:v2`, `docker://${registry.host}/skopeo:oci`);
    const there = await Host.open();
    await there.pull(`${registry.host}/skopeo:oci`);
    assert.deepEqual(there.images.resolve(`${registry.host}/skopeo:oci`).layers, image.layers);
  });
});

describe('a list of platforms', { skip }, () => {
  const list = (entries: ReadonlyArray<readonly [digest: Digest, architecture: string]>) => ({
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: entries.map(([digest, architecture]) => ({
      mediaType: mediaTypes.dockerManifest,
      digest,
      size: 1,
      platform: { os: 'linux', architecture },
    })),
  });
  const put = async (tag: string, content: object) => {
    const body = JSON.stringify(content);
    const headers = { 'content-type': mediaTypes.index };
    const { status } = await fetch(`http://${registry.host}/v2/multi/manifests/${tag}`, { method: 'PUT', headers, body });
    assert.equal(status, 201);
    return sha256(body);
  };

  it('gives what runs here, under the digest of the list', async () => {
    const host = await Host.open();
    const image = await imageOf(host, 'for 386', `${registry.host}/multi:386`);
    const digest = (await host.push(`${registry.host}/multi:386`)).at(-1)?.split(' ')[2] as Digest;
    const whole = await put(
      'both',
      list([
        [digest, 'amd64'],
        [digest, '386'],
      ]),
    );
    const there = await Host.open();
    assert.ok((await there.pull(`${registry.host}/multi:both`)).includes(`Digest: ${whole}`));
    assert.equal(there.images.resolve(`${registry.host}/multi:both`).id, image.id);
    const { Descriptor, Platforms } = await host.registries.inspect({ domain: registry.host, path: 'multi', tag: 'both' });
    assert.deepEqual([Descriptor.digest, Platforms?.length], [whole, 2]);

    await put('foreign', list([[digest, 'amd64']]));
    await assert.rejects(there.pull(`${registry.host}/multi:foreign`), {
      message: `no matching manifest for linux/386 in the manifest list entries: this playground is a 32-bit PC, and ${registry.host}/multi:foreign is built for linux/amd64 only`,
    });
  });

  it('or one image that cannot run here is refused', async () => {
    const host = await Host.open();
    const { config } = await imageOf(host, 'x', 'x');
    await host.images.createImage({ config: { ...config, architecture: 'amd64' }, references: [`${registry.host}/foreign:1`] });
    await host.push(`${registry.host}/foreign:1`);
    const there = await Host.open();
    await assert.rejects(there.pull(`${registry.host}/foreign:1`), {
      message: `image with reference ${registry.host}/foreign:1 was found but its platform (linux/amd64) does not match the specified platform (linux/386): this playground is a 32-bit PC, which cannot run it`,
    });
    assert.deepEqual(there.images.list(), []);
  });
});

describe('what is wrong with a registry', { skip }, () => {
  it('is told in the words of a real daemon', async () => {
    const host = await Host.open();
    const { host: address } = registry;
    await assert.rejects(host.pull(`${address}/nosuch:1`), {
      message: `manifest for ${address}/nosuch:1 not found: manifest unknown: manifest unknown`,
    });
    await assert.rejects(
      host.pull(`${address}/nosuch`),
      /^EngineError: repository .*\/nosuch not found: name unknown: repository name not known to registry/,
    );
    await assert.rejects(host.push(`${address}/nosuch:1`), { message: `An image does not exist locally with the tag: ${address}/nosuch` });
    await imageOf(host, 'x', `${address}/some:1`);
    await assert.rejects(host.push(`${address}/some:2`), { message: `tag does not exist: ${address}/some:2` });
  });

  it('by damage on its disk: refused, nothing half-done, whole again when it is mended', async () => {
    const here = await Host.open();
    const name = `${registry.host}/damaged:1`;
    await imageOf(here, 'intact', name);
    await here.push(name);
    const { layers, config } = await manifestOf('damaged', '1');
    const [layer] = layers;
    assert.ok(layer);
    const file = blobFile(layer.digest);
    const whole = readFileSync(file);
    // In the middle: the gzip breaks before the digest can tell. At the end: only digest or checksum can.
    for (const at of [12, whole.length - 1]) {
      const other = Buffer.from(whole);
      other[at] = (other[at] ?? 0) ^ 0xff;
      writeFileSync(file, other);
      const there = await Host.open();
      await assert.rejects(there.pull(name), { message: `filesystem layer verification failed for digest ${layer.digest}` });
      assert.deepEqual([there.images.list(), await there.images.store.list('reference/')], [[], []]);
      writeFileSync(file, whole);
      await there.pull(name);
      assert.equal(new TextDecoder().decode(await contentOf(there, name)), 'intact');
    }
    const configFile = blobFile(config.digest);
    const configBytes = readFileSync(configFile);
    writeFileSync(configFile, Buffer.concat([configBytes, Buffer.from(' ')]));
    await assert.rejects((await Host.open()).pull(name), { message: `image config verification failed for digest ${config.digest}` });
    writeFileSync(configFile, configBytes);
  });
});

describe('a layer that is large', { skip }, () => {
  it('is sent in pieces of 5 MiB, and comes as a stream', async () => {
    const here = await Host.open();
    const name = `${registry.host}/large:1`;
    const content = randomFillSync(new Uint8Array(24 << 20));
    await imageOf(here, content, name);
    await here.push(name);
    const bodies = here.take().map(({ method, body }) => ({ method, size: body?.length ?? 0 }));
    assert.ok(bodies.filter(({ method }) => method === 'PATCH').length >= 4);
    assert.ok(Math.max(...bodies.map(({ size }) => size)) < 6 << 20);
    const there = await Host.open();
    await there.pull(name);
    assert.deepEqual(await sha256(await contentOf(there, name)), await sha256(content));
  });
});
