import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attestation,
  checkEntitlement,
  checkTag,
  pairs,
  parseAnnotation,
  parseAttestations,
  parseCache,
  parseCall,
  parseContexts,
  parseHost,
  parseOutput,
  parsePlatforms,
  parseSecret,
} from './options.ts';

test('outputs and caches', () => {
  assert.deepEqual(parseOutput('dir'), { type: 'local', attributes: { dest: 'dir' } });
  assert.deepEqual(parseOutput('-'), { type: 'tar', attributes: { dest: '-' } });
  assert.deepEqual(parseOutput('dest=x'), { type: 'local', attributes: { dest: 'dest=x' } });
  assert.deepEqual(parseOutput('type=oci,dest=a,"name=x,y"'), { type: 'oci', attributes: { dest: 'a', name: 'x,y' } });
  assert.deepEqual(parseCache('a/b:c,d'), [
    { type: 'registry', attributes: { ref: 'a/b:c' } },
    { type: 'registry', attributes: { ref: 'd' } },
  ]);
  assert.deepEqual(parseCache('type=local,src=x'), [{ type: 'local', attributes: { src: 'x' } }]);
});

test('secrets, contexts, calls', () => {
  assert.deepEqual(parseSecret('id=a,src=b'), { id: 'a', file: 'b', env: '' });
  assert.deepEqual(parseSecret('id=a,type=env,src=B'), { id: 'a', file: '', env: 'B' });
  assert.deepEqual(
    [...parseContexts(['a=.', 'docker.io/library/b:latest=x'])],
    [
      ['a', '.'],
      ['b', 'x'],
    ],
  );
  assert.equal(parseCall('build'), undefined);
  assert.deepEqual(parseCall('check,format=json,ignorestatus=true'), { name: 'lint', isJson: true, ignoresStatus: true });
});

test('pairs, hosts, platforms, annotations, attestations', () => {
  assert.deepEqual(
    pairs(['A=1', 'B', 'C'], (key) => (key === 'B' ? 'two' : undefined)),
    { A: '1', B: 'two' },
  );
  assert.equal(parseHost('a=[::1]'), 'a:::1');
  assert.deepEqual(parsePlatforms(['linux/386,arm64']), ['linux/386', 'linux/arm64']);
  assert.deepEqual(parseAnnotation('manifest,index:a=b'), [
    ['annotation-manifest.a', 'b'],
    ['annotation-index.a', 'b'],
  ]);
  assert.deepEqual(parseAttestations([...attestation('sbom', 'false'), ...attestation('provenance', 'mode=max')]), ['provenance']);
});

for (const [what, work, message] of [
  ['--output dest=x,y=z', () => parseOutput('dest=x,y=z'), 'type is required for output'],
  ['--cache-to dest=x', () => parseCache('dest=x'), 'type required for "dest=x"'],
  ['--secret src', () => parseSecret('src'), "invalid field 'src' must be a key=value pair"],
  ['--secret nope=x', () => parseSecret('nope=x'), "unexpected key 'nope' in 'nope=x'"],
  ['--build-context lib', () => parseContexts(['lib']), 'invalid context value: lib, expected key=value'],
  ['--label =x', () => pairs(['=x'], () => ''), 'invalid key-value pair "=x": empty key'],
  ['--allow nope', () => checkEntitlement('nope'), 'unknown entitlement nope'],
  ['--annotation x', () => parseAnnotation('x'), 'invalid annotation "x", expected key=value'],
  ['--tag "A B"', () => checkTag('A B'), 'invalid tag "A B": invalid reference format'],
  ['--tag Up', () => checkTag('Up'), 'invalid tag "Up": repository name must be lowercase'],
  ['--add-host a', () => parseHost('a'), 'invalid host a'],
  ['--platform nope', () => parsePlatforms(['nope']), '"nope": unknown operating system or architecture: invalid argument'],
  ['--call a,b', () => parseCall('a,b'), 'invalid print value: a,b'],
] as const) {
  test(`${what}: ${message}`, () => {
    assert.throws(work, { message });
  });
}
