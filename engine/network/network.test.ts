import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contains, formatAddress, formatCidr, overlaps, parseAddress, parseCidr, randomMac } from './address.ts';
import { labelsMatch } from './filters.ts';
import { AddressPool, freeSubnet } from './ipam.ts';
import { parseRange } from './ports.ts';

describe('addresses', () => {
  test('text to number and back; what is no address', () => {
    for (const text of ['0.0.0.0', '172.17.0.1', '255.255.255.255']) assert.equal(formatAddress(parseAddress(text) ?? -1), text);
    for (const text of ['', '1.2.3', '1.2.3.256', '1.2.3.04', 'a.b.c.d', '1.2.3.4.5']) assert.equal(parseAddress(text), undefined, text);
  });

  test('networks: host bits go, ranges contain and overlap', () => {
    assert.equal(formatCidr(parseCidr('172.17.3.9/16')), '172.17.0.0/16');
    assert.throws(() => parseCidr('10.0.0.0/33'), /invalid CIDR address: 10\.0\.0\.0\/33/);
    const net = parseCidr('10.1.0.0/24');
    assert.equal(contains(net, parseAddress('10.1.0.255') ?? 0), true);
    assert.equal(contains(net, parseAddress('10.1.1.0') ?? 0), false);
    assert.equal(overlaps(net, parseCidr('10.0.0.0/8')), true);
    assert.equal(overlaps(net, parseCidr('10.1.1.0/24')), false);
  });

  test('MAC addresses are unicast and locally administered', () => {
    for (let i = 0; i < 20; i++) assert.match(randomMac(), /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
  });
});

describe('address pools', () => {
  const pool = () => {
    const made = new AddressPool(parseCidr('10.0.0.0/29'));
    made.reserve(parseAddress('10.0.0.1') ?? 0);
    return made;
  };

  test('the lowest free address, never the network’s own or the broadcast', () => {
    const addresses = pool();
    const taken = Array.from({ length: 5 }, () => formatAddress(addresses.allocate()));
    assert.deepEqual(taken, ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6']);
    assert.throws(() => addresses.allocate(), /no available IPv4 addresses/);
    addresses.release(parseAddress('10.0.0.4') ?? 0);
    assert.equal(formatAddress(addresses.allocate()), '10.0.0.4');
  });

  test('a wanted address is refused outside the subnet and when it is taken', () => {
    assert.throws(() => pool().reserve(parseAddress('10.0.1.1') ?? 0), /no configured subnet contains IP address 10\.0\.1\.1/);
    assert.throws(() => pool().reserve(parseAddress('10.0.0.1') ?? 0), /Address already in use/);
  });

  test('Docker’s default subnets in their order', () => {
    assert.equal(formatCidr(freeSubnet([])), '172.17.0.0/16');
    assert.equal(formatCidr(freeSubnet([parseCidr('172.16.0.0/14')])), '172.20.0.0/16');
    assert.equal(formatCidr(freeSubnet([parseCidr('172.16.0.0/12')])), '192.168.0.0/20');
  });
});

test('port ranges', () => {
  assert.equal(parseRange(''), undefined);
  assert.deepEqual(parseRange('8080'), { first: 8080, last: 8080 });
  assert.deepEqual(parseRange('8000-8010'), { first: 8000, last: 8010 });
  for (const text of ['x', '70000', '20-10', '1-']) assert.throws(() => parseRange(text), /invalid port specification/, text);
});

test('labels: all wanted, none unwanted', () => {
  const labels = { a: '1', b: '' };
  assert.equal(labelsMatch(labels, ['a', 'a=1', 'b=']), true);
  assert.equal(labelsMatch(labels, ['a=2']), false);
  assert.equal(labelsMatch(labels, ['c']), false);
  assert.equal(labelsMatch(labels, ['a'], ['b']), false);
});
