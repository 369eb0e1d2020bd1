import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { collect } from '../base/stream.ts';
import { TarParser } from '../tar/parser.ts';
import { type TarInput, writeTar } from '../tar/writer.ts';
import { IndexWriter } from './writer.ts';

/** The index as others read it: this machine's kernel, where it can mount EROFS from files (Linux 6.12, root), and fsck.erofs 1.8. */
const directory = mkdtempSync(join(tmpdir(), 'drydock-erofs-'));
const mounted: string[] = [];
after(() => {
  for (const target of mounted.reverse()) spawnSync('umount', [target]);
  rmSync(directory, { recursive: true, force: true });
});

const run = (command: string, ...argv: string[]) => execFileSync(command, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const text = (value: string) => new TextEncoder().encode(value);

/** mount(2) itself: mount(8) would put a loop device under the file. */
const MOUNT = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
source, target, kind, flags, data = sys.argv[1:]
if libc.mount(source.encode(), target.encode(), kind.encode(), int(flags), data.encode()) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
`;

function mount(name: string, kind: string, source: string, data: string, flags = 1): string {
  const target = join(directory, name);
  mkdirSync(target);
  run('python3', '-c', MOUNT, source, target, kind, String(flags), data);
  mounted.push(target);
  return target;
}

function index(name: string): void {
  const tar = readFileSync(join(directory, `${name}.tar`));
  const writer = new IndexWriter();
  const parser = new TarParser({ member: (member) => writer.add(member) });
  parser.push(tar);
  parser.end();
  writeFileSync(join(directory, `${name}.idx`), writer.finish({ size: tar.length, tag: createHash('sha256').update(tar).digest('hex') }));
}

function mountLayer(name: string): string {
  return mount(name, 'erofs', join(directory, `${name}.idx`), `device=${join(directory, `${name}.tar`)}`);
}

const canMount =
  process.getuid?.() === 0 && readFileSync('/proc/filesystems', 'utf8').includes('\terofs') && spawnSync('python3', ['-V']).status === 0;

/** A tree with all that tar can carry. */
const SETUP = `
set -e
mkdir -p "$1"; cd "$1"
mkdir -p many deep/a/b/c empty sticky; chmod 1777 sticky
for i in $(seq 700); do echo "file $i" > "many/f$i"; done
dd if=/dev/urandom of=big bs=1000 count=5001 2>/dev/null
: > zero
printf 'exactly' > deep/a/b/c/f; head -c 512 /dev/zero > deep/block; head -c 513 /dev/zero > deep/more
ln big deep/hard; ln -s ../big deep/soft; ln -s "$(printf 'x%.0s' $(seq 900))" deep/longlink
chmod 4755 zero; chown 1234:5678 deep/more
touch -d '2001-02-03 04:05:06.789' deep/block; touch -d '1960-01-01' deep/a
printf x > "$(printf 'ff\\377')"; printf y > "$(printf 'n%.0s' $(seq 255))"
python3 -c "import os; os.setxattr('zero','user.note',b'v'*200); os.setxattr('deep','user.dir',b'1')"
mknod chr c 1 3; mknod blk b 8 1; mkfifo pipe
`;

describe('the kernel mounts the index', { skip: canMount ? false : 'needs root, python3 and a kernel with EROFS' }, () => {
  before(() => {
    run('sh', '-c', SETUP, 'sh', join(directory, 'tree'));
    run('tar', '-C', join(directory, 'tree'), '--format=pax', '--xattrs', '-cf', join(directory, 'layer.tar'), '.');
    index('layer');
  });

  it('and shows the same files', () => {
    const target = mountLayer('layer');
    const seen = (root: string) =>
      run(
        'sh',
        '-c',
        "cd $1 && LC_ALL=C find . ! -type d -printf '%p|%y|%m|%U|%G|%T@|%l|%n|%s\\n' | sort; find . -type d -printf '%p|%m|%U|%G|%T@|%n\\n' | LC_ALL=C sort",
        'sh',
        root,
      );
    assert.equal(seen(target), seen(join(directory, 'tree')));
    const sums = (root: string) => run('sh', '-c', 'cd $1 && find . -type f -exec sha256sum {} + | LC_ALL=C sort', 'sh', root);
    assert.equal(sums(target), sums(join(directory, 'tree')));
    const xattrs =
      "import os,sys\nfor p in ('zero','deep'): print({k: os.getxattr(sys.argv[1]+'/'+p,k) for k in os.listxattr(sys.argv[1]+'/'+p) if k.startswith('user.')})";
    assert.equal(run('python3', '-c', xattrs, target), run('python3', '-c', xattrs, join(directory, 'tree')));
    const devices = (root: string) => run('stat', '-c', '%t:%T', `${root}/chr`, `${root}/blk`);
    assert.equal(devices(target), devices(join(directory, 'tree')));
  });

  it('and overlayfs obeys its whiteouts', async () => {
    const file = (name: string, content = ''): TarInput => ({ header: { name, type: 'file' }, content: text(content) });
    const layers: Record<string, TarInput[]> = {
      bottom: [file('d/gone', '1'), file('d/kept', '2'), file('o/hidden', '3'), file('r/old', '4'), file('top', '5'), file('e/x', '6')],
      middle: [
        file('d/.wh.gone'),
        file('o/.wh..wh..opq'),
        file('o/new', '7'),
        file('.wh.r'),
        file('r/new', '8'),
        file('.wh.top'),
        file('only/.wh.here'),
      ],
      upmost: [file('d/gone/now-a-directory', '9'), file('only/f', '10')],
    };
    for (const [name, entries] of Object.entries(layers)) {
      writeFileSync(join(directory, `${name}.tar`), await collect(writeTar(entries)));
      index(name);
      mountLayer(name);
    }
    const listing = (name: string, lower: string[]) => {
      const target = mount(name, 'overlay', 'overlay', `lowerdir=${lower.map((part) => join(directory, part)).join(':')}`);
      return run('sh', '-c', 'cd $1 && find . -mindepth 1 | LC_ALL=C sort', 'sh', target).trim().split('\n');
    };
    assert.deepEqual(listing('merged', ['middle', 'bottom']), [
      './d',
      './d/kept',
      './e',
      './e/x',
      './o',
      './o/new',
      './only',
      './r',
      './r/new',
    ]);
    assert.deepEqual(listing('merged-three', ['upmost', 'middle', 'bottom']), [
      './d',
      './d/gone',
      './d/gone/now-a-directory',
      './d/kept',
      './e',
      './e/x',
      './o',
      './o/new',
      './only',
      './only/f',
      './r',
      './r/new',
    ]);
  });
});

describe('fsck.erofs', () => {
  it('finds no errors', async (test) => {
    const tar = await collect(
      writeTar(
        Array.from({ length: 400 }, (_, at) => ({
          header: { name: `d${at % 7}/f${at}`, type: 'file' as const },
          content: text(String(at)),
        })),
      ),
    );
    writeFileSync(join(directory, 'checked.tar'), tar);
    index('checked');
    const fsck = process.env.FSCK_EROFS ?? 'fsck.erofs';
    const { error, status, stderr } = spawnSync(fsck, [`--device=${join(directory, 'checked.tar')}`, join(directory, 'checked.idx')], {
      encoding: 'utf8',
    });
    if (error !== undefined || stderr.includes("isn't supported on this platform")) return test.skip('needs fsck.erofs 1.8 (Debian 13)');
    assert.deepEqual([status, stderr], [0, '']);
  });
});
