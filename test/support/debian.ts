import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'drydock');

/**
 * Packages of a Debian release, unpacked into a folder of their own: nothing of this machine's system changes, no service starts, and what is
 * unpacked stays for the next time. With `dependencies` the folder is a root to `chroot` into.
 *
 * The mirror is the one that this machine's apt uses.
 * @throws Error with the reason, when this machine has no apt, or its mirror not this release.
 */
export function unpackDebian(
  packages: readonly string[],
  { release, dependencies = false }: { readonly release: string; readonly dependencies?: boolean },
): string {
  const name = `${release}-${packages.join('+')}`;
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  if (!existsSync('/usr/bin/apt-get')) throw new Error('needs apt-get, to get Debian packages');
  const work = path.join(cache, `.${name}-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  for (const directory of [
    'lists/partial',
    'archives/partial',
    'root/usr/bin',
    'root/usr/sbin',
    'root/usr/lib',
    'root/usr/lib64',
    'root/tmp',
  ]) {
    mkdirSync(path.join(work, directory), { recursive: true });
  }
  // Merged /usr, as in an installed system: packages bring files for either name.
  for (const directory of ['bin', 'sbin', 'lib', 'lib64'])
    execFileSync('ln', ['-s', `usr/${directory}`, path.join(work, 'root', directory)]);
  try {
    writeFileSync(
      path.join(work, 'sources.list'),
      `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${release} main\n`,
    );
    // An empty status: what this machine has installed is of no use in another root.
    writeFileSync(path.join(work, 'status'), '');
    const options = {
      'Dir::Etc::SourceList': path.join(work, 'sources.list'),
      'Dir::Etc::SourceParts': '/dev/null',
      'Dir::State::Lists': path.join(work, 'lists'),
      'Dir::State::status': path.join(work, 'status'),
      'Dir::Cache::archives': path.join(work, 'archives'),
      'Dir::Cache::pkgcache': '',
      'Dir::Cache::srcpkgcache': '',
      'APT::Install-Recommends': 'false',
      'APT::Sandbox::User': 'root',
    };
    const apt = (...args: string[]) =>
      execFileSync('apt-get', ['-q', ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]), ...args], {
        cwd: path.join(work, 'archives'),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    apt('update');
    if (dependencies) apt('install', '-y', '--download-only', ...packages);
    else apt('download', ...packages);
    for (const file of readdirSync(path.join(work, 'archives')).filter((file) => file.endsWith('.deb'))) {
      // Through tar, which follows the links of the merged /usr; `dpkg-deb -x` replaces them.
      execFileSync(
        'sh',
        ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"', 'sh', file, path.join(work, 'root')],
        {
          cwd: path.join(work, 'archives'),
        },
      );
    }
    try {
      renameSync(path.join(work, 'root'), folder);
    } catch (error) {
      // Another test had the same wish at the same time, and was faster.
      if (!existsSync(folder)) throw error;
    }
    return folder;
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : String(error);
    throw new Error(`Debian ${release}'s ${packages.join(', ')} cannot be had here: ${reason}`, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function mirror(): string {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(LABEL) $(SITE)', 'Created-By: Packages'], {
    encoding: 'utf8',
  });
  const found = /^Debian Debian (\S+)$/m.exec(targets)?.[1];
  if (found === undefined) throw new Error('apt knows no mirror of Debian: run apt-get update once');
  return found;
}
