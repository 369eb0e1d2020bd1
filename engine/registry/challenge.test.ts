import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseChallenges } from './challenge.ts';

describe('WWW-Authenticate', () => {
  const cases: ReadonlyArray<readonly [header: string, expected: ReturnType<typeof parseChallenges>]> = [
    ['Basic realm="drydock"', [{ scheme: 'basic', parameters: { realm: 'drydock' } }]],
    [
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: { realm: 'https://auth.example.com/token', service: 'registry.example.com', scope: 'repository:a/b:pull,push' },
        },
      ],
    ],
    ['bearer Realm = "a\\"b" , error=invalid_token', [{ scheme: 'bearer', parameters: { realm: 'a"b', error: 'invalid_token' } }]],
    [
      'Negotiate, Basic realm="x", Bearer realm="y",service="z"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
        { scheme: 'bearer', parameters: { realm: 'y', service: 'z' } },
      ],
    ],
    ['', []],
    ['"', []],
  ];
  for (const [header, expected] of cases) it(`reads ${header}`, () => assert.deepEqual(parseChallenges(header), expected));
});
