import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { concat } from '../../../engine/base/stream.ts';
import { AgentError } from '../../../engine/guest/agent.ts';
import { bytes, type NativeAgent, skip, startNativeAgent, text } from './native.ts';

const decoder = new TextDecoder();
const failsWith = (code: string) => (error: unknown) => error instanceof AgentError && error.code === code;

describe('network', { skip }, () => {
  let native: NativeAgent;
  const endpoint = (name: string, address: string) => ({
    bridge: 'bridge0',
    hostName: `veth-${name}`,
    namespace: name,
    name: 'eth0',
    addresses: [`${address}/24`],
    mac: `02:42:0a:09:00:${address.split('.')[3]?.padStart(2, '0')}`,
    gateways: ['10.9.0.1'],
  });
  before(async () => {
    native = await startNativeAgent();
    const { net } = native.agent;
    await net.loopbackUp('');
    await net.createBridge('bridge0', { addresses: ['10.9.0.1/24'], mac: '02:42:00:00:00:01' });
    for (const [name, address] of [
      ['one', '10.9.0.2'],
      ['two', '10.9.0.3'],
    ] as const) {
      await net.createNamespace(name);
      await net.createEndpoint(endpoint(name, address));
    }
  });
  after(() => native.stop());
  const inside = (name: string, script: string) => native.run({ argv: ['sh', '-c', script], namespaces: { net: { name } } });

  test('an endpoint has its address, its route and its name', async () => {
    const { stdout } = await inside('one', 'ip addr show eth0; ip route; ip addr show lo');
    assert.match(stdout, /link\/ether 02:42:0a:09:00:02/);
    assert.match(stdout, /inet 10\.9\.0\.2\/24 brd 10\.9\.0\.255 scope global eth0/);
    assert.match(stdout, /^default via 10\.9\.0\.1 dev eth0/m);
    assert.match(stdout, /inet 127\.0\.0\.1\/8/);
  });

  test('namespaces reach each other over the bridge, and the bridge', async () => {
    const { exit } = await inside('one', 'ping -c 1 -W 5 10.9.0.3 && ping -c 1 -W 5 10.9.0.1');
    assert.deepEqual(exit, { code: 0 });
  });

  test('only loopback: no network', async () => {
    await native.agent.net.createNamespace('none');
    await native.agent.net.loopbackUp('none');
    assert.deepEqual(
      (await inside('none', 'ping -c 1 -W 5 127.0.0.1 > /dev/null && test "$(ls /sys/class/net 2>/dev/null | wc -l)" -ge 0')).exit,
      { code: 0 },
    );
    await native.agent.net.removeNamespace('none');
    await native.agent.net.removeNamespace('none');
  });

  test('what is taken or not there is an error', async () => {
    const { net } = native.agent;
    await assert.rejects(net.createNamespace('one'), failsWith('EEXIST'));
    await assert.rejects(net.createNamespace('../evil'), failsWith('EINVAL'));
    await assert.rejects(net.createBridge('bridge0', { addresses: ['10.8.0.1/24'] }), failsWith('EEXIST'));
    await assert.rejects(net.createEndpoint({ ...endpoint('one', '10.9.0.9'), bridge: 'bridge9' }), failsWith('ENODEV'));
    await assert.rejects(net.createEndpoint({ ...endpoint('three', '10.9.0.9') }), failsWith('ENOENT'));
    await assert.rejects(native.run({ argv: ['true'], namespaces: { net: { name: 'three' } } }), failsWith('ENOENT'));
    await net.removeLink('not-there');
  });

  test('listen and dial, across namespaces, with both ends half-closed on their own', async () => {
    const { agent } = native;
    const listener = await agent.listen({ host: '10.9.0.2', port: 80, namespace: 'one' }, async ({ source, sink }) => {
      const got = await text(source);
      await sink.write(bytes(`${got.length}`));
      await sink.end();
    });
    const connection = await agent.dial({ host: '10.9.0.2', port: 80, namespace: 'two' });
    await connection.sink.write(new Uint8Array(3_000_000));
    await connection.sink.end();
    assert.equal(await text(connection.source), '3000000');
    listener.dispose();
    await assert.rejects(agent.dial({ host: '10.9.0.2', port: 80 }), failsWith('ECONNREFUSED'));
  });

  test('datagrams that reach a namespace, and what the engine answers', async () => {
    const { agent, env } = native;
    const server = await agent.receive({ host: '127.0.0.11', port: 53, namespace: 'one' }, (datagram) =>
      decoder.decode(datagram) === 'silence' ? undefined : bytes(`got ${decoder.decode(datagram)}`),
    );
    const client = `const s = require('node:dgram').createSocket('udp4');
      s.on('message', (m) => { process.stdout.write(m); s.close(); });
      for (const word of ['silence', 'word']) s.send(word, 53, '127.0.0.11');`;
    const ask = { argv: [process.execPath, '-e', client], env, namespaces: { net: { name: 'one' } } };
    assert.equal((await native.run(ask)).stdout, 'got word');
    // A name server of the namespace's own, on all addresses.
    const other = `require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true }).bind(53, () => process.exit(0));`;
    assert.deepEqual((await native.run({ ...ask, argv: [process.execPath, '-e', other] })).exit, { code: 0 });
    await assert.rejects(
      agent.receive({ host: '127.0.0.11', port: 53, namespace: 'three' }, () => undefined),
      failsWith('ENOENT'),
    );
    server.dispose();
    await (await agent.receive({ host: '127.0.0.11', port: 53, namespace: 'one' }, () => undefined)).dispose();
  });

  test('default routes are set and taken away', async () => {
    const { net } = native.agent;
    const routes = async () => (await inside('two', 'ip route | grep default || true')).stdout.trim();
    await net.setGateways('two', []);
    assert.equal(await routes(), '');
    await net.setGateways('two', []);
    await net.setGateways('two', ['10.9.0.1']);
    await net.setGateways('two', ['10.9.0.1']);
    assert.equal(await routes(), 'default via 10.9.0.1 dev eth0');
  });

  test('both families, and an MTU', async () => {
    const { net } = native.agent;
    await net.createBridge('bridge6', { addresses: ['10.6.0.1/24', 'fd00:6::1/64'], mtu: 1400 });
    await net.createNamespace('six');
    await net.createEndpoint({
      bridge: 'bridge6',
      hostName: 'veth-six',
      namespace: 'six',
      name: 'eth0',
      addresses: ['10.6.0.2/24', 'fd00:6::2/64'],
      gateways: ['10.6.0.1', 'fd00:6::1'],
      mtu: 1400,
    });
    const { stdout } = await inside('six', 'ip addr show eth0; ip -6 route; ping -c 1 -W 5 fd00:6::1');
    assert.match(stdout, /mtu 1400/);
    assert.match(stdout, /inet6 fd00:6::2\/64 scope global/);
    assert.match(stdout, /^default via fd00:6::1 dev eth0/m);
    assert.match(stdout, /1 packets received|1 received/);
    assert.doesNotMatch((await inside('one', 'ip addr show eth0')).stdout, /inet6/);
    await net.removeNamespace('six');
    await net.removeLink('bridge6');
  });

  test('Unix sockets', async () => {
    const { agent } = native;
    const listener = await agent.listen({ unix: '/run/own.sock', mode: 0o660 }, async ({ source, sink }) => {
      for await (const chunk of source) await sink.write(chunk);
      await sink.end();
    });
    assert.equal(((await agent.stat('/run/own.sock'))?.mode ?? 0) & 0o777, 0o660);
    const { source, sink } = await agent.dial({ unix: '/run/own.sock' });
    await sink.write(bytes('there and back'));
    await sink.end();
    assert.equal(await text(source), 'there and back');
    listener.dispose();
    await assert.rejects(agent.dial({ unix: '/run/own.sock' }), failsWith('ENOENT'));
  });

  test('a published TCP port leads into the container, for curl on the guest', async () => {
    const { agent } = native;
    const server = await agent.listen({ host: '10.9.0.3', port: 8000, namespace: 'two' }, async ({ source, sink }) => {
      const request: Uint8Array[] = [];
      for await (const chunk of source) {
        request.push(chunk);
        if (new TextDecoder().decode(concat(request)).endsWith('\r\n\r\n')) break;
      }
      const target = new TextDecoder().decode(concat(request)).split(' ')[1] ?? '';
      if (target === '/large') {
        await sink.write(bytes('HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n'));
        await sink.write(new Uint8Array(5_000_000));
      } else if (target === '/chunks')
        await sink.write(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n'));
      else await sink.write(bytes('HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nnope\n'));
      await sink.end();
    });
    const forward = await agent.net.forward({ protocol: 'tcp', host: '0.0.0.0', port: 0, to: { host: '10.9.0.3', port: 8000 } });
    const url = `http://localhost:${forward.port}`;
    assert.equal((await native.run({ argv: ['curl', '-s', `${url}/chunks`] })).stdout, 'one two');
    const large = await native.run({ argv: ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code} %{size_download}', `${url}/large`] });
    assert.equal(large.stdout, '200 5000000');
    const missing = await native.run({ argv: ['curl', '-sSf', `${url}/missing`] });
    assert.deepEqual(missing, { stdout: '', stderr: 'curl: (22) The requested URL returned error: 404\n', exit: { code: 22 } });
    const taken = agent.net.forward({ protocol: 'tcp', host: '0.0.0.0', port: forward.port, to: { host: '10.9.0.3', port: 1 } });
    await assert.rejects(taken, failsWith('EADDRINUSE'));
    forward.dispose();
    const closed = await native.run({ argv: ['curl', '-s', '-S', url] });
    assert.match(closed.stderr, /^curl: \(7\) Failed to connect to localhost port \d+ after \d+ ms: Couldn't connect to server\n$/);
    assert.deepEqual(closed.exit, { code: 7 });
    server.dispose();
  });

  test('a published UDP port, answers and all', async () => {
    const { agent, env } = native;
    const echo = `const s = require('node:dgram').createSocket('udp4');
      s.on('message', (m, from) => s.send(m, from.port, from.address)).bind(9000, () => console.log('ready'));`;
    const server = await agent.spawn({ argv: [process.execPath, '-e', echo], env, cwd: '/', namespaces: { net: { name: 'one' } } });
    for await (const _ of server.stdout) break;
    const forward = await agent.net.forward({ protocol: 'udp', host: '127.0.0.1', port: 0, to: { host: '10.9.0.2', port: 9000 } });
    const ask = `const s = require('node:dgram').createSocket('udp4');
      s.on('message', (m) => { console.log(String(m)); s.close(); }).send('ping', ${forward.port}, '127.0.0.1');`;
    for (let i = 0; i < 3; i++) assert.equal((await native.run({ argv: [process.execPath, '-e', ask] })).stdout, 'ping\n');
    forward.dispose();
    await server.signal(9);
    await server.exit;
  });
});
