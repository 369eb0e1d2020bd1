import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isKind } from '../../engine/base/errors.ts';
import type { Agent, Spawn } from '../../engine/guest/agent.ts';
import type { Machine } from '../../engine/guest/machine.ts';
import { startGuest } from '../../engine/hosts/guest.ts';
import { openMemoryStore } from '../../engine/store/memory.ts';
import { createLayersDirectory } from '../../engine/vfs/layers.ts';
import { type MutableTree, openMutableTree } from '../../engine/vfs/mutable/tree.ts';
import type { FileNode } from '../../engine/vfs/node.ts';

/** The workspace as programs in the guest see it: Linux's own 9P client on one side, the engine's server and tree on the other. */
const root = path.resolve(import.meta.dirname, '../..');
const read = (name: string) => new Uint8Array(readFileSync(path.join(root, name)));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

let workspace: MutableTree;
let small: MutableTree;
let agent: Agent;
let machine: Machine;

before(async () => {
  const store = openMemoryStore();
  workspace = await openMutableTree({ store, prefix: 'workspace/' });
  small = await openMutableTree({ store, prefix: 'small/', capacity: 1 << 20 });
  const layers = createLayersDirectory({ open: async () => undefined }).directory;
  ({ agent, machine } = await startGuest({
    machine: {
      emulator: pathToFileURL(path.join(root, 'node_modules/v86/build/libv86.mjs')).href,
      wasm: read('node_modules/v86/build/v86.wasm'),
      files: { state: read('public/guest/state.bin.zst') },
    },
    tree: { layers, workspace: workspace.root, volumes: small.root },
  }));
});

after(() => {
  agent.dispose();
  machine.dispose();
});

async function run(command: string, more: Partial<Spawn> = {}): Promise<{ output: string; code: number }> {
  const env = ['PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  const child = await agent.spawn({ argv: ['/bin/sh', '-c', `exec 2>&1; ${command}`], env, cwd: '/workspace', ...more });
  let output = '';
  for await (const chunk of child.stdout) output += text(chunk);
  const { code } = await child.exit;
  return { output, code };
}

async function shell(command: string): Promise<string> {
  const { output, code } = await run(command);
  assert.equal(code, 0, output);
  return output;
}

test('what one side writes the other reads at once, also in a file that is open', async () => {
  workspace.writeFile('a.txt', 'from the page\n');
  assert.equal(await shell('cat a.txt'), 'from the page\n');
  await shell('echo from the guest > b.txt; echo more >> b.txt');
  assert.equal(text(workspace.readFile('b.txt')), 'from the guest\nmore\n');
  const script = 'exec 3<a.txt; read first <&3; echo "$first" > seen; while [ ! -e go ]; do :; done; cat a.txt; cat <&3';
  const reader = shell(script);
  const changed = new Promise<void>((resolve) => {
    workspace.onChange.on((changes) => {
      if (changes.some(({ path: name }) => name === 'seen')) resolve();
    });
  });
  await changed;
  workspace.writeFile('a.txt', 'from the page\nand again\n');
  workspace.writeFile('go', '');
  assert.equal(await reader, 'from the page\nand again\nand again\n');
});

test('names, links and renames', async () => {
  const output = await shell(`
    mkdir -p d/e && echo one > d/one && ln d/one d/two && ln -s one d/link && cat d/link
    stat -c '%h %F' d/one d/link
    mv d/two d/e/three && echo two > d/two && mv d/two d/one && cat d/one d/e/three
    mv d moved && ls moved moved/e && [ ! -e d ]
    mkdir full && touch full/x; rmdir full || echo refused; rm -r full moved; ls -d full moved || echo gone`);
  assert.equal(
    output,
    [
      'one',
      '2 regular file',
      '1 symbolic link',
      'two',
      'one',
      'moved:\ne\nlink\none\n\nmoved/e:\nthree',
      "rmdir: 'full': Directory not empty",
      'refused',
      'ls: full: No such file or directory',
      'ls: moved: No such file or directory',
      'gone\n',
    ].join('\n'),
  );
});

test('an unlinked file lives on while it is open', async () => {
  assert.equal(await shell('exec 3<>gone; echo kept >&3; rm gone; cat /proc/self/fd/3; [ ! -e gone ]'), 'kept\n');
  assert.equal(workspace.stat('gone'), undefined);
});

test('modes, owners and times, and who makes a file owns it', async () => {
  await shell('touch f; chown 12:34 f; chmod 4751 f; touch -d "2001-02-03 04:05:06" f');
  assert.equal(await shell("stat -c '%a %u %g %Y' f"), '4751 12 34 981173106\n');
  await shell('mkdir -m 1777 shared');
  const { output } = await run(
    'umask 027; echo mine > shared/own; mkdir shared/dir; stat -c "%a %u %g" shared/own shared/dir; cat shared/own',
    {
      user: { uid: 1000, gid: 100 },
    },
  );
  assert.equal(output, '640 1000 100\n750 1000 100\nmine\n');
  const denied = await run('echo x > f', { user: { uid: 1000, gid: 100 } });
  assert.match(denied.output, /Permission denied/);
});

test('programs and scripts run from it', async () => {
  assert.equal(
    await shell(
      'printf "#!/bin/sh\\necho script \\$1\\n" > x.sh; chmod +x x.sh; ./x.sh a; sh ./x.sh b; cp /bin/busybox busybox; ./busybox echo program',
    ),
    'script a\nscript b\nprogram\n',
  );
});

test('large files come whole, whatever the pieces', async () => {
  const output = await shell(`
    head -c 300001 /dev/urandom > big; sha256sum < big; cat big | sha256sum; dd if=big bs=77777 2>/dev/null | sha256sum
    cp big copy; dd if=/dev/zero of=copy bs=1 seek=100000 count=1 conv=notrunc 2>/dev/null; cmp -l big copy | wc -l; truncate -s 5 copy; stat -c %s copy`);
  const lines = output.trim().split('\n');
  assert.equal(new Set(lines.slice(0, 3)).size, 1);
  assert.ok(Number(lines[3]) <= 1);
  assert.equal(lines[4], '5');
  assert.equal(workspace.readFile('big').length, 300_001);
});

test('pipes, and locks between processes', async () => {
  assert.equal(await shell('mkfifo p; echo through > p & cat p; stat -c %F p'), 'through\nfifo\n');
  assert.equal(workspace.stat('p')?.kind, 'other');
});

test('many files in one directory', async () => {
  assert.equal(
    await shell('mkdir many; cd many; for i in $(seq 1 700); do : > file-with-a-rather-long-name-$i; done; ls | wc -l'),
    '700\n',
  );
  assert.equal(workspace.list().filter(({ path: name }) => name.startsWith('many/')).length, 700);
  await shell('rm -r many');
  assert.equal(workspace.stat('many'), undefined);
});

test('a full tree is ENOSPC to the program, and what was there stays', async () => {
  small.writeFile('kept', 'kept');
  const { output, code } = await run(
    'cd /run/drydock/volumes; dd if=/dev/zero of=big bs=64k count=100; echo; cat kept; rm big; echo again > small; cat small',
  );
  assert.equal(code, 0);
  assert.match(output, /No space left on device/);
  assert.match(output, /\nkeptagain\n$/);
  assert.match(await shell('df -k /run/drydock/volumes | tail -1'), /host9p/);
});

test('shared writable mappings are refused, private ones work', async () => {
  // 9P without write-back cannot carry MAP_SHARED with PROT_WRITE (v9fs_file_mmap); programs fall back or say so. The dynamic loader maps privately.
  assert.equal(
    await shell('cp /bin/busybox mapped; ./mapped true 2>/dev/null; cp mapped busybox2 && cmp mapped busybox2 && echo same'),
    'same\n',
  );
});

test('a machine with an unanswered request is not saved', async () => {
  // The agent's read of its channel always waits.
  await assert.rejects(machine.saveState(), (error) => isKind(error, 'unavailable'));
});

test('the bus has what it should, and its own directories cannot be changed', async () => {
  assert.equal(await shell('ls /run/drydock'), 'ctl\nlayers\nvolumes\nworkspace\n');
  const { output } = await run('touch /run/drydock/x; mkdir /run/drydock/layers/x; rmdir /run/drydock/layers');
  assert.equal(output.match(/Read-only file system/g)?.length, 3, output);
  const node: FileNode = workspace.root;
  assert.equal(node.qid.version, 0);
});
