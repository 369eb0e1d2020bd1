import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openRoot } from '../../engine/image/root.ts';
import { type Docker, dockerRoot, startDocker } from '../support/docker.ts';
import { type Registry, startRegistry, whyNoRegistry } from '../support/registry.ts';
import { Host } from './bench.ts';

describe('a registry between us and a real Docker', { skip: whyNoDocker() || whyNoRegistry() }, () => {
  let docker: Docker;
  let registry: Registry;
  before(async () => {
    docker = await startDocker();
    registry = await startRegistry({ inside: docker.inside });
  });
  after(async () => {
    await registry?.close();
    await docker?.close();
  });
  const run = (...words: string[]) =>
    execFileSync(path.join(docker.root, 'usr/bin/docker'), ['--host', docker.host, ...words], { encoding: 'utf8' });

  it('what we push, it runs; what it pushes, we have', async () => {
    const here = await Host.open();
    await here.pull('busybox:latest');
    const ours = `${registry.host}/from/us:1`;
    await here.images.tag('busybox', ours);
    await here.push(ours);
    const { id } = here.images.resolve('busybox');

    const pulled = run('pull', ours);
    assert.match(pulled, new RegExp(`Status: Downloaded newer image for ${ours}`));
    assert.equal(run('image', 'inspect', '--format', '{{.Id}}', ours).trim(), id);
    assert.equal(run('run', '--rm', '--network', 'none', ours, 'echo', 'it runs'), 'it runs\n');

    const theirs = `${registry.host}/from/it:2`;
    run('run', '--name', 'made', '--network', 'none', ours, 'sh', '-c', 'echo written > /there; rm /bin/vi');
    run('commit', '--change', 'LABEL from=it', 'made', theirs);
    const pushed = run('push', theirs);
    assert.match(pushed, /Mounted from from\/us/);
    await here.pull(theirs);
    const image = here.images.resolve(theirs);
    assert.equal(image.id, run('image', 'inspect', '--format', '{{.Id}}', theirs).trim());
    assert.deepEqual(
      image.layers.map(({ diffID }) => diffID),
      JSON.parse(run('image', 'inspect', '--format', '{{json .RootFS.Layers}}', theirs)),
    );
    assert.equal(image.config.config?.Labels?.from, 'it');
    const root = await openRoot(here.images, image);
    const file = root.lookup('/there');
    assert.ok(file);
    assert.equal(new TextDecoder().decode(await root.open(file).read(0, 100)), 'written\n');
    assert.equal(root.lookup('/bin/vi'), undefined);

    // Both write the same manifest for what both have: the digest under which it is known is one.
    await here.images.tag(theirs, `${registry.host}/from/us:2`);
    assert.ok((await here.push(`${registry.host}/from/us:2`)).some((line) => /: (Layer already exists|Mounted from .*)$/.test(line)));
  });
});

function whyNoDocker(): string | false {
  try {
    dockerRoot();
    return false;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
