import type { DockerClient } from '../api/client/client.ts';
import { isKind } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import type { Assertion, LessonFilters, Range } from './lesson.ts';

/** What checks read. `EngineHandle` has all of it, and so has the headless host. */
export interface CheckHost {
  readonly docker: {
    readonly containers: Pick<DockerClient['containers'], 'list' | 'archive'>;
    readonly images: Pick<DockerClient['images'], 'list'>;
  };
  readonly workspace: { read(path: string): Promise<Uint8Array> };
  run(command: string): Promise<{ readonly stdout: string; readonly exitCode: number }>;
}

/** Whether the assertion holds now. What cannot be read does not hold. `answered` tells whether a quiz was answered right. */
export async function evaluate(assertion: Assertion, host: CheckHost, answered: (quiz: string) => boolean): Promise<boolean> {
  switch (assertion.kind) {
    case 'containers':
      return within((await host.docker.containers.list({ all: true, filters: assertion.filters })).length, assertion.count);
    case 'images':
      return within((await host.docker.images.list({ filters: assertion.filters })).length, assertion.count);
    case 'workspaceFile': {
      const data = await existing(host.workspace.read(assertion.path));
      return data !== undefined && matches(data, assertion.matches);
    }
    case 'containerFile':
      return containerFile(assertion, host);
    case 'http': {
      const { stdout, exitCode } = await host.run(`curl -sS --max-time 3 ${quote(assertion.url)}`);
      return exitCode === 0 && matches(new TextEncoder().encode(stdout), assertion.matches);
    }
    case 'quiz':
      return answered(assertion.quiz);
  }
}

async function containerFile(
  { filters, path, matches: pattern, absent }: { filters: LessonFilters; path: string; matches?: string; absent: boolean },
  { docker }: CheckHost,
): Promise<boolean> {
  const found = await docker.containers.list({ all: true, filters });
  const holds = await Promise.all(
    found.map(async ({ Id }) => {
      const archive = await existing(docker.containers.archive(Id, path));
      const data = archive && fileOf(await collect(archive.tar));
      return (data !== undefined && matches(data, pattern)) !== absent;
    }),
  );
  return holds.length > 0 && holds.every(Boolean);
}

/** The content of the first regular file of a tar archive: all that `docker cp` of one file sends. PAX and GNU headers before it are skipped. */
function fileOf(tar: Uint8Array): Uint8Array | undefined {
  const text = (from: number, length: number) => new TextDecoder('latin1').decode(tar.subarray(from, from + length));
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const type = text(at + 156, 1);
    if (type === '0' || type === '\0') return tar.subarray(at + 512, at + 512 + size);
    if (!'xgLK'.includes(type)) return undefined;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

async function existing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isKind(error, 'notFound')) return undefined;
    throw error;
  }
}

const within = (count: number, { min, max }: Range): boolean => count >= min && (max === undefined || count <= max);

function matches(data: Uint8Array, pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(pattern, 'm').test(new TextDecoder().decode(data));
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
