import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ByteSource } from '../../engine/base/stream.ts';
import type { LayerBackend, RunBackend, RunMount, RunRequest } from '../../engine/build/backend.ts';
import type { ImageStore } from '../../engine/image/image-store.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import { memberPath } from '../../engine/tar/name.ts';
import { readTar } from '../../engine/tar/reader.ts';
import { opaqueFor, whiteoutFor, whiteoutOf } from '../../engine/tar/whiteout.ts';
import { type TarInput, writeTar } from '../../engine/tar/writer.ts';

/**
 * RUN on this machine's own kernel: layers as directories, overlayfs over them, the program in namespaces of its own. So builds can be tested
 * without a guest, as root on Linux.
 */
export const cannotRun: string | undefined =
  process.getuid?.() !== 0 ? 'only root can mount and chroot' : existsSync('/usr/bin/unshare') ? undefined : 'no unshare(1)';

const opaqueXattr = 'trusted.overlay.opaque';

export class NativeRun implements RunBackend {
  private readonly images: ImageStore;
  private readonly layers: LayerBackend;
  private readonly directory = mkdtempSync(path.join(tmpdir(), 'drydock-run-'));
  private readonly unpacked = new Map<Digest, Promise<string>>();
  private count = 0;

  constructor(images: ImageStore, layers: LayerBackend) {
    this.images = images;
    this.layers = layers;
    // Overlay on overlay is refused; a machine in a container has its own files on one.
    must('mount', ['-t', 'tmpfs', 'tmpfs', this.directory]);
  }

  close(): void {
    must('umount', ['-l', this.directory]);
    rmSync(this.directory, { recursive: true });
  }

  async run(request: RunRequest): ReturnType<RunBackend['run']> {
    const home = path.join(this.directory, `run-${this.count++}`);
    for (const name of ['upper', 'work', 'root', 'files']) mkdirSync(path.join(home, name), { recursive: true });
    const lower = await this.lowerOf(request.stack);
    const { uid, gid, home: userHome } = await this.userOf(request);
    const env = request.env.some((entry) => entry.startsWith('HOME=')) ? request.env : [...request.env, `HOME=${userHome}`];
    const mounts = await Promise.all(
      request.mounts.map((mount, index) => this.mountScript(mount, path.join(home, 'files', String(index)))),
    );
    const root = path.join(home, 'root');
    const script = [
      'set -e',
      `mount -t overlay overlay -o lowerdir=${lower},upperdir=${home}/upper,workdir=${home}/work ${root}`,
      `cd ${root}`,
      'for d in proc dev sys; do [ -d $d ] || { mkdir $d; echo $d >> ../made; }; done',
      'mount -t proc proc proc',
      'mount -t tmpfs -o mode=755 tmpfs dev',
      'for d in null zero random urandom full tty; do touch dev/$d; mount --bind /dev/$d dev/$d; done',
      ...mounts.flat(),
      `exec env -i ${env.map(quote).join(' ')} /usr/bin/unshare --root . --wd ${quote(request.cwd)} --setgid ${gid} --setuid ${uid} -- ${request.argv.map(quote).join(' ')}`,
    ];
    const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc', ...(request.network === 'none' ? ['--net'] : [])];
    const child = spawn('unshare', [...namespaces, '--propagation', 'private', '--', 'sh', '-c', script.join('\n')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: request.signal,
      killSignal: 'SIGKILL',
    });
    // unshare's own complaint comes in pieces: what begins like it is held until the end.
    let held = '';
    child.stdout.on('data', (bytes: Uint8Array) => request.onOutput(1, bytes));
    child.stderr.on('data', (bytes: Uint8Array) => {
      const text = new TextDecoder().decode(bytes);
      if (held !== '' || text.startsWith('unshare: ')) held += text;
      else request.onOutput(2, bytes);
    });
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 137));
    });
    const failed = /^unshare: failed to execute (.*): (.*)\n$/.exec(held);
    const reason =
      failed === null ? held : `runc run failed: unable to start container process: ${startSentence(failed[1] ?? '', failed[2] ?? '')}\n`;
    if (reason !== '') request.onOutput(2, new TextEncoder().encode(reason));
    if (failed !== null) return { exitCode: 1 };
    if (exitCode !== 0) return { exitCode };
    return { exitCode, layer: await this.layers.ingest(writeTar(this.changes(home))) };
  }

  private async userOf({ user, stack }: RunRequest): Promise<{ uid: number; gid: number; home: string }> {
    const [name = '', group = ''] = user.split(':');
    const tree = await this.layers.open(stack);
    const find = async (file: string, key: string): Promise<string[] | undefined> => {
      const node = tree.lookup(file);
      if (node === undefined) return undefined;
      const text = new TextDecoder().decode(await tree.open(node).read(0, node.size));
      return text
        .split('\n')
        .map((line) => line.split(':'))
        .find((fields) => fields[0] === key || fields[2] === key);
    };
    const own = await find('/etc/passwd', name || 'root');
    if (name !== '' && own === undefined && !/^\d+$/.test(name))
      throw new Error(`unable to find user ${name}: no matching entries in passwd file`);
    const entry = group === '' ? undefined : await find('/etc/group', group);
    if (group !== '' && entry === undefined && !/^\d+$/.test(group))
      throw new Error(`unable to find group ${group}: no matching entries in group file`);
    return { uid: Number(own?.[2] ?? (name || 0)), gid: Number(entry?.[2] ?? (group || own?.[3] || 0)), home: own?.[5] ?? '/' };
  }

  private async mountScript(mount: RunMount, files: string): Promise<string[]> {
    const target = quote(`.${mount.target}`);
    // What is made for the mount point goes away again with it, when nothing else came into it.
    const made = `p=${target}; while [ "$p" != . ] && [ ! -e "$p" ]; do echo "$p" >> ../made; p=$(dirname "$p"); done`;
    switch (mount.type) {
      case 'tmpfs':
        return [made, `mkdir -p ${target}`, `mount -t tmpfs -o size=${mount.size ?? 0} tmpfs ${target}`];
      case 'cache': {
        const directory = path.join(this.directory, `cache-${Buffer.from(mount.id).toString('hex')}`);
        const fill = mount.stack === undefined ? [] : await this.overlayScript(mount.stack, files);
        const copy = mount.stack === undefined ? '' : `cp -a ${quote(`${files}/m${mount.source ?? ''}/.`)} ${directory};`;
        const init = `[ -d ${directory} ] || { mkdir ${directory}; ${copy} chmod ${mount.mode.toString(8)} ${directory}; chown ${mount.uid}:${mount.gid} ${directory}; }`;
        const bind = `mount --bind ${directory} ${target}`;
        return [made, ...fill, init, `mkdir -p ${target}`, bind, ...(mount.readonly ? [`mount -o remount,bind,ro ${target}`] : [])];
      }
      case 'secret':
        writeFileSync(files, mount.data);
        return [
          made,
          `mkdir -p ${quote(`.${path.dirname(mount.target)}`)}`,
          `touch ${target}`,
          `chmod ${mount.mode.toString(8)} ${files}`,
          `mount --bind ${files} ${target}`,
        ];
      case 'bind': {
        const source = quote(`${files}/m${mount.source}`);
        return [
          made,
          ...(await this.overlayScript(mount.stack, files)),
          `if [ -d ${source} ]; then mkdir -p ${target}; else mkdir -p $(dirname ${target}); touch ${target}; fi`,
          `mount --bind ${source} ${target}`,
          ...(mount.readonly ? [`mount -o remount,bind,ro ${target}`] : []),
        ];
      }
    }
  }

  private async overlayScript(stack: readonly Digest[], files: string): Promise<string[]> {
    for (const name of ['u', 'w', 'm']) mkdirSync(path.join(files, name), { recursive: true });
    return [`mount -t overlay overlay -o lowerdir=${await this.lowerOf(stack)},upperdir=${files}/u,workdir=${files}/w ${files}/m`];
  }

  /** Overlay's lowerdir: the top layer first. */
  private async lowerOf(stack: readonly Digest[]): Promise<string> {
    const empty = path.join(this.directory, 'empty');
    mkdirSync(empty, { recursive: true });
    const directories = await Promise.all(stack.map((diffID) => this.unpack(diffID)));
    return [...directories.reverse(), empty].join(':');
  }

  private unpack(diffID: Digest): Promise<string> {
    const known = this.unpacked.get(diffID) ?? this.unpackLayer(diffID);
    this.unpacked.set(diffID, known);
    return known;
  }

  private async unpackLayer(diffID: Digest): Promise<string> {
    const directory = path.join(this.directory, diffID.slice('sha256:'.length, 32));
    mkdirSync(directory);
    const { tar } = await this.images.openLayer(diffID);
    const source = (async function* (): ByteSource {
      for (let at = 0; at < tar.size; at += 1 << 20) yield await tar.read(at, 1 << 20);
    })();
    const untar = spawn('tar', ['-C', directory, '-x', '-p', '--numeric-owner', '--xattrs', '--xattrs-include=*', '-f', '-'], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const done = new Promise<void>((resolve, reject) => {
      untar.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`tar: ${code}`))));
    });
    Readable.from(writeTar(toOverlay(source))).pipe(untar.stdin);
    await done;
    return directory;
  }

  /** The upper directory as the members of a layer, without the mount points that were only made for the run. */
  private async *changes(home: string): AsyncGenerator<TarInput> {
    const occupied = (name: string): boolean => {
      const file = path.join(home, 'upper', name);
      if (!statSync(file).isDirectory()) return statSync(file).size > 0;
      return readdirSync(file).some((child) => !made.includes(`${name}/${child}`) || occupied(`${name}/${child}`));
    };
    const made = existsSync(`${home}/made`) ? readFileSync(`${home}/made`, 'utf8').trim().split('\n').map(memberPath) : [];
    const tar = spawn(
      'tar',
      ['-C', `${home}/upper`, '-c', '--format=pax', '--sort=name', '--numeric-owner', '--xattrs', '--xattrs-include=*', '-f', '-', '.'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    for await (const { header, content } of readTar(tar.stdout)) {
      const name = memberPath(header.name);
      if (name === '' || (made.includes(name) && !occupied(name))) continue;
      const xattrs = new Map([...header.xattrs].filter(([key]) => !key.startsWith('trusted.overlay.')));
      const linkName = header.type === 'hardlink' ? memberPath(header.linkName) : header.linkName;
      if (header.type === 'char' && header.major === 0 && header.minor === 0) yield { header: { name: whiteoutFor(name), type: 'file' } };
      else yield { header: { ...header, name, linkName, xattrs, records: new Map(), uname: '', gname: '', mtimeNanos: 0 }, content };
      if (header.xattrs.has(opaqueXattr)) yield { header: { name: opaqueFor(name), type: 'file' } };
    }
  }
}

/** A layer's members as overlayfs wants them: whiteouts are character devices 0:0, opaque directories have an attribute. */
async function* toOverlay(layer: ByteSource): AsyncGenerator<TarInput> {
  for await (const { header, content } of readTar(layer)) {
    const name = memberPath(header.name);
    const slash = name.lastIndexOf('/') + 1;
    const whiteout = whiteoutOf(name.slice(slash));
    if (whiteout === undefined) yield { header: { ...header, records: new Map() }, content };
    else if (whiteout.kind === 'removed')
      yield { header: { name: name.slice(0, slash) + whiteout.name, type: 'char', major: 0, minor: 0 } };
    else if (whiteout.kind === 'opaque')
      yield {
        header: { name: name.slice(0, slash) || './', type: 'directory', xattrs: new Map([[opaqueXattr, new TextEncoder().encode('y')]]) },
      };
  }
}

function startSentence(program: string, reason: string): string {
  if (!reason.startsWith('No such file')) return `exec: "${program}": ${reason.toLowerCase()}`;
  return program.includes('/')
    ? `exec: "${program}": stat ${program}: no such file or directory`
    : `exec: "${program}": executable file not found in $PATH`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function must(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}
