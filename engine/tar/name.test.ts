import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeName, encodeName } from '../base/bytes.ts';
import { compareNames, memberPath } from './name.ts';

describe('names', () => {
  it('sort by their bytes', () => {
    const bytes = [
      [0x61],
      [0x61, 0x62],
      [0x2d],
      [0xc3, 0xa9],
      [0xf0, 0x9f, 0x90, 0xb3],
      [0xef, 0xbf, 0xbd],
      [0xff],
      [0x80],
      [0x61, 0xff],
      [0x7f],
    ];
    const names = bytes.map((name) => decodeName(Uint8Array.from(name)));
    const byBytes = [...bytes].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      [...names].sort(compareNames).map((name) => [...encodeName(name)]),
      byBytes,
    );
  });

  it('are cleaned to a path below the root', () => {
    const cases = { './': '', '.': '', '/': '', './a/b/': 'a/b', '/etc//passwd': 'etc/passwd', 'a/../b': 'b', 'a/./b': 'a/b' };
    for (const [name, path] of Object.entries(cases)) assert.equal(memberPath(name), path);
  });

  it('may not leave the root', () => {
    for (const name of ['..', '../etc/passwd', 'a/../../b']) assert.throws(() => memberPath(name), { kind: 'invalid' });
  });
});
