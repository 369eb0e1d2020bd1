import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseReference } from '../oci/reference.ts';
import { sha256 } from '../oci/sha256.ts';
import { type Descriptor, mediaTypes } from '../oci/spec.ts';
import { type ImageSource, resolveImage } from './source.ts';

const encode = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const named = parseReference('registry.example.com/app:1');

/** A source whose blobs are these, and whose tag is the last of them. */
async function sourceOf(...contents: unknown[]): Promise<ImageSource & { digests: string[] }> {
  const blobs = new Map<string, Uint8Array>();
  for (const content of contents) blobs.set(await sha256(encode(content)), encode(content));
  const digests = [...blobs.keys()];
  const bytesOf = (digest: string | undefined) => blobs.get(digest ?? digests.at(-1) ?? '') ?? new Uint8Array();
  return {
    digests,
    manifest: async ({ digest }) => ({ bytes: bytesOf(digest), digest: await sha256(bytesOf(digest)), mediaType: '' }),
    blob: async (_, { digest }) => ({
      from: 0,
      body: (async function* () {
        yield bytesOf(digest);
      })(),
    }),
    tags: async () => [],
  };
}

const described = async (content: unknown, mediaType: string, more: Partial<Descriptor> = {}): Promise<Descriptor> => ({
  mediaType,
  digest: await sha256(encode(content)),
  size: encode(content).length,
  ...more,
});

const config = { os: 'linux', architecture: '386', rootfs: { type: 'layers', diff_ids: [] } };
const manifest = { schemaVersion: 2, mediaType: mediaTypes.manifest, config: await described(config, mediaTypes.config), layers: [] };

describe('what a name means', () => {
  it('is found through an index in an index, and by its platform first', async () => {
    const inner = {
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: [await described(manifest, mediaTypes.manifest, { platform: { os: 'linux', architecture: '386' } })],
    };
    const outer = { schemaVersion: 2, mediaType: mediaTypes.dockerList, manifests: [await described(inner, mediaTypes.index)] };
    const source = await sourceOf(config, manifest, inner, outer);
    assert.deepEqual((await resolveImage(source, named)).manifest.config, manifest.config);
    const both = { ...outer, manifests: [...outer.manifests, ...inner.manifests] };
    assert.equal((await resolveImage(await sourceOf(config, manifest, both), named)).digest, await sha256(encode(both)));
  });

  const descriptor = manifest.config;
  const refused: ReadonlyArray<readonly [what: string, content: unknown, message: RegExp]> = [
    ['no JSON', 'nonsense', /^unsupported manifest format: not JSON$/],
    ['null', null, /^unsupported manifest format$/],
    ['a list', [], /^unsupported manifest format$/],
    ['nothing', {}, /^unsupported manifest format$/],
    ['layers that are none', { config: descriptor, layers: 'all' }, /^unsupported manifest format$/],
    [
      'a layer without digest',
      { config: descriptor, layers: [{ mediaType: mediaTypes.layerGzip, size: 1 }] },
      /^unsupported manifest format$/,
    ],
    ['an index of nothing', { manifests: [null] }, /^unsupported manifest format$/],
    [
      'an empty index',
      { manifests: [] },
      /^no matching manifest for linux\/386 in the manifest list entries: .* is built for nothing only$/,
    ],
    ['schema 1', { schemaVersion: 1 }, /^Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed/],
    [
      'a layer of another kind',
      { ...manifest, layers: [{ ...descriptor, mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd' }] },
      /^unsupported media type application\/vnd.oci.image.layer.v1.tar\+zstd$/,
    ],
    [
      'no image',
      { ...manifest, config: { ...descriptor, mediaType: 'application/vnd.cncf.helm.config.v1+json' } },
      /^Encountered remote "application/,
    ],
    [
      'more layers than its config',
      { ...manifest, layers: [{ ...descriptor, mediaType: mediaTypes.layerGzip }] },
      /differ in their number of layers$/,
    ],
  ];
  for (const [what, content, message] of refused) {
    it(`is refused: ${what}`, async () =>
      assert.rejects(resolveImage(await sourceOf(config, content), named), { name: 'EngineError', message }));
  }

  for (const [what, other] of [
    ['null', null],
    ['without platform', { rootfs: { diff_ids: [] } }],
    ['without root', { os: 'linux', architecture: '386' }],
  ] as const) {
    it(`is refused: a config ${what}`, async () => {
      const content = { ...manifest, config: await described(other, mediaTypes.config) };
      await assert.rejects(resolveImage(await sourceOf(other, content), named), { name: 'EngineError', kind: 'invalid' });
    });
  }
});
