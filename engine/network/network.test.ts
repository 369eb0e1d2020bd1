import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contains, formatAddress, formatCidr, overlaps, parseAddress, parseCidr, readCidr } from '../base/ip.ts';
import { plan, poolsOf } from './create.ts';
import { checkEndpointSettings } from './endpoint-settings.ts';
import { labelsMatch } from './filters.ts';
import { AddressPool, checkIpam, freeSubnet, uniqueLocalSubnet } from './ipam.ts';
import { macOf } from './mac.ts';
import type { LiveNetwork } from './network.ts';
import { parseRange } from './ports.ts';
import type { NetworkCreate } from './spec.ts';

const address = (text: string) => {
  const parsed = parseAddress(text);
  assert.ok(parsed !== undefined, text);
  return parsed;
};

describe('addresses', () => {
  test('text to number and back; what is no address', () => {
    for (const text of [
      '0.0.0.0',
      '172.17.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fd00::2',
      '2001:db8:0:1:1:1:1:1',
      '1:0:0:2::3',
      'fe80::1:0:0:0',
    ]) {
      assert.equal(formatAddress(address(text)), text);
    }
    assert.equal(formatAddress(address('FD00:0:0:0:0:0:0:0A')), 'fd00::a');
    assert.equal(formatAddress(address('::ffff:1.2.3.4')), '::ffff:102:304');
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.256',
      '1.2.3.04',
      'a.b.c.d',
      '1.2.3.4.5',
      ':',
      '1::2::3',
      '12345::',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
    ]) {
      assert.equal(parseAddress(text), undefined, text);
    }
  });

  test('networks: host bits go, ranges contain and overlap', () => {
    assert.equal(formatCidr(parseCidr('172.17.3.9/16')), '172.17.0.0/16');
    assert.equal(formatCidr(parseCidr('fd00:1:2:3::9/64')), 'fd00:1:2:3::/64');
    for (const text of ['10.0.0.0/33', '10.0.0.0', 'fd00::/129', 'x/8']) assert.equal(readCidr(text), undefined, text);
    const net = parseCidr('10.1.0.0/24');
    assert.equal(contains(net, address('10.1.0.255')), true);
    assert.equal(contains(net, address('10.1.1.0')), false);
    assert.equal(overlaps(net, parseCidr('10.0.0.0/8')), true);
    assert.equal(overlaps(net, parseCidr('10.1.1.0/24')), false);
    assert.equal(overlaps(parseCidr('::/0'), parseCidr('0.0.0.0/0')), false);
  });

  test('MAC addresses are unicast and locally administered, one for each IPv4 address', () => {
    assert.equal(macOf(address('172.17.0.2')), '02:42:ac:11:00:02');
    for (const other of [undefined, address('fd00::2')]) assert.match(macOf(other), /^02:42(:[0-9a-f]{2}){4}$/);
  });
});

describe('address pools', () => {
  const pool = () => new AddressPool({ Subnet: '10.0.0.0/29' });
  const taken = (from: AddressPool, count: number) =>
    Array.from({ length: count }, () => {
      const given = from.allocate();
      return given && formatAddress(given);
    });

  test('the lowest free address, never the network’s own, the gateway’s or the broadcast', () => {
    const addresses = pool();
    assert.deepEqual(taken(addresses, 6), ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6', undefined]);
    addresses.release(address('10.0.0.4'));
    assert.deepEqual(taken(addresses, 1), ['10.0.0.4']);
  });

  test('a range inside the subnet, its gateway and auxiliary addresses', () => {
    const some = new AddressPool({
      Subnet: '10.0.0.0/24',
      IPRange: '10.0.0.128/25',
      Gateway: '10.0.0.254',
      AuxiliaryAddresses: { a: '10.0.0.128' },
    });
    assert.deepEqual(taken(some, 2), ['10.0.0.129', '10.0.0.130']);
    assert.equal(formatAddress(new AddressPool({ Subnet: '10.0.0.0/24', IPRange: '10.0.0.64/26' }).gateway), '10.0.0.64');
    assert.deepEqual(taken(new AddressPool({ Subnet: 'fd00::/64' }), 2), ['fd00::2', 'fd00::3']);
  });

  test('a wanted address is refused outside the subnet and when it is taken', () => {
    assert.throws(() => pool().reserve(address('10.0.1.1')), /requested address is out of range/);
    assert.throws(() => pool().reserve(address('10.0.0.1')), /Address already in use/);
  });

  test('Docker’s default subnets in their order', () => {
    assert.equal(formatCidr(freeSubnet([])), '172.17.0.0/16');
    assert.equal(formatCidr(freeSubnet([parseCidr('172.16.0.0/14')])), '172.20.0.0/16');
    assert.equal(formatCidr(freeSubnet([parseCidr('172.16.0.0/12')])), '192.168.0.0/20');
    assert.match(formatCidr(uniqueLocalSubnet()), /^fd[\da-f]{2}:.*::\/64$/);
  });

  test('all that is wrong with an IPAM configuration', () => {
    const faults = (config: object) => assert.throws.bind(null, () => checkIpam([config], false));
    faults({ Subnet: '10.0.0.0' })({ message: 'invalid network config:\ninvalid subnet 10.0.0.0: invalid CIDR block notation' });
    faults({ Subnet: '10.0.0.9/24' })({ message: 'invalid network config:\ninvalid subnet 10.0.0.9/24: it should be 10.0.0.0/24' });
    faults({ Subnet: '10.0.0.0/24', Gateway: '10.1.0.1', IPRange: '10.0.0.0/16', AuxiliaryAddresses: { a: 'x' } })({
      message: [
        'invalid network config:',
        '* invalid ip-range 10.0.0.0/16: CIDR block is bigger than its parent subnet 10.0.0.0/24',
        "* invalid gateway 10.1.0.1: parent subnet 10.0.0.0/24 doesn't contain this address",
        '* invalid auxiliary address a: invalid address',
      ].join('\n'),
    });
    checkIpam([{ Subnet: 'fd00::9/64' }], false);
  });
});

describe('networks to be', () => {
  const live = (request: NetworkCreate, existing: LiveNetwork[] = []): LiveNetwork => {
    const record = plan(request, existing, '');
    return {
      record,
      bridge: record.options['com.docker.network.bridge.name'] ?? `br-${record.id}`,
      ...poolsOf(record),
      members: new Map(),
    };
  };
  const lan = live({ Name: 'lan' });

  test('what was left out is filled in, what was given stays', () => {
    assert.deepEqual(lan.record.ipam, [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }]);
    assert.deepEqual(live({ Name: 'next' }, [lan]).record.ipam, [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }]);
    assert.deepEqual(live({ Name: 'own', IPAM: { Config: [{ Subnet: '10.0.0.0/8', Gateway: '' }] } }).record.ipam, [
      { Subnet: '10.0.0.0/8' },
    ]);
    const six = live({ Name: 'six', EnableIPv6: true, IPAM: { Config: [{ Subnet: 'fd00::/64' }] } });
    assert.deepEqual(six.record.ipam, [{ Subnet: 'fd00::/64' }, { Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }]);
    assert.deepEqual(six.record.chosen, [6]);
    assert.deepEqual(live({ Name: 'four', IPAM: { Config: [{ Subnet: 'fd00::/64' }] } }).record.ipam, lan.record.ipam);
  });

  test('what cannot be', () => {
    const refused = (request: NetworkCreate) => assert.throws.bind(null, () => plan(request, [lan], ''));
    refused({ Name: 'host' })(/operation is not permitted on predefined host network/);
    refused({ Name: ' ' })(/invalid name: name is empty/);
    refused({ Name: 'lan' })(/network with name lan already exists/);
    refused({ Name: 'x', Driver: 'macvlan' })(/operation not supported/);
    refused({ Name: 'x', Driver: 'nosuch' })(/plugin "nosuch" not found/);
    refused({ Name: 'x', Driver: 'null' })(/only one instance of "null" network is allowed/);
    refused({ Name: 'x', Driver: 'overlay' })(/This node is not a swarm manager/);
    refused({ Name: 'x', IPAM: { Config: [{ Subnet: '172.17.1.0/24' }] } })(
      /invalid pool request: Pool overlaps with other one on this address space/,
    );
    refused({ Name: 'x', IPAM: { Config: [{ Subnet: '10.0.0.0/24' }, { Subnet: '10.1.0.0/24' }] } })(/doesn't support multiple subnets/);
    refused({ Name: 'x', EnableIPv4: false })(/IPv4 or IPv6 must be enabled/);
    refused({ Name: 'x', Options: { 'com.docker.network.driver.mtu': 'a' } })(/failed to parse com.docker.network.driver.mtu value: a/);
    refused({ Name: 'x', Options: { 'com.docker.network.bridge.name': lan.bridge } })(/networks have same bridge name/);
  });

  test('addresses that a container may ask for', () => {
    const own = live({ Name: 'own', IPAM: { Config: [{ Subnet: '10.0.0.0/24' }] } });
    const refused = (network: LiveNetwork, IPv4Address: string) =>
      assert.throws.bind(null, () => checkEndpointSettings(network, { IPAMConfig: { IPv4Address } }));
    checkEndpointSettings(own, { IPAMConfig: { IPv4Address: '10.0.0.9' }, Aliases: ['a'] });
    refused(lan, '172.17.0.9')(/only when connecting to networks with user configured subnets/);
    refused(own, '10.1.0.9')({ message: 'invalid endpoint settings:\nno configured subnet or ip-range contain the IP address 10.1.0.9' });
    refused(own, 'x')(/^EngineError: invalid endpoint settings:\n\* invalid IPv4 address: x\n\* no configured subnet/);
    const bridge = { ...lan, record: { ...lan.record, name: 'bridge' } };
    refused(bridge, '172.17.0.9')(/user specified IP address is supported on user defined networks only/);
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
