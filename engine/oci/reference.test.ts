import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalString, familiarString, parseReference, withDefaultTag } from './reference.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('reference', () => {
  const canonical: ReadonlyArray<readonly [typed: string, canonical: string]> = [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.22', 'docker.io/library/nginx:1.22'],
    ['library/nginx', 'docker.io/library/nginx:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx:1', 'docker.io/library/nginx:1'],
    ['user/app', 'docker.io/user/app:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app:2', 'localhost:5000/app:2'],
    ['ghcr.io/a/b/c', 'ghcr.io/a/b/c:latest'],
    ['[2001:db8::1]:5000/app', '[2001:db8::1]:5000/app:latest'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    [`nginx:1@${digest}`, `docker.io/library/nginx:1@${digest}`],
    ['a__b/c-d.e_f', 'docker.io/a__b/c-d.e_f:latest'],
    ['a---b', 'docker.io/library/a---b:latest'],
    ['FOO/bar', 'FOO/bar:latest'],
  ];
  for (const [typed, expected] of canonical) {
    it(`reads ${typed}`, () => assert.equal(canonicalString(withDefaultTag(parseReference(typed))), expected));
  }

  it('shortens to what people type', () => {
    assert.equal(familiarString(parseReference('docker.io/library/nginx:1')), 'nginx:1');
    assert.equal(familiarString(parseReference('docker.io/user/app')), 'user/app');
    assert.equal(familiarString(parseReference('ghcr.io/library/nginx')), 'ghcr.io/library/nginx');
    assert.equal(familiarString(parseReference(`nginx@${digest}`)), `nginx@${digest}`);
  });

  const refused: ReadonlyArray<readonly [typed: string, message: string]> = [
    ['', 'invalid reference format'],
    [':', 'invalid reference format'],
    ['nginx:', 'invalid reference format'],
    ['nginx:a b', 'invalid reference format'],
    ['-nginx', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['a..b', 'invalid reference format'],
    ['nginx@sha256:12', 'invalid reference format'],
    [`nginx:${'x'.repeat(129)}`, 'invalid reference format'],
    ['NGINX', 'invalid reference format: repository name (library/NGINX) must be lowercase'],
    ['user/App:1', 'invalid reference format: repository name (user/App) must be lowercase'],
    [`nginx@sha256:${'ab'.repeat(20)}`, 'invalid checksum digest length'],
    ['ab'.repeat(32), `invalid repository name (${'ab'.repeat(32)}), cannot specify 64-byte hexadecimal strings`],
  ];
  for (const [typed, message] of refused) {
    it(`refuses ${JSON.stringify(typed.slice(0, 40))}`, () => {
      assert.throws(() => parseReference(typed), { name: 'EngineError', kind: 'invalid', message });
    });
  }
});
