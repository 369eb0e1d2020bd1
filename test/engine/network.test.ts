import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { isKind } from '../../engine/base/errors.ts';
import type { CreateRequest } from '../../engine/container/manager.ts';
import { until } from '../support/until.ts';
import { type Rig, startRig } from './rig.ts';

describe('networks on the real guest', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.pull('busybox');
  });
  after(() => rig.crash());

  const server = async (name: string, request: Partial<CreateRequest> = {}) => {
    const script = `mkdir -p /www; echo from ${name} > /www/index.html; exec httpd -f -p 80 -h /www`;
    const { Id } = await rig.containers.create({ name, config: { Image: 'busybox', Cmd: ['sh', '-c', script] }, ...request });
    await rig.containers.start(Id);
    const { State } = await rig.containers.inspect(Id);
    assert.equal(State.Running, true);
    return Id;
  };
  /** The server needs a moment to listen. */
  const fetchWith = async (attempt: () => Promise<{ stdout: string }>) => {
    let stdout = '';
    await until('the server answers', async () => {
      ({ stdout } = await attempt());
      return stdout !== '';
    });
    return stdout;
  };
  const clear = async () => {
    for (const { Id } of await rig.containers.list({ all: true })) await rig.containers.remove(Id, { force: true });
  };
  // One that fails must not leave its containers, with their ports and addresses, to the next.
  afterEach(clear);

  test('-p leads from the host into the container, and a taken port says so', async () => {
    const publish = { hostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } };
    const Id = await server('web', publish);
    assert.equal(await fetchWith(() => rig.host('wget -q -O - http://localhost:8080/')), 'from web\n');
    assert.deepEqual((await rig.containers.inspect(Id)).NetworkSettings.Ports, {
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
    });
    const { Id: other } = await rig.containers.create({ name: 'web2', config: { Image: 'busybox', Cmd: ['sleep', '9'] }, ...publish });
    await assert.rejects(
      rig.containers.start(other),
      /^EngineError: failed to set up container networking: driver failed programming external connectivity on endpoint web2 \([0-9a-f]{64}\): Bind for 0\.0\.0\.0:8080 failed: port is already allocated$/,
    );
    assert.equal((await rig.containers.inspect(other)).State.Status, 'created');
    await rig.containers.stop('web', { timeout: 0 });
    await rig.containers.start(other);
  });

  test('-P takes ports from 32768 on', async () => {
    const Id = await server('any', {
      config: { Image: 'busybox', Cmd: ['sleep', '100'], ExposedPorts: { '80/tcp': {}, '53/udp': {} } },
      hostConfig: { PublishAllPorts: true },
    });
    const { Ports } = (await rig.containers.inspect(Id)).NetworkSettings;
    const ports = Object.values(Ports).map((bindings) => Number(bindings?.[0]?.HostPort));
    assert.equal(ports.length, 2);
    for (const port of ports) assert.ok(port >= 32768);
  });

  test('container to container by address; addresses are given anew from the lowest', async () => {
    await server('first');
    const { IPAddress, Gateway, MacAddress } = (await rig.containers.inspect('first')).NetworkSettings;
    assert.deepEqual([IPAddress, Gateway], ['172.17.0.2', '172.17.0.1']);
    assert.match(MacAddress, /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
    assert.equal(await fetchWith(() => rig.run('busybox', ['wget', '-q', '-O', '-', 'http://172.17.0.2/'])), 'from first\n');
    await clear();
    assert.match((await rig.run('busybox', ['ip', 'addr'])).stdout, /172\.17\.0\.2\/16/);
  });

  test('--network none, host and container:x', async () => {
    const none = await rig.run('busybox', ['ip', 'addr'], { hostConfig: { NetworkMode: 'none' } });
    assert.match(none.stdout, /127\.0\.0\.1/);
    assert.doesNotMatch(none.stdout, /eth0/);
    assert.match((await rig.run('busybox', ['ip', 'addr'], { hostConfig: { NetworkMode: 'host' } })).stdout, /docker0/);
    await server('shared');
    assert.equal(
      await fetchWith(() =>
        rig.run('busybox', ['wget', '-q', '-O', '-', 'http://127.0.0.1/'], { hostConfig: { NetworkMode: 'container:shared' } }),
      ),
      'from shared\n',
    );
  });

  test('user-defined networks: subnets, names, connect and disconnect, removal', async () => {
    const { Id } = await rig.networks.create({ Name: 'lan' });
    assert.equal(rig.networks.inspect('lan').IPAM.Config?.[0]?.Subnet, '172.18.0.0/16');
    await assert.rejects(rig.networks.create({ Name: 'lan' }), /network with name lan already exists/);
    await server('db', { hostConfig: { NetworkMode: 'lan' }, networking: { EndpointsConfig: { lan: { Aliases: ['store'] } } } });
    assert.equal((await rig.containers.inspect('db')).NetworkSettings.Networks.lan?.IPAddress, '172.18.0.2');
    for (const name of ['db', 'store']) {
      const got = await fetchWith(() =>
        rig.run('busybox', ['wget', '-q', '-O', '-', `http://${name}/`], { hostConfig: { NetworkMode: 'lan' } }),
      );
      assert.equal(got, 'from db\n');
    }
    await assert.rejects(
      rig.networks.remove('lan'),
      (error) => isKind(error, 'forbidden') && /has active endpoints \(name:"db"/.test(error.message),
    );
    await server('app');
    await rig.containers.connectNetwork('lan', 'app');
    const { stdout: hosts } = await rig.exec('app', ['cat', '/etc/hosts']);
    assert.match(hosts, /^172\.17\.0\.2\t\w{12}\n172\.18\.0\.3\t\w{12}\n$/m);
    assert.match((await rig.exec('app', ['cat', '/etc/resolv.conf'])).stdout, /^nameserver 127\.0\.0\.11\noptions ndots:0$/m);
    // Long-lived programs see a change at once: nothing but the name server is asked.
    assert.match((await rig.exec('db', ['nslookup', 'app'])).stdout, /Address: 172\.18\.0\.3/);
    assert.match((await rig.exec('app', ['nslookup', 'store.lan'])).stdout, /Address: 172\.18\.0\.2/);
    assert.match((await rig.exec('app', ['nslookup', '172.18.0.2'])).stdout, /name = db\.lan/);
    assert.match((await rig.exec('app', ['nslookup', 'nope'])).stdout, /can't find nope: NXDOMAIN/);
    assert.equal(await fetchWith(() => rig.exec('app', ['wget', '-q', '-O', '-', 'http://store/'])), 'from db\n');
    await rig.containers.disconnectNetwork('lan', 'app');
    assert.doesNotMatch((await rig.exec('app', ['ip', 'addr'])).stdout, /172\.18/);
    assert.match((await rig.exec('db', ['nslookup', 'app'])).stdout, /NXDOMAIN/);
    await clear();
    await rig.networks.remove(Id);
    assert.throws(() => rig.networks.inspect('lan'), /network lan not found/);
    await assert.rejects(rig.networks.remove('bridge'), /bridge is a pre-defined network and cannot be removed/);
  });
});
