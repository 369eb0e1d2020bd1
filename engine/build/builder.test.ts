import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BuildBench, type Outcome } from '../../test/build/bench.ts';
import { cannotRun } from '../../test/build/native-run.ts';
import { BuildCache } from './cache.ts';

/** Names of the steps, with `CACHED` and errors, as the plain progress shows them. */
function shown({ vertexes }: Outcome): string[] {
  return vertexes.map(({ name, cached, error }) => `${cached ? 'CACHED ' : ''}${name}${error === undefined ? '' : `: ${error}`}`);
}

function steps(outcome: Outcome): string[] {
  return shown(outcome).filter((line) => !line.includes('[internal]') && !line.endsWith('exporting to image'));
}

describe('progress', () => {
  test('is that of BuildKit, in its order', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n' });
    const outcome = await bench.build(
      'FROM bb\nWORKDIR /w\nCOPY a .\nCOPY <<EOF /e\nx\nEOF',
      { a: '1' },
      { tags: ['one', 'x.example/two:3'] },
    );
    assert.deepEqual(shown(outcome), [
      '[internal] load build definition from Dockerfile',
      '[internal] load metadata for docker.io/library/bb:latest',
      '[internal] load .dockerignore',
      '[1/4] FROM docker.io/library/bb:latest',
      '[2/4] WORKDIR /w',
      '[internal] load build context',
      '[3/4] COPY a .',
      '[internal] preparing inline document',
      '[4/4] COPY <<EOF /e',
      'exporting to image',
    ]);
    const statuses = outcome.messages.flatMap((message) =>
      'id' in message && message.id === 'drydock.trace' ? (message.aux.statuses ?? []) : [],
    );
    assert.deepEqual(
      statuses.map((status) => `${status.id} ${status.current}`),
      [
        'transferring dockerfile: 84',
        'transferring context: 2',
        'transferring context: 29',
        'exporting layers 0',
        `writing image ${outcome.id} 0`,
        'naming to docker.io/library/one 0',
        'naming to x.example/two:3 0',
      ],
    );
    assert.equal(bench.image('one').id, outcome.id);
    assert.equal(bench.image('x.example/two:3').id, outcome.id);
    const again = await bench.build('FROM bb\nWORKDIR /w\nCOPY a .\nCOPY <<EOF /e\nx\nEOF', { a: '1' });
    assert.deepEqual(steps(again), [
      '[1/4] FROM docker.io/library/bb:latest',
      'CACHED [2/4] WORKDIR /w',
      'CACHED [3/4] COPY a .',
      'CACHED [4/4] COPY <<EOF /e',
    ]);
    assert.equal(again.id, outcome.id, 'a build from the cache is the same image');
  });

  test('warnings', async () => {
    const bench = await BuildBench.open();
    const outcome = await bench.build(
      'FROM scratch\nENV A 1\nLABEL x=$NAM\nWORKDIR rel\nEXPOSE 80/TCP\nENV DB_PASSWORD=x\nCMD echo\nCMD echo\nCOPY x.log /',
      {
        '.dockerignore': '*.log',
        'x.log': '',
      },
    );
    // They are told before anything is built.
    assert.equal(outcome.warnings.at(-1), 'CopyIgnoredFile: Attempting to Copy file "x.log" that is excluded by .dockerignore (line 9)');
    assert.match(outcome.failure?.message ?? '', /"\/x.log": not found$/);
    const built = await bench.build(
      'FROM scratch\nENV A 1\nLABEL x=$NAM\nWORKDIR rel\nEXPOSE 80/TCP\nENV DB_PASSWORD=x\nCMD echo\nCMD echo',
    );
    assert.deepEqual(built.warnings, [
      'LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format (line 2)',
      "UndefinedVar: Usage of undefined variable '$NAM' (did you mean $A?) (line 3)",
      'WorkdirRelativePath: Relative workdir "rel" can have unexpected results if the base image changes (line 4)',
      "ExposeProtoCasing: Defined protocol '80/TCP' in EXPOSE instruction should be lowercase (line 5)",
      'SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "DB_PASSWORD") (line 6)',
      'JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (line 7)',
      'MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used (line 7)',
      'JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (line 8)',
    ]);
  });
});

describe('cache', () => {
  const dockerfile = 'FROM bb\nCOPY src /src\nENV A=1\nWORKDIR /w\nCOPY . /all';
  const files = { 'src/': '', 'src/a': '1', 'src/b': '2', other: 'x' };

  test('goes by content, not by time', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    await bench.build(dockerfile, files);
    const touched = await bench.build(dockerfile, { ...files, 'src/a': { content: '1', mtime: 5 } });
    assert.deepEqual(
      steps(touched).filter((line) => !line.startsWith('CACHED')),
      ['[1/4] FROM docker.io/library/bb:latest'],
    );
  });

  test('a change makes its step and those after it new, and the reason is told', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    const first = await bench.build(dockerfile, files);
    assert.deepEqual(
      first.notes.map(({ reason }) => reason),
      [{ kind: 'new' }, { kind: 'new' }, { kind: 'new' }],
    );
    const changed = await bench.build(dockerfile, { ...files, other: 'y', added: 'z' });
    assert.deepEqual(steps(changed), [
      'CACHED [1/4] FROM docker.io/library/bb:latest',
      'CACHED [2/4] COPY src /src',
      'CACHED [3/4] WORKDIR /w',
      '[4/4] COPY . /all',
    ]);
    const [, , copy] = changed.notes;
    assert.deepEqual(copy?.reason, { kind: 'files', changed: ['/other'], added: ['/added'], removed: [] });
    const renamed = await bench.build(dockerfile, { 'src/': '', 'src/a': '1', 'src/c': '2', other: 'x' });
    assert.deepEqual(
      renamed.notes.map(({ hit, reason }) => reason ?? hit),
      [{ kind: 'files', changed: [], added: ['/src/c'], removed: ['/src/b'] }, { kind: 'parent' }, { kind: 'parent' }],
    );
    const edited = await bench.build(dockerfile.replace('WORKDIR /w', 'WORKDIR /other'), files);
    assert.deepEqual(
      edited.notes.map(({ hit, reason }) => reason ?? hit),
      [true, { kind: 'instruction', was: 'WORKDIR /w' }, { kind: 'parent' }],
    );
    const mode = await bench.build(dockerfile, { ...files, 'src/a': { content: '1', mode: 0o755 } });
    assert.deepEqual(mode.notes[0]?.reason, { kind: 'files', changed: ['/src/a'], added: [], removed: [] });
  });

  test('--no-cache builds again and is used afterwards', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    await bench.build(dockerfile, files);
    const fresh = await bench.build(dockerfile, files, { noCache: true });
    assert.deepEqual(
      fresh.notes.map(({ reason }) => reason),
      [{ kind: 'disabled' }, { kind: 'disabled' }, { kind: 'disabled' }],
    );
    const again = await bench.build(dockerfile, files);
    assert.equal(again.id, fresh.id);
  });

  test('another base image', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    await bench.build(dockerfile, files);
    await bench.base('bb', { new: 'content' });
    const outcome = await bench.build(dockerfile, files);
    assert.equal(
      outcome.notes.some(({ hit }) => hit),
      false,
    );
  });

  test('COPY --from is found without a look at the files, and by content when its stage was built anew', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    const text = 'FROM bb AS s\nCOPY src /s\nWORKDIR /x\nFROM scratch\nCOPY --from=s /s /t';
    await bench.build(text, files);
    assert.deepEqual(
      (await bench.build(text, files)).notes.map(({ hit }) => hit),
      [true, true, true],
    );
    const moved = await bench.build(text.replace('/x', '/y'), files);
    assert.deepEqual(
      moved.notes.map(({ hit }) => hit),
      [true, false, true],
      'the copied files are the same',
    );
  });

  test('survives a new start, and is given back by prune', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    await bench.build(dockerfile, files);
    const hold = (diffID: `sha256:${string}`) => bench.images.holdLayer(diffID);
    const reopened = await BuildCache.open(bench.images.store, hold);
    assert.deepEqual(
      reopened
        .list()
        .map(({ description }) => description)
        .sort(),
      ['COPY . /all', 'COPY src /src', 'FROM docker.io/library/bb:latest', 'WORKDIR /w'],
    );
    const { keys, bytes, layers } = await reopened.prune({ all: false, inUse: () => false });
    assert.equal(keys.length, 4);
    assert.equal(layers.length, 3);
    assert.equal(bytes, bench.image().size);
    assert.deepEqual((await BuildCache.open(bench.images.store, hold)).list(), []);
  });

  test('a record whose layer is gone is forgotten', async () => {
    const bench = await BuildBench.open();
    await bench.build('FROM scratch\nCOPY other /', files);
    const without = await BuildCache.open(bench.images.store, () => undefined);
    assert.deepEqual(without.list(), []);
  });
});

describe('images', () => {
  test('history is dated: base, first new layer, the layer before', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', {});
    await bench.build('FROM bb\nENV A=1\nCOPY a /\nLABEL b=c\nCOPY b /', { a: '1', b: '2' });
    const history = bench.image().config.history ?? [];
    const times = history.map((line) => line.created);
    assert.equal(times[0], '2026-01-01T00:00:00Z');
    assert.equal(times[1], times[2], 'ENV has the time of the first new layer');
    assert.equal(times[3], times[2], 'LABEL has the time of the layer before');
    assert.equal((times[4] ?? '') > (times[3] ?? ''), true);
    assert.equal(bench.image().config.created, times[4]);
  });

  test('SOURCE_DATE_EPOCH makes two builds one image', async () => {
    const one = await BuildBench.open();
    const two = await BuildBench.open();
    await two.build('FROM scratch\nCOPY a /', { a: 'time passes' });
    const build = (bench: BuildBench) =>
      bench.build('FROM scratch\nCOPY a /d/e\nWORKDIR /w', { a: '1' }, { noCache: true, buildArgs: { SOURCE_DATE_EPOCH: '1700000000' } });
    assert.equal((await build(one)).id, (await build(two)).id);
    assert.equal(one.image().config.created, '2023-11-14T22:13:20Z');
    const wrong = await build.call(undefined, one).then(() => one.build('FROM scratch', {}, { buildArgs: { SOURCE_DATE_EPOCH: 'x' } }));
    assert.match(wrong.failure?.message ?? '', /^failed to solve: invalid SOURCE_DATE_EPOCH: x/);
  });

  test('ONBUILD of an image runs in those built from it, once', async () => {
    const bench = await BuildBench.open();
    await bench.base('tools', { tool: 't' });
    await bench.base('parent', {}, { OnBuild: ['COPY a /a', 'COPY --from=tools /tool /tool', 'LABEL by=trigger'] });
    const outcome = await bench.build('FROM parent\nCOPY b /b', { a: '1', b: '2' });
    assert.deepEqual(steps(outcome), [
      '[1/4] FROM docker.io/library/parent:latest',
      '[2/4] ONBUILD COPY a /a',
      '[3/4] ONBUILD COPY --from=tools /tool /tool',
      '[4/4] COPY b /b',
    ]);
    assert.deepEqual(bench.image().config.config?.Labels, { by: 'trigger' });
    assert.equal(bench.image().config.config?.OnBuild, undefined);
    assert.equal(await bench.read('/tool'), 't');
  });
});

describe('ADD', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'drydock-add-'));
  after(() => rmSync(directory, { recursive: true }));

  /** An archive of GNU tar's. */
  function archive(name: string, flags: string): Uint8Array {
    mkdirSync(path.join(directory, 'in/sub'), { recursive: true });
    writeFileSync(path.join(directory, 'in/sub/f'), 'packed');
    spawnSync('ln', ['-sf', 'sub/f', path.join(directory, 'in/l')]);
    spawnSync('ln', ['-f', path.join(directory, 'in/sub/f'), path.join(directory, 'in/h')]);
    const made = spawnSync('tar', [flags, name, '--sort=name', '--owner=7', '--group=8', '--mode=u=rwX,go=', '-C', 'in', 'sub', 'l', 'h'], {
      cwd: directory,
    });
    assert.equal(made.status, 0, made.stderr.toString());
    return readFileSync(path.join(directory, name));
  }

  test('unpacks local archives', async () => {
    const bench = await BuildBench.open();
    await bench.base('bb', { 'etc/passwd': 'app:x:5:6::/:\n' });
    const files = { 'a.tar': { content: archive('a.tar', '-cf') }, 'a.tgz': { content: archive('a.tgz', '-czf') } };
    const outcome = await bench.build('FROM bb\nADD a.tar /x\nADD --chown=app a.tgz /y/', files);
    assert.equal(outcome.failure, undefined);
    assert.deepEqual(await bench.topLayer(), [
      '0755 5:6 y/',
      '0600 5:6 y/h "packed"',
      '0777 5:6 y/l -> sub/f',
      '0700 5:6 y/sub/',
      '0600 5:6 y/sub/f => y/h',
    ]);
    assert.equal(await bench.read('/x/l'), 'packed');
    await bench.build('FROM bb\nCOPY a.tar /x\nADD --unpack=false a.tgz /y', files);
    assert.equal((await bench.topLayer())[0]?.startsWith('0644 0:0 y'), true, 'COPY never unpacks, nor ADD when told not to');
  });

  test('archives of all compressions are unpacked, what is no archive is copied', async () => {
    const bench = await BuildBench.open();
    for (const flag of ['-cJf', '-cjf', '-czf', '-cf']) {
      await bench.build('FROM scratch\nADD archive /x', { archive: { content: archive('archive', flag) } });
      const packed = await bench.topLayer();
      await bench.build('FROM scratch\nADD archive /x', { archive: { content: archive('archive', '-cf') } });
      assert.deepEqual(packed, await bench.topLayer(), flag);
    }
    await bench.build('FROM scratch\nADD not.tar /x/', { 'not.tar': 'plain text' });
    assert.deepEqual(await bench.topLayer(), ['0755 0:0 x/', '0644 0:0 x/not.tar "plain text"']);
  });

  test('URLs', async () => {
    const served: string[] = [];
    let modified = Date.UTC(2020, 0, 1);
    const get = async (url: string) => {
      served.push(url);
      const status = url.endsWith('/none') ? 404 : 200;
      const body = (async function* () {
        yield new TextEncoder().encode('from the web');
      })();
      return { status, body, lastModified: modified };
    };
    const bench = await BuildBench.open({ fetch: { get } });
    const sum = 'sha256:3a1a2c7e3d1b9b0c8c7bd3b8e7c38c6dc0e5d0ca6a4a6f2a6f1f1d1c0b0a0908';
    const outcome = await bench.build(
      'FROM scratch\nADD http://x.example/a/file.txt http://x.example/ /d/\nADD --chmod=644 http://x.example/b /e',
    );
    assert.equal(outcome.failure, undefined);
    assert.equal(await bench.read('/d/file.txt'), 'from the web');
    assert.equal(await bench.read('/d/__unnamed__'), 'from the web');
    assert.deepEqual(await bench.topLayer(), ['0644 0:0 e "from the web"']);
    assert.equal(served.length, 3, 'each is got once');
    const wrong = await bench.build(`FROM scratch\nADD --checksum=${sum} http://x.example/b /e`);
    assert.match(
      wrong.failure?.message ?? '',
      /^failed to solve: digest mismatch for http:\/\/x\.example\/b: sha256:\w+ \(expected: sha256:3a1a/,
    );
    const again = async () => (await bench.build('FROM scratch\nADD http://x.example/b /e')).vertexes.map((each) => each.cached === true);
    assert.deepEqual(
      [await again(), await again()].map((each) => each.includes(true)),
      [false, true],
    );
    modified += 1000;
    assert.equal((await again()).includes(true), false, 'a download of another time is another one');
    const missing = await bench.build('FROM scratch\nADD http://x.example/none /e');
    assert.equal(missing.failure?.message, 'failed to solve: failed to load cache key: invalid response status 404');
    const git = await bench.build('FROM scratch\nADD https://x.example/a.git /e');
    assert.match(git.failure?.message ?? '', /Git repositories cannot be fetched here/);
  });
});

describe('failures', () => {
  test('no Dockerfile, no image, no sense', async () => {
    const bench = await BuildBench.open();
    const none = await bench.build('FROM scratch', {}, { dockerfile: 'other/File' });
    assert.equal(none.failure?.message, 'failed to solve: failed to read dockerfile: open other/File: no such file or directory');
    const image = await bench.build('FROM scratch AS base\nFROM bsae:1', {});
    assert.equal(
      image.failure?.message,
      'failed to solve: bsae:1: failed to resolve source metadata for docker.io/library/bsae:1: docker.io/library/bsae:1: not found',
    );
    assert.deepEqual(image.failure?.range, [{ start: { line: 2 }, end: { line: 2 } }]);
    assert.equal(image.failure?.source?.data, 'FROM scratch AS base\nFROM bsae:1');
    await assert.rejects(bench.build('FROM scratch', {}, { tags: ['UPPER'] }), { message: /must be lowercase/ });
  });

  test('a failing build makes no image and keeps what was done before', async () => {
    const bench = await BuildBench.open();
    const files = { a: '1' };
    const failed = await bench.build('FROM scratch\nCOPY a /a\nCOPY b /b', files);
    assert.match(failed.failure?.message ?? '', /failed to compute cache key: failed to calculate checksum of ref \S+: "\/b": not found$/);
    assert.equal(failed.vertexes.at(-1)?.digest, failed.failure?.vertex);
    assert.deepEqual(bench.images.list(), []);
    const fixed = await bench.build('FROM scratch\nCOPY a /a\nCOPY a /b', files);
    assert.deepEqual(steps(fixed), ['CACHED [1/2] COPY a /a', '[2/2] COPY a /b']);
  });
});

describe('RUN', { skip: cannotRun ?? false }, () => {
  let bench: BuildBench;
  before(async () => {
    bench = await BuildBench.open({ run: true });
    await bench.busybox();
  });
  after(() => bench.close());

  test('output comes as it is written, by stream', async () => {
    const outcome = await bench.build('FROM bb\nRUN echo out; echo err >&2');
    const logs = outcome.messages.flatMap((message) => ('id' in message && message.id === 'drydock.trace' ? (message.aux.logs ?? []) : []));
    assert.deepEqual(logs.map(({ stream, data }) => [stream, data]).sort(), [
      [1, 'out\n'],
      [2, 'err\n'],
    ]);
  });

  test('a failure carries the exit code, and leaves no layer', async () => {
    const layers = async () => (await bench.images.store.blobs.list()).length;
    const before = await layers();
    const outcome = await bench.build('FROM bb\nRUN echo x > /made; exit 42');
    assert.equal(outcome.failure?.code, 42);
    assert.equal(await layers(), before);
  });

  test('cancelled by its signal', async () => {
    const stop = new AbortController();
    const building = bench.build('FROM bb\nRUN echo started; sleep 1000', {}, { signal: stop.signal });
    stop.abort();
    const outcome = await building;
    assert.equal(outcome.failure?.message, 'failed to solve: Canceled: context canceled');
    assert.equal(outcome.id, undefined);
  });

  test('secrets are seen by the step and by nothing else', async () => {
    const secrets = new Map([['key', new TextEncoder().encode('hush')]]);
    const text =
      'FROM bb\nRUN --mount=type=secret,id=key cat /run/secrets/key > /a\nRUN --mount=type=secret,id=key,target=/k,mode=0444 cat /k > /b\nRUN --mount=type=secret,id=key,env=KEY echo $KEY > /c\nRUN --mount=type=secret,id=other true';
    const outcome = await bench.build(text, {}, { secrets });
    assert.equal(outcome.failure, undefined);
    assert.deepEqual([await bench.read('/a'), await bench.read('/b'), await bench.read('/c')], ['hush', 'hush', 'hush\n']);
    assert.equal(await bench.read('/k'), undefined);
    const again = await bench.build(text, {}, { secrets: new Map([['key', new TextEncoder().encode('changed')]]) });
    assert.equal(again.id, outcome.id, 'a secret is no part of the cache key');
  });

  test('cached by command, environment and user', async () => {
    const hits = async (text: string, buildArgs = {}) =>
      (await bench.build(text, {}, { buildArgs })).notes.map(({ hit, reason }) => reason ?? hit);
    await hits('FROM bb\nARG A=1\nRUN echo $A > /cached');
    assert.deepEqual(await hits('FROM bb\nARG A=1\nRUN echo $A > /cached'), [true]);
    assert.deepEqual(await hits('FROM bb\nARG A=1\nRUN echo $A > /cached', { A: '2' }), [{ kind: 'inputs', changed: ['$A'] }]);
    await hits('FROM bb\nENV E=1\nRUN touch /e');
    assert.deepEqual(await hits('FROM bb\nENV E=2\nRUN touch /e'), [{ kind: 'inputs', changed: ['$E'] }]);
    await hits('FROM bb\nENV E=1\nRUN touch /tmp/e');
    assert.deepEqual(await hits('FROM bb\nENV E=1\nUSER app\nRUN touch /tmp/e'), [{ kind: 'inputs', changed: ['user'] }]);
  });

  test('a bind mount of the context is part of the key by its content', async () => {
    const text = 'FROM bb\nRUN --mount=type=bind,source=in,target=/in cat /in/f > /out';
    await bench.build(text, { 'in/': '', 'in/f': '1', other: '1' });
    assert.deepEqual(
      (await bench.build(text, { 'in/': '', 'in/f': '1', other: '2' })).notes.map(({ hit }) => hit),
      [true],
    );
    await bench.build(text, { 'in/': '', 'in/f': '2', other: '2' });
    assert.equal(await bench.read('/out'), '2');
  });
});
