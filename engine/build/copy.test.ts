import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BuildBench, contextOf, type Files } from '../../test/build/bench.ts';
import { collect } from '../base/stream.ts';

/** What the golden answers cannot tell: flags that came after BuildKit 0.13. */

const files: Files = {
  'web/': { mode: 0o750, type: 'directory' },
  'web/css/': '',
  'web/css/a.css': 'a',
  'web/js/': { mode: 0o711, type: 'directory' },
  'web/js/a.js': 'j',
  'web/js/lib/': '',
  'web/js/lib/b.js': 'l',
  'doc/': '',
  'doc/a.md': 'm',
  'top.js': 't',
};

async function layer(dockerfile: string, more: Files = {}): Promise<string[]> {
  const bench = await BuildBench.open();
  const { failure } = await bench.build(`FROM scratch\n${dockerfile}`, { ...files, ...more });
  assert.equal(failure?.message, undefined);
  return (await bench.topLayer()).map((line) => line.replace(/^0/, ''));
}

const names = async (dockerfile: string) =>
  (await layer(dockerfile)).map((line) => line.split(' ')[2]).filter((name) => !name?.endsWith('/'));

describe('COPY --parents', () => {
  test('keeps the directories above, as they are', async () => {
    assert.deepEqual(await layer('COPY --parents web/js/a.js /d/'), [
      '755 0:0 d/',
      '750 0:0 d/web/',
      '711 0:0 d/web/js/',
      '644 0:0 d/web/js/a.js "j"',
    ]);
  });

  test('with wild cards, over several directories', async () => {
    assert.deepEqual(await names('COPY --parents */*/a.* /d/'), ['d/web/css/a.css', 'd/web/js/a.js']);
    assert.deepEqual(await names('COPY --parents **/*.js /d/'), ['d/top.js', 'd/web/js/a.js', 'd/web/js/lib/b.js']);
    assert.deepEqual(await names('COPY --parents web/js doc/a.md /d/'), ['d/doc/a.md', 'd/web/js/a.js', 'd/web/js/lib/b.js']);
    assert.deepEqual(await names('COPY --parents none* /d/'), []);
  });

  test('from /./ on', async () => {
    assert.deepEqual(await names('COPY --parents web/./js/lib/b.js /d/'), ['d/js/lib/b.js']);
    assert.deepEqual(await names('COPY --parents w*/./**/a.* /d/'), ['d/css/a.css', 'd/js/a.js']);
  });

  test('a name without wild cards must be there, whoever gives it', async () => {
    const bench = await BuildBench.open();
    const own = await bench.build('FROM scratch\nCOPY --parents web/none /d/', files);
    assert.match(own.failure?.message ?? '', /failed to compute cache key: .*"\/web\/none": not found$/);
    const other = await bench.build('FROM scratch AS s\nCOPY . /\nFROM scratch\nCOPY --from=s --parents web/none /d/', files);
    assert.match(other.failure?.message ?? '', /failed to compute cache key: .*"\/web\/none": not found$/);
  });
});

describe('COPY --exclude', () => {
  test('patterns are relative to the source, and repeat', async () => {
    assert.deepEqual(await names('COPY --exclude=*/*.css --exclude=js/lib web /d/'), ['d/js/a.js']);
    assert.deepEqual(await names('COPY --exclude=**/*.js . /d/'), ['d/Dockerfile', 'd/doc/a.md', 'd/web/css/a.css']);
    assert.deepEqual(await names('ADD --exclude=a.* web/js /d/'), ['d/lib/b.js']);
  });

  test('with exceptions, wild cards in the source, and --parents', async () => {
    assert.deepEqual(await names('COPY --exclude=** --exclude=!js/a.js web /d/'), ['d/js/a.js']);
    assert.deepEqual(await names('COPY --exclude=*.css --exclude=*.md w*/css d* /d/'), []);
    assert.deepEqual(await names('COPY --parents --exclude=**/lib **/*.js /d/'), ['d/top.js', 'd/web/js/a.js']);
  });

  test('what is excluded is no part of the key', async () => {
    const bench = await BuildBench.open();
    const dockerfile = 'FROM scratch\nCOPY --exclude=*.js web/js /d/';
    await bench.build(dockerfile, files);
    const isCached = async (more: Files) =>
      (await bench.build(dockerfile, { ...files, ...more })).vertexes.some(({ name, cached }) => name.includes('COPY') && cached === true);
    assert.deepEqual([await isCached({ 'web/js/a.js': 'changed' }), await isCached({ 'web/js/new.ts': 'new' })], [true, false]);
  });
});

describe('COPY --chmod with symbols', () => {
  test('by class, by what is there, directories apart', async () => {
    assert.deepEqual(await layer('COPY --chmod=u=rwX,go= web /d'), [
      '755 0:0 d/',
      '700 0:0 d/css/',
      '600 0:0 d/css/a.css "a"',
      '700 0:0 d/js/',
      '600 0:0 d/js/a.js "j"',
      '700 0:0 d/js/lib/',
      '600 0:0 d/js/lib/b.js "l"',
    ]);
    assert.deepEqual(await layer('COPY --chmod=a+x,g=u,o-r top.js /'), ['771 0:0 top.js "t"']);
  });

  test('octal only up to 07777', async () => {
    const bench = await BuildBench.open();
    const { failure } = await bench.build('FROM scratch\nCOPY --chmod=999 top.js /', files);
    assert.equal(failure?.message, "failed to solve: invalid chmod parameter: '999'. it should be octal string and between 0 and 07777");
  });
});

describe('ADD --unpack', () => {
  const archive = () => collect(contextOf({ 'in/': '', 'in/f': 'packed' }));
  const shown = async (bench: BuildBench) => (await bench.topLayer()).map((line) => line.split(' ')[2]);

  test('an archive of the context stays one with --unpack=false', async () => {
    const bench = await BuildBench.open();
    await bench.build('FROM scratch\nADD a.tar /x/', { 'a.tar': { content: await archive() } });
    assert.deepEqual(await shown(bench), ['x/', 'x/in/', 'x/in/f']);
    await bench.build('FROM scratch\nADD --unpack=false a.tar /x/', { 'a.tar': { content: await archive() } });
    assert.deepEqual(await shown(bench), ['x/', 'x/a.tar']);
  });

  test('a download stays one without --unpack', async () => {
    const get = async () => ({ status: 200, body: contextOf({ 'in/': '', 'in/f': 'packed' }) });
    const bench = await BuildBench.open({ fetch: { get } });
    await bench.build('FROM scratch\nADD http://x.example/a.tar /x/');
    assert.deepEqual(await shown(bench), ['x/', 'x/a.tar']);
    await bench.build('FROM scratch\nADD --unpack http://x.example/a.tar /x/');
    assert.deepEqual(await shown(bench), ['x/', 'x/in/', 'x/in/f']);
  });
});

describe('COPY --link', () => {
  test('makes the same layer on every base, and is taken from the cache when the base changes', async () => {
    const bench = await BuildBench.open();
    await bench.base('one', { 'd/': { mode: 0o700 }, 'd/old': 'x' });
    await bench.base('two', { d: '-> elsewhere' });
    const first = await bench.build('FROM one\nCOPY --link web/js/a.js /d/', files);
    const top = bench.image().layers.at(-1)?.diffID;
    const second = await bench.build('FROM two\nCOPY --link web/js/a.js /d/', files);
    assert.deepEqual([first.failure, second.failure], [undefined, undefined]);
    assert.equal(bench.image().layers.at(-1)?.diffID, top);
    assert.ok(second.vertexes.some(({ name, cached }) => name.includes('COPY') && cached === true));
    assert.deepEqual(await bench.topLayer(), ['0755 0:0 d/', '0644 0:0 d/a.js "j"']);
    assert.equal(await bench.read('/d/a.js'), 'j');
  });
});
