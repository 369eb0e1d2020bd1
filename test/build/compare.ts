import { createHash } from 'node:crypto';
import { type ByteSource, collect } from '../../engine/base/stream.ts';
import { memberPath } from '../../engine/tar/name.ts';
import { readTar } from '../../engine/tar/reader.ts';

/** What a builder made of a case, as far as two builders can be compared. */
export interface Answer {
  readonly steps: readonly string[];
  readonly config?: unknown;
  readonly author?: string;
  readonly history?: readonly string[];
  readonly layers?: readonly (readonly string[])[];
  readonly error?: string;
  /** Lines of the Dockerfile that the error marks. */
  readonly place?: readonly number[];
}

/** Steps of a build, by whether they were taken from the cache. */
export interface CacheAnswer {
  readonly cached: readonly string[];
  readonly built: readonly string[];
}

/**
 * A layer's members: type, mode, owner, name, link or content. Directories that a run only mounts something on are left out, and so are times, apart
 * from those of files that come from the context.
 */
export async function layerLines(tar: Uint8Array): Promise<string[]> {
  const lines: string[] = [];
  const source = (async function* (): ByteSource {
    yield tar;
  })();
  for await (const { header, content } of readTar(source)) {
    const bytes = await collect(content);
    const name = memberPath(header.name);
    if (/^(dev|proc|sys|run|etc\/(resolv\.conf|hosts|hostname|mtab)|\.dockerenv)?(\/|$)/.test(name) && name !== 'run.sh') continue;
    // Every RUN of a real builder touches /etc, where it mounts its own files; modes of whiteouts mean nothing.
    if (name === 'etc' && header.type === 'directory') continue;
    if (/(^|\/)\.wh\./.test(name)) {
      lines.push(`whiteout ${name}`);
      continue;
    }
    const link = header.linkName === '' ? '' : ` -> ${header.type === 'hardlink' ? memberPath(header.linkName) : header.linkName}`;
    const text =
      header.type !== 'file'
        ? ''
        : bytes.length < 60
          ? ` ${JSON.stringify(new TextDecoder().decode(bytes).replace(/ groups=[^\n]*/, ''))}`
          : ` ${createHash('sha256').update(bytes).digest('hex')}`;
    const device = header.type === 'char' || header.type === 'block' ? ` ${header.major}:${header.minor}` : '';
    const xattrs = [...header.xattrs].map(([key, value]) => ` {${key} ${Buffer.from(value).toString('hex')}}`).join('');
    const time = header.mtime === 1_600_000_000 ? ' @' : '';
    lines.push(`${header.type} ${header.mode.toString(8)} ${header.uid}:${header.gid} ${name}${link}${text}${device}${xattrs}${time}`);
  }
  return lines.sort();
}

/** A base image that several stages begin with is told once, under the name of any of them. */
export function stepNames(names: Iterable<string>): string[] {
  return [...new Set([...names].map((name) => name.replace(/^\[.*\] FROM/, 'FROM').replace(/@sha256:\w+$/, '')))].sort();
}

/** Without what differs from machine to machine. */
export function normalError(message: string): string {
  return message
    .replace(/ref \S+: /, 'ref REF: ')
    .replace(/\/\S*\/(?:merged|buildkit-mount\d+)(?=\/)/g, '')
    .replace(/failed to build: /, '');
}
