import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { lstat, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ByteSource } from '../../engine/base/stream.ts';
import type { HostFiles } from '../../engine/cli/io.ts';
import type { TarHeader } from '../../engine/tar/header.ts';
import { memberPath } from '../../engine/tar/name.ts';
import { readTar } from '../../engine/tar/reader.ts';
import { writeTar } from '../../engine/tar/writer.ts';

/** The files of this machine as the command's host files; GNU tar does the walking and the writing. */
export const nodeFiles: HostFiles = {
  async stat(path, { follow = true } = {}) {
    const found = await (follow ? stat(path) : lstat(path)).catch(() => undefined);
    if (found === undefined) return undefined;
    const type = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'symlink' : 'other';
    return { type, mode: found.mode & 0o7777, size: found.size, ...(type === 'symlink' ? { target: await readlink(path) } : {}) };
  },
  read: (path) => createReadStream(path),
  write: (path, data, { mode = 0o644 } = {}) => writeFile(path, data, { mode }),
  remove: (path) => rm(path, { force: true }),

  async *pack(path, { include, root, followRoot = false } = {}) {
    const directory = (await (followRoot ? stat(path) : lstat(path))).isDirectory();
    const names = directory ? ['-C', path, '.'] : ['-C', dirname(path), basename(path)];
    const process = spawn('tar', [
      '--format=pax',
      '--numeric-owner',
      ...(followRoot && !directory ? ['-h'] : []),
      '-c',
      '-f',
      '-',
      ...names,
    ]);
    yield* rewrite(process.stdout, (header) => {
      const name = memberPath(header.name);
      if (directory && root === undefined) {
        if (name === '') return undefined;
        return include === undefined || include(name, header.type === 'directory') ? name : undefined;
      }
      return !directory ? (root ?? name) : name === '' ? root : `${root}/${name}`;
    });
  },

  async unpack(directory, tar, { rename } = {}) {
    const renamed =
      rename === undefined
        ? tar
        : rewrite(tar, (header) => {
            const name = memberPath(header.name);
            if (name === rename.from || (rename.from === '.' && name === '')) return rename.to;
            const prefix = rename.from === '.' ? '' : `${rename.from}/`;
            return name.startsWith(prefix) ? `${rename.to}/${name.slice(prefix.length)}` : name;
          });
    const process = spawn('tar', ['-C', directory, '-x', '-p', '--no-same-owner', '-f', '-'], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let complaint = '';
    process.stderr.on('data', (chunk) => {
      complaint += String(chunk);
    });
    const exit = new Promise<number | null>((resolve) => process.once('close', resolve));
    process.stdin.on('error', () => undefined);
    for await (const chunk of renamed) process.stdin.write(chunk);
    process.stdin.end();
    if ((await exit) !== 0) throw new Error(complaint.trim());
  },
};

async function* rewrite(tar: ByteSource, rename: (header: TarHeader) => string | undefined): ByteSource {
  async function* entries() {
    for await (const { header, content } of readTar(tar)) {
      const name = rename(header);
      if (name === undefined) for await (const _ of content);
      else yield { header: { ...header, name }, content };
    }
  }
  yield* writeTar(entries());
}
