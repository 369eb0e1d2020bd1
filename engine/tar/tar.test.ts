import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { decodeName, encodeName } from '../base/bytes.ts';
import { collect } from '../base/stream.ts';
import { type TarMember, tarHeader } from './header.ts';
import { readTar } from './reader.ts';
import { type TarInput, writeTar } from './writer.ts';

const directory = mkdtempSync(join(tmpdir(), 'drydock-tar-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size = 8192): Promise<Array<{ header: TarMember; content: Uint8Array }>> {
  const entries = [];
  for await (const { header, content } of readTar(pieces(bytes, size))) entries.push({ header, content: await collect(content) });
  return entries;
}

function python(script: string, input: Uint8Array): string {
  writeFileSync(join(directory, 'in.tar'), input);
  return execFileSync('python3', ['-c', script, join(directory, 'in.tar')], { encoding: 'utf8' });
}

const everything: TarInput[] = [
  { header: { name: './', type: 'directory', mode: 0o1777, mtime: 5 } },
  { header: { name: 'dir', type: 'directory', uid: 1000, gid: 100, uname: 'user', gname: 'users' } },
  { header: { name: 'dir/file', type: 'file', mode: 0o4755, mtime: 1_700_000_000 }, content: text('hello\n') },
  { header: { name: 'dir/empty', type: 'file' } },
  { header: { name: 'dir/link', type: 'symlink', linkName: 'file' } },
  { header: { name: 'dir/hard', type: 'hardlink', linkName: 'dir/file' } },
  { header: { name: 'dev/null', type: 'char', major: 1, minor: 3, mode: 0o666 } },
  { header: { name: 'dev/sda', type: 'block', major: 8, minor: 0 } },
  { header: { name: 'dev/fifo', type: 'fifo' } },
  { header: { name: `${'long/'.repeat(30)}file`, type: 'file' }, content: text('x') },
  { header: { name: `a/${'n'.repeat(200)}`, type: 'file' }, content: text('y') },
  { header: { name: 'long-link', type: 'symlink', linkName: 't'.repeat(180) } },
  { header: { name: 'ü/\u{1f433}', type: 'file' }, content: new Uint8Array(512) },
  { header: { name: decodeName(Uint8Array.of(0x62, 0xff, 0x80)), type: 'file' }, content: new Uint8Array(513) },
  { header: { name: 'big-ids', type: 'file', uid: 3_000_000, gid: 4_000_000_000 } },
  { header: { name: 'times', type: 'file', mtime: 12, mtimeNanos: 345_000_000 } },
  { header: { name: 'before-1970', type: 'file', mtime: -2, mtimeNanos: 500_000_000 } },
  {
    header: {
      name: 'xattrs',
      type: 'file',
      xattrs: new Map([
        ['security.capability', Uint8Array.of(1, 0, 0, 2, 0x0a, 0x3d)],
        ['user.empty', new Uint8Array()],
      ]),
      records: new Map([['DRYDOCK.size', '17']]),
    },
  },
];

describe('tar', () => {
  it('reads back what it wrote, however the bytes are cut', async () => {
    const archive = await collect(writeTar(everything));
    for (const size of [archive.length, 512, 511, 7]) {
      const entries = await read(archive, size);
      assert.equal(entries.length, everything.length);
      for (const [at, { header, content }] of entries.entries()) {
        const input = everything[at];
        assert.ok(input);
        const { dataOffset, ...rest } = header;
        const written = input.content instanceof Uint8Array ? input.content : new Uint8Array();
        const isDirectory = input.header.type === 'directory' && !input.header.name.endsWith('/');
        const name = isDirectory ? `${input.header.name}/` : input.header.name;
        assert.deepEqual(rest, tarHeader({ ...input.header, name, size: written.length }));
        assert.deepEqual(content, written);
        assert.deepEqual(archive.slice(dataOffset, dataOffset + written.length), written);
      }
    }
  });

  it('writes what Python reads', async () => {
    const script = `
import sys, tarfile, json
t = tarfile.open(sys.argv[1], errors='surrogateescape')
print(json.dumps([[m.name.encode('utf-8','surrogateescape').hex(), m.type.decode(), m.mode, m.uid, m.gid, m.size, m.mtime, m.linkname, m.devmajor, m.devminor, t.extractfile(m).read().hex() if m.isfile() else ''] for m in t]))`;
    const members = JSON.parse(python(script, await collect(writeTar(everything)))) as unknown[][];
    const expected = everything.map(({ header, content }) => {
      const whole = tarHeader(header);
      const bytes = content instanceof Uint8Array ? content : new Uint8Array();
      const flag = { file: '0', hardlink: '1', symlink: '2', char: '3', block: '4', directory: '5', fifo: '6' }[whole.type];
      const time = whole.mtime + whole.mtimeNanos / 1e9;
      const name = Buffer.from(encodeName(whole.name.replace(/\/$/, ''))).toString('hex');
      return [
        name,
        flag,
        whole.mode,
        whole.uid,
        whole.gid,
        bytes.length,
        time,
        whole.linkName,
        whole.major,
        whole.minor,
        Buffer.from(bytes).toString('hex'),
      ];
    });
    assert.deepEqual(members, expected);
  });

  it('uses PAX records only where USTAR cannot hold a value', async () => {
    const script = "import sys,tarfile\nfor m in tarfile.open(sys.argv[1], errors='surrogateescape'): print(sorted(m.pax_headers))";
    const lines = python(script, await collect(writeTar(everything)))
      .trim()
      .split('\n');
    const withRecords = lines.map((line, at) => [at, line] as const).filter(([, line]) => line !== '[]');
    assert.deepEqual(withRecords, [
      [10, "['path']"],
      [11, "['linkpath']"],
      [12, "['path']"],
      [13, "['path']"],
      [14, "['gid', 'uid']"],
      [15, "['mtime']"],
      [16, "['mtime']"],
      [17, "['DRYDOCK.size', 'SCHILY.xattr.security.capability', 'SCHILY.xattr.user.empty']"],
    ]);
  });

  for (const format of ['gnu', 'ustar', 'pax', 'v7']) {
    it(`reads GNU tar's ${format} format`, async () => {
      const root = join(directory, format);
      const name = format === 'v7' || format === 'ustar' ? `${'d'.repeat(60)}/${'f'.repeat(30)}` : `${'d'.repeat(120)}/${'f'.repeat(150)}`;
      execFileSync('sh', [
        '-c',
        `mkdir -p "$1/\${2%/*}" && cd "$1" && echo content > "$2" && ln "$2" hard && ln -s "$2" soft`,
        'sh',
        root,
        name,
      ]);
      const options = [
        '-C',
        root,
        '--format',
        format,
        '--sort=name',
        '--owner=user:1234',
        '--group=group:99',
        '--mtime=@1000000000',
        '-c',
        '.',
      ];
      const entries = await read(execFileSync('tar', options));
      const seen = entries.map(({ header, content }) => [header.name, header.type, header.linkName, Buffer.from(content).toString()]);
      assert.deepEqual(seen, [
        ['./', 'directory', '', ''],
        [`./${name.split('/')[0]}/`, 'directory', '', ''],
        [`./${name}`, 'file', '', 'content\n'],
        ['./hard', 'hardlink', `./${name}`, ''],
        ['./soft', 'symlink', name, ''],
      ]);
      assert.ok(entries.every(({ header }) => header.uid === 1234 && header.gid === 99 && header.mtime === 1_000_000_000));
    });
  }

  it('reads base-256 numbers', async () => {
    writeFileSync(join(directory, 'big'), 'x');
    const options = ['-C', directory, '--format=gnu', '--owner=:4000000000', '--group=:3000000000', '--mtime=@-5', '-c', 'big'];
    const [entry] = await read(execFileSync('tar', options));
    assert.deepEqual([entry?.header.uid, entry?.header.gid, entry?.header.mtime], [4_000_000_000, 3_000_000_000, -5]);
  });

  it('applies global records until a member says otherwise', async () => {
    const script = `
import sys, tarfile, io
t = tarfile.open(sys.argv[1] + '.out', 'w', format=tarfile.PAX_FORMAT, pax_headers={'uid': '77', 'comment': 'c'})
t.addfile(tarfile.TarInfo('a'))
m = tarfile.TarInfo('b'); m.pax_headers = {'uid': '5'}; t.addfile(m)
t.close()
sys.stdout.buffer.write(open(sys.argv[1] + '.out','rb').read())`;
    writeFileSync(join(directory, 'x.py'), script);
    const archive = execFileSync('python3', [join(directory, 'x.py'), join(directory, 'global')]);
    assert.deepEqual(
      (await read(archive)).map(({ header }) => [header.name, header.uid]),
      [
        ['a', 77],
        ['b', 5],
      ],
    );
  });

  it('refuses sparse files', async () => {
    execFileSync('truncate', ['-s', '10M', join(directory, 'sparse')]);
    for (const format of ['gnu', 'pax']) {
      const archive = execFileSync('tar', ['-C', directory, '--format', format, '-S', '-c', 'sparse']);
      await assert.rejects(read(archive), { kind: 'unsupported' });
    }
  });

  it('lets the reader skip content', async () => {
    const archive = await collect(writeTar(everything));
    const names = [];
    for await (const { header } of readTar(pieces(archive, 100))) names.push(header.name);
    assert.equal(names.length, everything.length);
  });

  it('reports damage', async () => {
    const archive = await collect(writeTar([{ header: { name: 'a', type: 'file' }, content: new Uint8Array(2000) }]));
    await assert.rejects(read(archive.slice(0, 1500)), { kind: 'invalid', message: 'unexpected EOF' });
    await assert.rejects(read(archive.slice(0, 300)), { kind: 'invalid', message: 'unexpected EOF' });
    archive[3] = 1;
    await assert.rejects(read(archive), { kind: 'invalid', message: 'archive/tar: invalid tar header' });
    await assert.rejects(read(text('not a tar at all'.repeat(100))), { kind: 'invalid', message: 'archive/tar: invalid tar header' });
  });

  it('accepts an archive without end marker, and ignores what follows one', async () => {
    const archive = await collect(writeTar([{ header: { name: 'a', type: 'file' }, content: text('x') }]));
    assert.equal((await read(archive.slice(0, 1024))).length, 1);
    assert.equal((await read(Uint8Array.from([...archive, ...text('trailing')]))).length, 1);
  });

  it('refuses content of another size than announced', async () => {
    const inputs: TarInput[] = [
      { header: { name: 'a', type: 'file', size: 5 }, content: text('four') },
      { header: { name: 'a', type: 'file', size: 3 }, content: pieces(text('four'), 2) },
    ];
    for (const input of inputs) await assert.rejects(collect(writeTar([input])), { kind: 'internal' });
  });
});
