import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerQuery, type Names } from './dns.ts';
import type { Endpoint } from './network.ts';
import { namesFor } from './resolver.ts';
import type { Sandbox } from './sandbox.ts';

const types = { A: 1, PTR: 12, MX: 15, TXT: 16, AAAA: 28 };

/** RFC 1035, 4.1: a header and one question; with `payload`, an OPT record. */
function query(name: string, type: keyof typeof types, payload?: number): Uint8Array {
  const bytes = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, payload === undefined ? 0 : 1];
  for (const part of name.split('.')) bytes.push(part.length, ...new TextEncoder().encode(part));
  bytes.push(0, 0, types[type], 0, 1);
  if (payload !== undefined) bytes.push(0, 0, 41, payload >> 8, payload & 255, 0, 0, 0, 0, 0, 0);
  return Uint8Array.from(bytes);
}

/** Code, flags and the data of the answers. */
function ask(names: Names, name: string, type: keyof typeof types, payload?: number) {
  const question = query(name, type);
  const answer = answerQuery(query(name, type, payload), names) ?? new Uint8Array(12);
  const view = new DataView(answer.buffer);
  assert.deepEqual([...answer.subarray(0, 2)], [0x12, 0x34]);
  assert.deepEqual([...answer.subarray(12, question.length)], [...question.subarray(12)]);
  assert.deepEqual([view.getUint16(4), view.getUint16(8), view.getUint16(10)], [1, 0, 0]);
  const data: number[][] = [];
  let at = question.length;
  for (let left = view.getUint16(6); left > 0; left--) {
    assert.deepEqual([view.getUint16(at), view.getUint16(at + 2), view.getUint32(at + 6)], [0xc00c, types[type], 600]);
    data.push([...answer.subarray(at + 12, at + 12 + view.getUint16(at + 10))]);
    at += 12 + view.getUint16(at + 10);
  }
  assert.equal(at, answer.length);
  return { code: view.getUint16(2) & 15, truncated: (view.getUint16(2) & 0x200) !== 0, flags: view.getUint16(2) & 0xfdf0, data };
}

describe('the embedded name server', () => {
  const many = Array.from({ length: 60 }, (_, at) => `10.0.0.${at}`);
  const names: Names = {
    resolve: (name) => ({ web: ['172.18.0.2', 'fd00::2'], many })[name.toLowerCase()],
    reverse: (address) => (address === '172.18.0.2' || address === 'fd00::2' ? 'web.lan' : undefined),
  };

  test('addresses of both families, in whatever case', () => {
    assert.deepEqual(ask(names, 'web', 'A'), { code: 0, truncated: false, flags: 0x8180, data: [[172, 18, 0, 2]] });
    assert.deepEqual(ask(names, 'WEB', 'AAAA').data, [[0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]]);
    assert.deepEqual(ask(names, 'web', 'MX'), { code: 0, truncated: false, flags: 0x8180, data: [] });
  });

  test('names of addresses', () => {
    const expected = [3, ...Buffer.from('web'), 3, ...Buffer.from('lan'), 0];
    assert.deepEqual(ask(names, '2.0.18.172.in-addr.arpa', 'PTR').data, [expected]);
    assert.deepEqual(ask(names, `2.${'0.'.repeat(27)}0.0.d.f.ip6.arpa`, 'PTR').data, [expected]);
    assert.equal(ask(names, '3.0.18.172.in-addr.arpa', 'PTR').code, 3);
  });

  test('what does not exist', () => {
    assert.equal(ask(names, 'nope', 'A').code, 3);
    assert.equal(ask(names, 'example.com', 'AAAA').code, 3);
    assert.equal(ask(names, 'nope', 'TXT').code, 3);
  });

  test('no more than the asker takes', () => {
    const short = ask(names, 'many', 'A');
    assert.equal(short.truncated, true);
    assert.equal(short.data.length, Math.floor((512 - query('many', 'A').length) / 16));
    const whole = ask(names, 'many', 'A', 4096);
    assert.equal(whole.truncated, false);
    assert.deepEqual(new Set(whole.data.map(([, , , last]) => last)).size, 60);
  });

  test('nonsense', () => {
    assert.equal(answerQuery(new Uint8Array(5), names), undefined);
    const response = query('web', 'A');
    response[2] = 0x81;
    assert.equal(answerQuery(response, names), undefined);
    const code = (bytes: Uint8Array) => (answerQuery(bytes, names)?.[3] ?? 0) & 15;
    assert.equal(code(query('web', 'A').subarray(0, 15)), 1);
    assert.equal(code(Uint8Array.from([...query('web', 'A').subarray(0, 12), 0xc0, 12, 0, 1, 0, 1])), 1);
    const status = query('web', 'A');
    status[2] = 0x11;
    assert.equal(code(status), 4);
  });
});

describe('names on networks', () => {
  const endpoint = (network: string, address: string, names: string[], links: Record<string, string> = {}) =>
    ({ networkName: network, address, address6: '', names, links: new Map(Object.entries(links)) }) as unknown as Endpoint;
  const networks: Record<string, Endpoint[]> = {
    'back.end': [endpoint('back.end', '10.0.0.2', ['Db', 'store', 'abc']), endpoint('back.end', '10.0.0.3', ['db2', 'store'])],
    front: [endpoint('front', '10.1.0.2', ['web', 'store'])],
  };
  const own = [endpoint('back.end', '10.0.0.9', ['me'], { linked: 'db2' }), endpoint('front', '10.1.0.9', ['me'])];
  const names = namesFor({ ranked: own } as unknown as Sandbox, (network) => networks[network] ?? []);

  test('on the first network that knows it', () => {
    assert.deepEqual(names.resolve('db'), ['10.0.0.2']);
    assert.deepEqual(names.resolve('web'), ['10.1.0.2']);
    assert.deepEqual(names.resolve('store'), ['10.0.0.2', '10.0.0.3']);
    assert.equal(names.resolve('other'), undefined);
  });

  test('with the network behind it', () => {
    assert.deepEqual(names.resolve('store.front'), ['10.1.0.2']);
    assert.deepEqual(names.resolve('db.back.end'), ['10.0.0.2']);
    assert.equal(names.resolve('db.front'), undefined);
    assert.deepEqual(names.resolve('DB.back.end'), ['10.0.0.2']);
    assert.equal(names.resolve('db.Back.end'), undefined);
  });

  test('links are the sandbox’s own', () => assert.deepEqual(names.resolve('linked'), ['10.0.0.3']));

  test('addresses have the container’s name', () => {
    assert.equal(names.reverse('10.0.0.2'), 'Db.back.end');
    assert.equal(names.reverse('10.9.9.9'), undefined);
  });
});
