import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { createHasher, sha256 } from './sha256.ts';

it('hashes a stream as the platform does', async () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, at) => (at * 7) & 0xff);
  const hasher = await createHasher();
  const other = await createHasher();
  for (let at = 0; at < bytes.length; at += 997) {
    hasher.update(bytes.subarray(at, at + 997));
    other.update(bytes.subarray(0, 1));
  }
  const expected = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  assert.equal(hasher.digest(), expected);
  assert.equal(await sha256(bytes), expected);
  assert.notEqual(other.digest(), expected);
});
