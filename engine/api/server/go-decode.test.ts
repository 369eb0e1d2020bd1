import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from './go-decode.ts';
import { aliases, structs } from './go-types.ts';
import { parseJson } from './query.ts';

/** The sentences are those of a real dockerd, with the names of moby 28; `test/api/errors.test.ts` asks one. */

test('what fits passes: names in any case, a command as one string, null as absent', () => {
  assert.deepEqual(
    decode('container.CreateRequest', {
      image: 'busybox',
      Cmd: 'ls',
      Env: null,
      Hostname: null,
      Unknown: 1,
      HostConfig: { memory: 5, Init: null, PortBindings: { '80/tcp': [{ HostPort: '8080' }, null], '81/tcp': null } },
    }),
    {
      Image: 'busybox',
      Cmd: ['ls'],
      Env: null,
      HostConfig: { Memory: 5, Init: null, PortBindings: { '80/tcp': [{ HostPort: '8080' }, null], '81/tcp': null } },
    },
  );
});

test('what does not is named by its struct, its way and its type', () => {
  const complaints: ReadonlyArray<readonly [type: string, body: unknown, complaint: string]> = [
    ['container.CreateRequest', [], 'array into Go value of type container.CreateRequest'],
    ['container.CreateRequest', { Env: 'x' }, 'string into Go struct field CreateRequest.Config.Env of type []string'],
    ['container.CreateRequest', { Env: [1] }, 'number into Go struct field CreateRequest.Config.Env of type string'],
    ['container.CreateRequest', { Cmd: [1] }, 'array into Go struct field CreateRequest.Config.Cmd of type string'],
    [
      'container.CreateRequest',
      { HostConfig: { Memory: 1.5 } },
      'number 1.5 into Go struct field HostConfig.HostConfig.Resources.Memory of type int64',
    ],
    [
      'container.CreateRequest',
      { HostConfig: { Mounts: [{ Type: 1 }] } },
      'number into Go struct field Mount.HostConfig.Mounts.Type of type mount.Type',
    ],
    [
      'container.CreateRequest',
      { HostConfig: { PortBindings: [] } },
      'array into Go struct field HostConfig.HostConfig.PortBindings of type nat.PortMap',
    ],
    ['container.ExecOptions', { Cmd: 'ls' }, 'string into Go struct field ExecOptions.Cmd of type []string'],
    [
      'network.CreateRequest',
      { IPAM: { Config: [{ Subnet: 1 }] } },
      'number into Go struct field IPAMConfig.CreateOptions.IPAM.Config.Subnet of type string',
    ],
  ];
  for (const [type, body, complaint] of complaints) {
    assert.throws(() => decode(type, body), { kind: 'invalid', message: `invalid JSON: json: cannot unmarshal ${complaint}` });
  }
});

test('every type that is named is declared', () => {
  const known = /^(string|bool|any|u?int\d*|strslice\.StrSlice|struct \{\})$/;
  const element = (type: string): string => {
    const inner = /^(?:\*|\[\d*\]|map\[string\])(.*)$/.exec(type)?.[1];
    return inner === undefined ? type : element(inner);
  };
  const named = [
    ...Object.values(structs).flatMap((fields) =>
      Object.entries(fields).flatMap(([type, names]) => (type === 'embedded' ? names.split(' ') : [type])),
    ),
    ...Object.values(aliases),
  ].map(element);
  assert.deepEqual(
    named.filter((type) => !known.test(type) && structs[type] === undefined && aliases[type] === undefined),
    [],
  );
});

test('broken JSON is told in Go’s words', () => {
  for (const [text, complaint] of [
    ['{', 'invalid JSON: unexpected EOF'],
    ['{"a":1', 'invalid JSON: unexpected EOF'],
    ['x', "invalid JSON: invalid character 'x' looking for beginning of value"],
    ['{a:1}', "invalid JSON: invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid JSON: invalid character '1' after object key"],
    ['{"a":1 2}', "invalid JSON: invalid character '2' after object key:value pair"],
    ['[1 2]', "invalid JSON: invalid character '2' after array element"],
    ['{"a":1} x', 'unexpected content after JSON'],
  ] as const) {
    assert.throws(() => parseJson(text), { kind: 'invalid', message: complaint });
  }
});
