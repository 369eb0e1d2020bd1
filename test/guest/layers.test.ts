import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { openFolderStore } from '../../engine/hosts/node/folder-store.ts';
import { ImageStore } from '../../engine/image/image-store.ts';
import { openRoot, type RootNode } from '../../engine/image/root.ts';
import { streamBlob } from '../../engine/store/garbage.ts';
import { drydock } from '../support/drydock.ts';

/** One index, two readers: what the guest's kernel mounts and what the engine reads must be the same files. */
it('the guest’s kernel and the engine read the same files from a layer', async (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-layers-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = `
    docker run --rm debian:12-slim sh -c '
      cd /
      find bin etc home lib media mnt opt root sbin srv usr var -exec stat -c "%n|%f|%u|%g|%Y|%s" {} + | grep -v "^etc/\\(hosts\\|hostname\\|resolv.conf\\|mtab\\)|"
      echo ===
      find usr/bin -type f -exec sha256sum {} +'`;
  const { stdout, stderr, exitCode } = await drydock(script, { store: folder });
  assert.equal(exitCode, 0, stderr);
  const [stats = '', sums = ''] = stdout.split('===\n');

  const store = await openFolderStore(folder);
  test.after(() => store.close());
  const images = await ImageStore.open({ store, now: () => 0 });
  const root = await openRoot(images, images.resolve('debian:12-slim'));
  const own = { stats: [] as string[], sums: [] as string[] };
  const formats = { file: 0o100000, directory: 0o040000, symlink: 0o120000, char: 0o020000, block: 0o060000, fifo: 0o010000 };
  const visit = async (node: RootNode): Promise<void> => {
    const path = node.path.slice(1);
    // The size of a directory is the file system's own affair.
    const size = node.type === 'directory' ? '' : node.size;
    own.stats.push([path, (formats[node.type] | node.mode).toString(16), node.uid, node.gid, node.mtime, size].join('|'));
    if (node.type === 'file' && path.startsWith('usr/bin/')) {
      const hash = createHash('sha256');
      for await (const chunk of streamBlob(root.open(node))) hash.update(chunk);
      own.sums.push(`${hash.digest('hex')}  ${path}`);
    }
    if (node.type === 'directory') for (const child of root.readdir(node)) await visit(child);
  };
  for (const name of ['bin', 'etc', 'home', 'lib', 'media', 'mnt', 'opt', 'root', 'sbin', 'srv', 'usr', 'var']) {
    const node = root.lookup(name, { follow: false });
    if (node !== undefined) await visit(node);
  }
  // The container has its own /etc files, and /etc with them.
  const isOwn = (line: string) => !/^etc(\/(hosts|hostname|resolv\.conf|mtab))?\|/.test(line);
  const lines = (text: string) => text.trim().split('\n').filter(isOwn).sort();
  const withoutSizes = (line: string) => (line.split('|')[1]?.startsWith('4') ? line.replace(/[^|]*$/, '') : line);
  assert.ok(own.sums.length > 100);
  assert.deepEqual(lines(stats).map(withoutSizes), own.stats.filter(isOwn).sort());
  assert.deepEqual(lines(sums), own.sums.sort());
});
