import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isKind } from '../../engine/base/errors.ts';
import type { Engine } from '../../engine/hosts/engine.ts';
import { startNodeEngine } from '../../engine/hosts/node/engine.ts';
import type { Insight, MergedEntry } from '../../engine/insight/insight.ts';
import { temporaryFolder } from '../support/drydock.ts';
import { type Model, readModel } from './layer-model.ts';
import { shell } from './shell.ts';

const dockerfile = `FROM nginx
RUN rm /usr/share/nginx/html/50x.html && echo changed > /usr/share/nginx/html/index.html
RUN mkdir -p /data/a/sub /data/b && echo 1 > /data/a/one && echo 22 > /data/a/two && echo 55555 > /data/a/sub/five && \\
    echo 333 > /data/b/three && ln /data/a/two /data/b/two-again && ln -s a/one /data/link && mkfifo /data/fifo
RUN rm -rf /data/a && mkdir /data/a && echo 4444 > /data/a/four && echo 1.1 > /data/a/one
ENV COLOUR=blue
COPY hello /srv/hello
RUN rm /data/b/two-again && chmod 600 /srv/hello && ln -s /data /srv/alias && rm /data/fifo && mkdir /data/fifo
`;

describe('insight on the real guest', () => {
  let engine: Engine;
  let insight: Insight;
  let close: () => Promise<void>;
  let model: Model;
  const run = (command: string) => shell(engine, command);
  before(async () => {
    ({ engine, close } = await startNodeEngine({}));
    insight = engine.insight;
    await engine.ready;
    await run(
      `docker pull -q nginx && mkdir /tmp/app && cd /tmp/app && echo hello > hello && cat > Dockerfile <<'END'\n${dockerfile}END\ndocker build -q -t app .`,
    );
    model = await readModel(await engine.docker.images.save(['app']));
  });
  after(() => close());

  test('layers: each entry as `docker save` has it, and what it does to those below', async () => {
    const image = await insight.image('app');
    assert.equal(image.layers.length, model.layers.length);
    for (const [at, layer] of model.layers.entries()) {
      const entries = await insight.layer('app', at);
      const below = model.views[at - 1] ?? new Map();
      const expected = [...layer.files.values()].map((file) => {
        const lower = below.get(file.path)?.file;
        const isFolder = file.kind === 'directory' && lower?.kind === 'directory';
        const replaced = layer.opaque.has(file.path) || [...layer.opaque].some((path) => file.path.startsWith(`${path}/`));
        const isUnchanged = isFolder && !replaced && lower.mode === file.mode && lower.owner === file.owner;
        const change = lower === undefined ? 'added' : isUnchanged ? 'unchanged' : 'changed';
        return `${change} ${file.kind} ${file.size} ${file.mode.toString(8)} ${file.path} ${file.target}`;
      });
      for (const path of layer.removed) {
        const lower = below.get(path)?.file;
        expected.push(`removed ${lower?.kind ?? 'file'} 0 ${(lower?.mode ?? 0).toString(8)} ${path} `);
      }
      const told = entries.map(
        (entry) => `${entry.change} ${entry.kind} ${entry.size} ${entry.mode.toString(8)} ${entry.path} ${entry.target ?? ''}`,
      );
      assert.deepEqual([...told].sort(), expected.sort(), `layer ${at}`);
      assert.deepEqual(
        entries.filter(({ opaque }) => opaque).map(({ path }) => path),
        [...layer.opaque],
      );
      const { counts, hides, size } = image.layers[at] ?? assert.fail();
      const count = (change: string) => entries.filter((entry) => entry.change === change).length;
      assert.deepEqual(counts, { added: count('added'), changed: count('changed'), removed: count('removed') });
      assert.equal(
        hides,
        entries.reduce((sum, entry) => sum + entry.hides, 0),
      );
      // Docker counts a link's target too.
      const inodes = new Set([...layer.files.values()].map(({ inode, target }) => (target === '' ? inode : { size: target.length })));
      assert.equal(
        size,
        [...inodes].reduce((sum, inode) => sum + inode.size, 0),
      );
      // Of a file with several names only the first one told counts.
      const once = entries.filter(({ kind, linked }) => kind === 'file' && !linked);
      const files = new Set([...layer.files.values()].filter(({ target }) => target === '').map(({ inode }) => inode));
      assert.equal(
        once.reduce((sum, entry) => sum + entry.size, 0),
        [...files].reduce((sum, inode) => sum + inode.size, 0),
      );
    }
    assert.equal(image.wasted, model.wasted);
    assert.ok(image.wasted > 0);
  });

  test('steps: history beside its layers; layers that other images stand on too', async () => {
    const image = await insight.image('app');
    const nginx = await insight.image('nginx');
    const history = (await run('docker history --no-trunc --format "{{.CreatedBy}}" app')).trim().split('\n').reverse();
    assert.deepEqual(
      [...image.beginning, ...image.layers.flatMap(({ steps }) => steps)].map(({ createdBy }) => createdBy),
      history,
    );
    assert.ok(image.layers.every(({ steps }) => steps[0]?.empty === false && steps.slice(1).every(({ empty }) => empty)));
    const shared = image.layers.filter(({ sharedBy }) => sharedBy.includes(nginx.id)).map(({ chainID }) => chainID);
    assert.deepEqual(
      shared,
      nginx.layers.map(({ chainID }) => chainID),
    );
    assert.ok(nginx.layers.every(({ sharedBy }) => sharedBy.includes(image.id)));
  });

  test('folders: what `find` sees in a container, each name from the layer that has it', async () => {
    const own = new Set(['/.dockerenv', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/mtab']);
    const mounted = /^\/(dev|proc|sys)(\/|$)/;
    const found = (await run(`docker run --rm app find / -xdev -printf '%y %m %P %l\\n'`)).replace(/\n$/, '').split('\n');
    const expected = found
      .map((line) => line.split(' '))
      .filter(([, , path = '']) => path !== '' && !own.has(`/${path}`) && !mounted.test(`/${path}`));
    const seen: string[][] = [];
    const letters = { file: 'f', directory: 'd', symlink: 'l', fifo: 'p', device: 'c' };
    const walk = async (folder: string): Promise<void> => {
      for (const entry of await insight.folder({ image: 'app' }, folder || '/')) {
        const path = `${folder}/${entry.name}`;
        if (own.has(path) || mounted.test(path)) continue;
        seen.push([letters[entry.kind], entry.mode.toString(8), path.slice(1), entry.target ?? '']);
        checkOrigin(path, entry);
        if (entry.kind === 'directory') await walk(path);
      }
    };
    const checkOrigin = (path: string, entry: MergedEntry) => {
      const known = model.views.at(-1)?.get(path);
      assert.deepEqual([entry.from, entry.size], [known?.layer, known?.file.size], path);
    };
    await walk('');
    const text = (lines: readonly string[][]) => lines.map((line) => line.join(' ')).sort();
    assert.deepEqual(text(seen), text(expected));
    const html = await insight.folder({ image: 'app' }, '/usr/share/nginx/html');
    assert.deepEqual(
      html.map(({ name, from, hidden }) => [name, from, hidden.length]),
      [['index.html', model.layers.length - 5, 1]],
    );
    assert.deepEqual(
      (await insight.folder({ image: 'app' }, '/srv/alias/a')).map(({ name }) => name),
      ['four', 'one'],
    );
    await assert.rejects(insight.folder({ image: 'app' }, '/nowhere'), (error) => isKind(error, 'notFound'));
  });

  test('which layer answers: for every path that any layer has', async () => {
    const last = model.views.at(-1) ?? assert.fail();
    const paths = new Set(model.layers.slice(1).flatMap(({ files, removed }) => [...files.keys(), ...removed]));
    for (const path of paths) {
      const answer = await insight.which({ image: 'app' }, path);
      const known = last.get(path);
      assert.deepEqual(
        [answer.path, answer.from, answer.kind, answer.size],
        [path, known?.layer, known?.file.kind, known?.file.size],
        path,
      );
      if (known !== undefined) continue;
      const taker = model.views.findIndex(
        (_, at) => model.views[at - 1]?.has(path) && model.views.slice(at).every((later) => !later.has(path)),
      );
      assert.equal(answer.deletedBy, taker, path);
    }
    const base = model.layers.length - 5;
    const index = await insight.which({ image: 'app' }, '/usr/share/nginx/html/index.html');
    assert.deepEqual(index.hides, [
      { layer: base - 1, size: model.views[base - 1]?.get('/usr/share/nginx/html/index.html')?.file.size, kind: 'file' },
    ]);
    assert.match(index.step?.createdBy ?? '', /^RUN .*50x/);
    const linked = await insight.which({ image: 'app' }, '/srv/alias/../srv/alias/a/one');
    assert.deepEqual([linked.path, linked.from], ['/data/a/one', base + 2]);
    const gone = await insight.which({ image: 'app' }, '/data/a/sub/five');
    assert.deepEqual([gone.from, gone.deletedBy, gone.hides], [undefined, base + 2, [{ layer: base + 1, size: 6, kind: 'file' }]]);
    assert.deepEqual(await insight.which({ image: 'app' }, '/never/was'), { path: '/never/was', hides: [] });
    assert.equal((await insight.which({ image: 'app' }, '/data/link')).target, 'a/one');
  });

  test('text: of the layer that answers, of one that is hidden, of none', async () => {
    const of = { image: 'app' };
    assert.deepEqual(await insight.text(of, '/srv/alias/link'), { text: '1.1\n', cut: false, binary: false });
    assert.equal((await insight.text(of, '/data/a/one', model.layers.length - 4)).text, '1\n');
    const library = await insight.text(of, '/bin/bash');
    assert.deepEqual(library, { text: '', cut: true, binary: true });
    await assert.rejects(insight.text(of, '/data/a/two'), (error) => isKind(error, 'notFound'));
  });

  test('compare: by what the files are', async () => {
    const { shared, entries, sharedBytes } = await insight.compare('nginx', 'app');
    const [one, other] = [model.views[model.layers.length - 6], model.views.at(-1)] as const;
    assert.ok(one !== undefined && other !== undefined);
    const expected: string[] = [];
    for (const path of new Set([...one.keys(), ...other.keys()])) {
      const [a, b] = [one.get(path)?.file, other.get(path)?.file];
      const same = a && b && ['kind', 'size', 'mode', 'owner', 'target', 'content'].every((key) => a[key as 'kind'] === b[key as 'kind']);
      if (!same)
        expected.push(
          `${a === undefined ? 'onlyInOther' : b === undefined ? 'onlyInOne' : 'differs'} ${path} ${a?.size ?? 0} ${b?.size ?? 0}`,
        );
    }
    assert.deepEqual(entries.map(({ change, path, sizes }) => `${change} ${path} ${sizes.join(' ')}`).sort(), expected.sort());
    const nginx = await insight.image('nginx');
    assert.deepEqual([shared, sharedBytes], [nginx.layers.length, nginx.layers.reduce((sum, { size }) => sum + size, 0)]);
    assert.deepEqual((await insight.compare('app', 'app')).entries, []);
  });

  test('commands are told when they have ended', async () => {
    const told: string[] = [];
    const listening = engine.onCommand.on(({ argv, exitCode, cwd, started, ended }) => {
      assert.ok(started <= ended);
      told.push(`${cwd} ${argv.join(' ')} ${exitCode}`);
    });
    await run('cd /tmp; docker ps -q > /dev/null; docker inspect nothing > /dev/null 2>&1 || true');
    listening.dispose();
    assert.deepEqual(told, ['/tmp ps -q 0', '/tmp inspect nothing 1']);
  });
});

describe('the writable layer on the real guest', () => {
  const letters = { added: 'A', changed: 'C', removed: 'D' };
  const written = async (engine: Engine, name: string) =>
    (await engine.insight.writable(name)).entries.map(({ change, path }) => `${letters[change]} ${path}`);
  const diff = async (engine: Engine, name: string) => (await shell(engine, `docker diff ${name}`)).trim().split('\n');

  test('running, paused, stopped and after a reload, as `docker diff` has it', async (context) => {
    const store = temporaryFolder(context, 'insight');
    let host = await startNodeEngine({ store });
    context.after(() => host.close());
    let { engine } = host;
    await engine.ready;
    const change =
      'echo hi > /usr/share/nginx/html/index.html; rm /etc/nginx/nginx.conf; rm -rf /usr/share/nginx/modules-available /var/log/nginx; ' +
      'mkdir /var/log/nginx /new; head -c 100000 /dev/zero > /new/big; ln /new/big /new/again; chmod 700 /home; ln -s big /new/soft';
    await shell(
      engine,
      `docker volume create vol && docker run -d --name web -v vol:/data -v /tmp:/mnt/host nginx sleep 1000 && docker exec web sh -c '${change}'`,
    );
    const size = 100_000 + 'hi\n'.length;
    const check = async (state: string) => {
      assert.deepEqual(await written(engine, 'web'), await diff(engine, 'web'), state);
      const { entries, size: total, image, container } = await engine.insight.writable('web');
      assert.equal(total, size, state);
      const { Id, Image } = await engine.docker.containers.inspect('web');
      assert.deepEqual([container, image], [Id, Image]);
      const of = (path: string) => entries.find((entry) => entry.path === path);
      const lower = await engine.insight.which({ image: 'nginx' }, '/usr/share/nginx/html/index.html');
      assert.deepEqual(of('/usr/share/nginx/html/index.html')?.origin, { layer: lower.from, size: lower.size });
      assert.equal(of('/new/big')?.origin, undefined);
      assert.deepEqual([of('/new/again')?.size, of('/new/soft')?.kind], [100_000, 'symlink']);
      assert.deepEqual([of('/etc/nginx/nginx.conf')?.change, of('/etc/nginx/nginx.conf')?.kind], ['removed', 'file']);
      const web = { container: 'web' };
      assert.deepEqual(await engine.insight.text(web, '/usr/share/nginx/html/index.html'), { text: 'hi\n', cut: false, binary: false });
      assert.match((await engine.insight.text(web, '/usr/share/nginx/html/index.html', Number(lower.from))).text, /Welcome to nginx/);
      const deleted = await engine.insight.which(web, '/etc/nginx/nginx.conf');
      assert.deepEqual([deleted.deletedBy, deleted.hides.length], ['writable', 1]);
      assert.equal((await engine.insight.which(web, '/var/log/nginx/access.log')).deletedBy, 'writable');
      assert.deepEqual((await engine.insight.which(web, '/data/x')).mount, { destination: '/data', source: 'vol' });
      assert.deepEqual((await engine.insight.which(web, '/mnt/host')).mount, { destination: '/mnt/host', source: '/tmp' });
      assert.equal((await engine.insight.which(web, '/etc/hosts')).mount?.destination, '/etc/hosts');
      const folder = await engine.insight.folder(web, '/new');
      assert.deepEqual(
        folder.map(({ name, from, size: bytes }) => [name, from, bytes]),
        [
          ['again', 'writable', 100_000],
          ['big', 'writable', 100_000],
          ['soft', 'writable', 0],
        ],
      );
      await assert.rejects(engine.insight.folder(web, '/data'), (error) => isKind(error, 'conflict'));
    };
    await check('running');
    await shell(engine, 'docker pause web');
    await check('paused');
    await shell(engine, 'docker unpause web && docker stop -t 1 web');
    await check('stopped');
    await host.close();
    host = await startNodeEngine({ store });
    engine = host.engine;
    await engine.ready;
    await check('stopped, after a reload');
    await shell(engine, 'docker rm web');
    await assert.rejects(engine.insight.writable('web'), /No such container: web/);
    const { entries } = await engine.insight.writable((await shell(engine, 'docker create --name idle nginx')).trim());
    assert.deepEqual(entries, []);
  });
});
