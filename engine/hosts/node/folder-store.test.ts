import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { digestsIn, verifyStore } from '../../store/garbage.ts';
import { openFolderStore } from './folder-store.ts';

const base = mkdtempSync(join(tmpdir(), 'drydock-folder-'));
after(() => rmSync(base, { recursive: true, force: true }));
let count = 0;
const fresh = () => join(base, String(count++));

describe('a folder store', () => {
  it('forgets a commit that was not written to its end, and goes on', async () => {
    const folder = fresh();
    const store = await openFolderStore(folder);
    await store.commit([{ key: 'a', value: 1 }]);
    const whole = statSync(join(folder, 'records')).size;
    await store.commit([
      { key: 'a', value: 2 },
      { key: 'b', value: 2 },
    ]);
    await store.close();
    const journal = readFileSync(join(folder, 'records'));
    for (let size = whole; size < journal.length; size += 3) {
      writeFileSync(join(folder, 'records'), journal);
      truncateSync(join(folder, 'records'), size);
      const torn = await openFolderStore(folder);
      assert.deepEqual(await torn.list(''), [['a', 1]]);
      await torn.commit([{ key: 'c', value: 3 }]);
      await torn.close();
      const again = await openFolderStore(folder);
      assert.deepEqual(await again.list(''), [
        ['a', 1],
        ['c', 3],
      ]);
      await again.close();
    }
  });

  it('cuts off what is damaged at the end of its journal', async () => {
    const folder = fresh();
    const store = await openFolderStore(folder);
    await store.commit([{ key: 'a', value: 1 }]);
    await store.close();
    appendFileSync(join(folder, 'records'), new Uint8Array(100).fill(7));
    const again = await openFolderStore(folder);
    assert.deepEqual(await again.list(''), [['a', 1]]);
    await again.close();
  });

  it('rewrites a journal that has grown', async () => {
    const folder = fresh();
    const store = await openFolderStore(folder);
    for (let i = 0; i < 200; i++) await store.commit([{ key: 'a', value: 'x'.repeat(100) + i }]);
    await store.close();
    const grown = statSync(join(folder, 'records')).size;
    const again = await openFolderStore(folder);
    assert.ok(statSync(join(folder, 'records')).size < grown / 50);
    await again.commit([{ key: 'b', value: 1 }]);
    await again.close();
    const third = await openFolderStore(folder);
    assert.deepEqual(await third.list(''), [
      ['a', `${'x'.repeat(100)}199`],
      ['b', 1],
    ]);
    await third.close();
  });

  it('is open in one process at a time; the lock of a dead one does not count', async () => {
    const folder = fresh();
    const store = await openFolderStore(folder);
    await assert.rejects(openFolderStore(folder), { kind: 'conflict', message: `the store ${folder} is in use by process ${process.pid}` });
    await store.close();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'lock'), String(pid));
    const again = await openFolderStore(folder);
    await again.close();
    assert.equal(existsSync(join(folder, 'lock')), false);
  });

  it('is whole after its process was killed in the middle of writing', async () => {
    const folder = fresh();
    const script = join(base, 'writer.mts');
    writeFileSync(
      script,
      `import { openFolderStore } from ${JSON.stringify(join(import.meta.dirname, 'folder-store.ts'))};
       const store = await openFolderStore(${JSON.stringify(folder)});
       for (let i = 0; ; i++) {
         const { digest } = await store.blobs.put([new Uint8Array(300_000).fill(i & 0xff), new Uint8Array([i >> 8])]);
         await store.commit([{ key: 'image/' + i, value: digest }, { key: 'last', value: i }]);
         if (i === 20) console.log('under way');
       }`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await openFolderStore(folder);
    const last = await store.get<number>('last');
    assert.ok(last !== undefined && last >= 20);
    assert.equal((await store.list('image/')).length, last + 1);
    const { damaged, missing } = await verifyStore(store, digestsIn);
    assert.deepEqual([damaged, missing], [[], []]);
    assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
    await store.close();
  });
});
