import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import Docker from 'dockerode';
import { readTar } from '../../engine/tar/reader.ts';
import { writeTar } from '../../engine/tar/writer.ts';
import { type Served, startServed } from './served.ts';

/** A client that others wrote, over TCP: what it takes for granted holds. */

let served: Served;
let docker: Docker;

before(async () => {
  served = await startServed();
  docker = new Docker({ host: '127.0.0.1', port: served.port });
  await follow(await docker.pull('busybox'));
});
after(() => served.close());

const follow = (stream: NodeJS.ReadableStream): Promise<Array<Record<string, unknown>>> =>
  new Promise((resolve, reject) => docker.modem.followProgress(stream, (error, messages) => (error ? reject(error) : resolve(messages))));

function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  async function* entries() {
    for (const [name, content] of Object.entries(files)) {
      const data = Buffer.from(content);
      yield {
        header: { type: 'file' as const, name, size: data.length, mode: 0o644, uid: 0, gid: 0, mtime: 1_700_000_000 },
        content: (async function* () {
          yield data;
        })(),
      };
    }
  }
  return buffer(writeTar(entries() as never));
}

/** Both streams of a container without a terminal. */
async function demultiplexed(stream: NodeJS.ReadWriteStream | NodeJS.ReadableStream): Promise<{ stdout: string; stderr: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream as NodeJS.ReadWriteStream, out, err);
  const finished = once(stream, 'end').then(() => {
    out.end();
    err.end();
  });
  const [stdout, stderr] = await Promise.all([text(out), text(err), finished]);
  return { stdout, stderr };
}

const refusedWith = (statusCode: number, reason: RegExp) => (error: unknown) => {
  const { statusCode: status, message } = error as { statusCode: number; message: string };
  assert.equal(status, statusCode);
  assert.match(message, reason);
  return true;
};

test('system: ping, version, info, df', async () => {
  assert.equal((await docker.ping()).toString(), 'OK');
  assert.equal((await docker.version()).ApiVersion, '1.50');
  assert.equal((await docker.info()).Driver, 'overlay2');
  assert.ok(((await docker.df()) as { LayersSize: number }).LayersSize > 0);
});

test('run gives output and status; errors have their status and sentence', async () => {
  const sink = new PassThrough();
  const output = text(sink);
  const [{ StatusCode }, container] = (await docker.run('busybox', ['sh', '-c', 'echo out; exit 3'], sink)) as [
    { StatusCode: number },
    Docker.Container,
  ];
  assert.equal(StatusCode, 3);
  // The stream ends with the program's output, which may come after the status.
  assert.equal(await output, 'out\r\n');
  await container.remove();
  await assert.rejects(container.inspect(), refusedWith(404, /No such container/));
  await assert.rejects(docker.createContainer({ Image: 'nope' }), refusedWith(404, /No such image: nope:latest/));
  await assert.rejects(docker.getVolume('nope').inspect(), refusedWith(404, /no such volume/));
});

test('attach with an upgrade: input, its end, both outputs', async () => {
  const container = await docker.createContainer({
    Image: 'busybox',
    Cmd: ['sh', '-c', 'cat; echo bad >&2; wc -c < /etc/hostname >/dev/null'],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
  });
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
  const output = demultiplexed(stream);
  await container.start();
  stream.write('one\n');
  stream.end('two\n');
  assert.deepEqual(await output, { stdout: 'one\ntwo\n', stderr: 'bad\n' });
  assert.equal(((await container.wait()) as { StatusCode: number }).StatusCode, 0);
  await container.remove();
});

test('attach without an upgrade: the request is the input, the answer the output', async () => {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['head', '-n1'], OpenStdin: true, StdinOnce: true });
  const outgoing = request(`http://127.0.0.1:${served.port}/containers/${container.id}/attach?stream=1&stdin=1&stdout=1`, {
    method: 'POST',
  });
  outgoing.flushHeaders();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  assert.equal(answer.statusCode, 200);
  await container.start();
  outgoing.write('one\n');
  assert.equal((await demultiplexed(answer)).stdout, 'one\n');
  outgoing.end();
  await container.remove({ force: true });
});

test('exec, with and without a terminal', async () => {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sleep', '1000'], name: 'exec' });
  await container.start();
  const plain = await container.exec({
    Cmd: ['sh', '-c', 'read a; echo got $a; exit 4'],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await plain.start({ hijack: true, stdin: true });
  stream.end('it\n');
  assert.equal((await demultiplexed(stream)).stdout, 'got it\n');
  assert.equal((await plain.inspect()).ExitCode, 4);

  const tty = await container.exec({ Cmd: ['tty'], AttachStdout: true, Tty: true });
  assert.match(await text((await tty.start({ Tty: true })) as Readable), /^\/dev\/pts\/\d+\r\n$/);

  const detached = await container.exec({ Cmd: ['touch', '/made'] });
  await detached.start({ Detach: true });
  const changes = async () => ((await container.changes()) as Array<{ Path: string }>).map(({ Path }) => Path);
  while (!(await changes()).includes('/made')) await new Promise((resolve) => setImmediate(resolve));
  await container.remove({ force: true });
});

test('logs: as one, and followed to their end', async () => {
  const container = await docker.createContainer({
    Image: 'busybox',
    Cmd: ['sh', '-c', 'echo a; read x; echo b'],
    OpenStdin: true,
    StdinOnce: true,
  });
  await container.start();
  const followed = demultiplexed(await container.logs({ follow: true, stdout: true, stderr: true }));
  const stream = await container.attach({ stream: true, stdin: true, hijack: true });
  stream.end('x\n');
  assert.equal((await followed).stdout, 'a\nb\n');
  const logs = (await container.logs({ stdout: true, tail: 1 })) as Buffer;
  assert.equal(logs.subarray(8).toString(), 'b\n');
  await container.remove();
});

test('stats stream until the client leaves; top, inspect, pause, rename, update, kill, restart', async () => {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sleep', '1000'], name: 'busy' });
  await container.start();
  const stats = (await container.stats({ stream: true })) as Readable;
  const [first] = (await once(stats, 'data')) as [Buffer];
  assert.ok(JSON.parse(first.toString()).memory_stats.usage > 0);
  stats.destroy();
  assert.deepEqual((await container.top()).Titles.at(-1), 'CMD');
  await container.pause();
  assert.equal((await container.inspect()).State.Status, 'paused');
  await container.unpause();
  await container.rename({ name: 'busier' });
  assert.equal((await docker.listContainers({ filters: { name: ['busier'] } })).length, 1);
  await container.update({ Memory: 64 << 20, MemorySwap: 128 << 20 });
  assert.equal((await container.inspect()).HostConfig.Memory, 64 << 20);
  await container.restart({ t: 0 });
  await assert.rejects(container.start(), refusedWith(304, /already started/));
  const waiting = container.wait();
  await container.kill();
  assert.equal(((await waiting) as { StatusCode: number }).StatusCode, 137);
  await container.remove();
});

test('events reach a client while they happen', async () => {
  const events = (await docker.getEvents({ filters: { type: ['container'], event: ['create', 'destroy'] } })) as Readable;
  const seen: string[] = [];
  const both = new Promise<void>((resolve) => {
    events.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().trim().split('\n')) seen.push(JSON.parse(line).Action);
      if (seen.length === 2) resolve();
    });
  });
  const container = await docker.createContainer({ Image: 'busybox' });
  await container.remove();
  await both;
  assert.deepEqual(seen, ['create', 'destroy']);
  (events as PassThrough).destroy();
});

test('archives go in and come out', async () => {
  const container = await docker.createContainer({ Image: 'busybox' });
  await container.putArchive(await tarOf({ 'in.txt': 'content\n' }), { path: '/tmp' });
  const names: string[] = [];
  for await (const { header, content } of readTar((await container.getArchive({ path: '/tmp/in.txt' })) as Readable)) {
    names.push(header.name);
    assert.equal(await text(content), 'content\n');
  }
  assert.deepEqual(names, ['in.txt']);
  const { headers } = (await container.infoArchive({ path: '/tmp' })) as unknown as { headers: Record<string, string> };
  assert.equal(JSON.parse(Buffer.from(headers['x-docker-container-path-stat'] ?? '', 'base64').toString()).name, 'tmp');
  await container.remove();
});

test('images: list, inspect, history, tag, save and load, build from a tar, commit, remove, prune', async () => {
  const image = docker.getImage('busybox');
  const { Id } = await image.inspect();
  assert.ok((await docker.listImages()).some((item) => item.Id === Id));
  assert.ok((await image.history()).length > 0);
  await image.tag({ repo: 'copy', tag: '1' });
  const saved = await buffer((await docker.getImage('copy:1').get()) as Readable);
  await docker.getImage('copy:1').remove();
  await assert.rejects(docker.getImage('copy:1').inspect(), refusedWith(404, /No such image: copy:1/));
  await text((await docker.loadImage(saved as unknown as NodeJS.ReadableStream)) as Readable);
  assert.equal((await docker.getImage('copy:1').inspect()).Id, Id);

  const context = await tarOf({ Dockerfile: 'FROM busybox\nCOPY a /a\nRUN cat /a > /b\nLABEL l=1\n', a: 'content\n' });
  const messages = await follow(await docker.buildImage(context as unknown as NodeJS.ReadableStream, { t: 'built' }));
  const built = messages.map(({ aux }) => (aux as { ID?: string } | undefined)?.ID).find((id) => id !== undefined);
  assert.equal((await docker.getImage('built').inspect()).Id, built);

  const container = await docker.createContainer({ Image: 'built', Cmd: ['true'] });
  await container.commit({ repo: 'committed', comment: 'c' });
  assert.equal((await docker.getImage('committed').inspect()).Comment, 'c');
  // What the image shall say goes before the container's own, and changes are made to that.
  const asked = await docker.createContainer({ Image: 'built', Cmd: ['true'], Env: ['A=1', 'B=2'], Labels: { own: '1' } });
  const { Id: merged } = await new Promise<{ Id: string }>((resolve, reject) =>
    docker.modem.dial(
      {
        path: '/commit?',
        method: 'POST',
        options: {
          _query: { container: asked.id, changes: 'ENV C=4' },
          _body: { Env: ['A=9', 'C=3'], Labels: { l: '2' }, ExposedPorts: { '90/tcp': {} }, Healthcheck: { Test: ['NONE'] } },
        },
        statusCodes: { 201: true },
      },
      (error, data) => (error ? reject(error) : resolve(data as { Id: string })),
    ),
  );
  const { Config } = await docker.getImage(merged).inspect();
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  assert.deepEqual(Config.Env, ['A=9', 'C=4', 'B=2', path]);
  assert.deepEqual([Config.Labels.l, Config.Labels.own, Config.Cmd], ['2', '1', ['true']]);
  assert.deepEqual([Config.ExposedPorts, Config.Healthcheck], [{ '90/tcp': {} }, { Test: ['NONE'] }]);
  await asked.remove();
  await docker.getImage(merged).remove();
  await container.remove();
  await docker.getImage('committed').remove();
  await docker.pruneImages({ filters: { dangling: ['false'] } });
  await assert.rejects(docker.getImage('built').inspect(), refusedWith(404, /No such image/));
});

test('volumes and networks: create, list, inspect, connect, remove, prune', async () => {
  await follow(await docker.pull('busybox'));
  await docker.createVolume({ Name: 'kept', Labels: { a: 'b' } });
  assert.equal((await docker.listVolumes({ filters: { label: ['a=b'] } })).Volumes.length, 1);
  assert.equal((await docker.getVolume('kept').inspect()).Driver, 'local');
  const network = await docker.createNetwork({ Name: 'lan', Labels: { a: 'b' } });
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sleep', '1000'], HostConfig: { Binds: ['kept:/kept'] } });
  await container.start();
  await network.connect({ Container: container.id, EndpointConfig: { Aliases: ['other'] } });
  assert.equal(Object.keys((await network.inspect()).Containers ?? {}).length, 1);
  await assert.rejects(network.remove(), refusedWith(403, /has active endpoints/));
  await assert.rejects(docker.getVolume('kept').remove(), refusedWith(409, /volume is in use/));
  await network.disconnect({ Container: container.id });
  await container.remove({ force: true });
  await docker.getVolume('kept').remove();
  assert.deepEqual((await docker.pruneNetworks()).NetworksDeleted, ['lan']);
  await docker.pruneVolumes();
  await docker.pruneContainers();
});
