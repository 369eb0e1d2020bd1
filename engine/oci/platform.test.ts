import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlatform, hostPlatform, matchesPlatform, parsePlatform } from './platform.ts';

describe('platform', () => {
  for (const [typed, formatted] of [
    ['linux/amd64', 'linux/amd64'],
    ['Linux/x86_64', 'linux/amd64'],
    ['linux', 'linux/386'],
    ['windows', 'windows/386'],
    ['i386', 'linux/386'],
    ['arm', 'linux/arm'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['linux/aarch64/v8', 'linux/arm64'],
    ['armel', 'linux/arm/v6'],
    ['macos/arm64', 'darwin/arm64'],
  ] as const) {
    it(`reads ${typed}`, () => assert.equal(formatPlatform(parsePlatform(typed)), formatted));
  }

  for (const [typed, message] of [
    ['foo/bar/baz/b', '"foo/bar/baz/b": cannot parse platform specifier: invalid argument'],
    ['nosuch', '"nosuch": unknown operating system or architecture: invalid argument'],
    [
      'linux/a b',
      '"a b" is an invalid component of "linux/a b": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
    ],
  ] as const) {
    it(`refuses ${typed}`, () => assert.throws(() => parsePlatform(typed), { kind: 'invalid', message }));
  }

  it('matches what means the same', () => {
    assert.ok(matchesPlatform(hostPlatform, { os: 'linux', architecture: 'i386' }));
    assert.ok(matchesPlatform(parsePlatform('linux/arm'), { os: 'linux', architecture: 'arm', variant: 'v7' }));
    assert.ok(!matchesPlatform(hostPlatform, { os: 'linux', architecture: 'amd64' }));
    assert.ok(!matchesPlatform(parsePlatform('linux/arm/v6'), { os: 'linux', architecture: 'arm', variant: 'v7' }));
  });
});
