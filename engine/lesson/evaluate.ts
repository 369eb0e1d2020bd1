import type { DockerClient } from '../api/client/client.ts';
import { demultiplex } from '../api/client/stdcopy.ts';
import { isKind } from '../base/errors.ts';
import { collect } from '../base/stream.ts';
import type { Insight } from '../insight/insight.ts';
import type { Assertion, LessonFilters, Range } from './lesson.ts';

/** What checks read. `EngineHandle` has all of it, and so has the headless host. */
export interface CheckHost {
  readonly docker: {
    readonly containers: Pick<DockerClient['containers'], 'list' | 'inspect' | 'archive'>;
    readonly images: Pick<DockerClient['images'], 'list' | 'inspect'>;
    readonly volumes: Pick<DockerClient['volumes'], 'list' | 'inspect'>;
    readonly networks: Pick<DockerClient['networks'], 'list' | 'inspect'>;
    readonly exec: Pick<DockerClient['exec'], 'create' | 'attach' | 'inspect'>;
  };
  readonly insight: Pick<Insight, 'image' | 'layer' | 'which' | 'text'>;
  readonly workspace: { read(path: string): Promise<Uint8Array> };
  /** In the guest's host shell, in /workspace. */
  run(command: string): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }>;
}

/** What the learner has said, for checks of quizzes and predictions. */
export interface Said {
  /** Answered right. */
  answered(quiz: string): boolean;
  /** Predicted and graded. */
  predicted(id: string): boolean;
}

/**
 * The state at one moment. Assertions that ask for the same thing share one request; those that start a process in the guest wait for each
 * other. `ours` is told the IDs of the execs that a look makes: their events are its own doing.
 */
export interface Look {
  /** What cannot be found does not hold. Rejects when the engine cannot be asked. */
  holds(assertion: Assertion): Promise<boolean>;
}

/** These start a process in the guest: tens of milliseconds, where the others take one or two. */
export const isSlow = ({ kind }: Assertion): boolean => kind === 'http' || kind === 'command';

export function lookAt(host: CheckHost, said: Said, ours: Set<string> = new Set()): Look {
  const known = new Map<string, Promise<unknown>>();
  function once<T>(name: string, key: unknown, read: () => Promise<T>): Promise<T> {
    const id = `${name} ${JSON.stringify(key)}`;
    const reading = (known.get(id) as Promise<T> | undefined) ?? read();
    known.set(id, reading);
    return reading;
  }
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next;
    return next;
  }
  const { docker, insight } = host;

  const containers = (filters: LessonFilters) => once('containers', filters, () => docker.containers.list({ all: true, filters }));
  /** In every one that the filters find, and in one at least. */
  const inAll = async (filters: LessonFilters, holds: (id: string) => Promise<boolean>): Promise<boolean> => {
    const found = await Promise.all((await containers(filters)).map(({ Id }) => holds(Id)));
    return found.length > 0 && found.every(Boolean);
  };
  const lists = {
    containers: async (filters: LessonFilters) => (await containers(filters)).length,
    images: async (filters: LessonFilters) => (await docker.images.list({ filters })).length,
    volumes: async (filters: LessonFilters) => (await docker.volumes.list(filters)).Volumes?.length ?? 0,
    networks: async (filters: LessonFilters) => (await docker.networks.list(filters)).length,
  };

  async function evaluate(assertion: Assertion): Promise<boolean> {
    switch (assertion.kind) {
      case 'containers':
      case 'images':
      case 'volumes':
      case 'networks':
        return within(
          await once(`number of ${assertion.kind}`, assertion.filters, () => lists[assertion.kind](assertion.filters)),
          assertion.count,
        );
      case 'layers': {
        const { image, sharedWith, createdBy, count } = assertion;
        const of = (name: string) => once('layers', name, () => existing(insight.image(name)));
        const [one, other] = await Promise.all([of(image), sharedWith === undefined ? undefined : of(sharedWith)]);
        if (one === undefined || (sharedWith !== undefined && other === undefined)) return false;
        const others = other && new Set(other.layers.map(({ chainID }) => chainID));
        const counted = one.layers.filter(
          ({ chainID, steps }) => (others?.has(chainID) ?? true) && fits(steps.find(({ empty }) => !empty)?.createdBy ?? '', createdBy),
        );
        return within(counted.length, count);
      }
      case 'inspect': {
        const { type, name, field, matches, count } = assertion;
        const object = await once(`inspect ${type}`, name, () => existing<unknown>(docker[`${type}s`].inspect(name)));
        if (object === undefined) return false;
        const value = fieldOf(object, field);
        if (count !== undefined && !within(lengthOf(value), count)) return false;
        if (matches === undefined) return count !== undefined || (value !== undefined && value !== null);
        return value !== undefined && fits(typeof value === 'string' ? value : JSON.stringify(value), matches);
      }
      case 'workspaceFile': {
        const data = await once('file', assertion.path, () => existing(host.workspace.read(assertion.path)));
        return (data !== undefined && fits(data, assertion.matches)) !== assertion.absent;
      }
      case 'containerFile': {
        const { filters, path, matches, absent } = assertion;
        return inAll(filters, async (id) => {
          const data = await once(`file in ${id}`, path, () => contentOf(docker, id, path));
          return (data !== undefined && fits(data, matches)) !== absent;
        });
      }
      case 'imageFile': {
        const layers = (await once('layers', assertion.image, () => existing(insight.image(assertion.image))))?.layers;
        if (layers === undefined) return false;
        const { layer = 0 } = assertion;
        const index = layer < 0 ? layers.length + layer : layer;
        if (layers[index] === undefined) return false;
        return (await hasFile(insight, assertion, assertion.layer === undefined ? undefined : index)) !== assertion.absent;
      }
      case 'http': {
        const { stdout, exitCode } = await inTurn(() => host.run(`curl -sS --max-time 3 ${quote(assertion.url)}`));
        return exitCode === 0 && fits(stdout, assertion.matches);
      }
      case 'command': {
        const { command, filters, exit, matches } = assertion;
        const good = ({ stdout, exitCode }: { stdout: string; exitCode: number }) => within(exitCode, exit) && fits(stdout, matches);
        if (filters === undefined)
          return good(await once('command', command, () => inTurn(() => host.run(`timeout 5 bash -c ${quote(command)}`))));
        return inAll(filters, async (id) => {
          const ended = await inTurn(() => execute(docker, id, command, ours));
          return ended !== undefined && good(ended);
        });
      }
      case 'quiz':
        return said.answered(assertion.quiz);
      case 'predict':
        return said.predicted(assertion.predict);
    }
  }
  return { holds: (assertion) => once('holds', assertion, () => evaluate(assertion)) };
}

/** A file of a container by the way of `docker cp`: it sees mounts too, and works on stopped ones. */
async function contentOf(
  { containers }: Pick<CheckHost['docker'], 'containers'>,
  id: string,
  path: string,
): Promise<Uint8Array | undefined> {
  const archive = await existing(containers.archive(id, path));
  if (archive === undefined) return undefined;
  const file = fileOf(await collect(archive.tar));
  const { linkTarget } = archive.stat;
  return linkTarget === '' ? file : contentOf({ containers }, id, linkTarget);
}

/** The first entry of a tar archive: all that `docker cp` of one file sends. PAX and GNU headers before it are skipped. What is no regular file is empty. */
function fileOf(tar: Uint8Array): Uint8Array | undefined {
  const text = (from: number, length: number) => new TextDecoder('latin1').decode(tar.subarray(from, from + length));
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const type = text(at + 156, 1);
    if (type === '0' || type === '\0') return tar.subarray(at + 512, at + 512 + size);
    if (!'xgLK'.includes(type)) return new Uint8Array();
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

/** In one layer, or in all of them as a container would see them. */
async function hasFile(
  insight: CheckHost['insight'],
  { image, path, matches }: Extract<Assertion, { kind: 'imageFile' }>,
  layer: number | undefined,
): Promise<boolean> {
  if (layer === undefined) {
    if ((await insight.which({ image }, path)).from === undefined) return false;
  } else {
    const entry = (await insight.layer(image, layer)).find((one) => one.path === path);
    if (entry === undefined || entry.change === 'removed') return false;
  }
  if (matches === undefined) return true;
  const file = await existing(insight.text({ image }, path, layer));
  return file !== undefined && !file.binary && fits(file.text, matches);
}

/** Runs a shell command in a container; undefined when it does not run or has no shell to ask. */
async function execute(
  { exec }: CheckHost['docker'],
  container: string,
  command: string,
  ours: Set<string>,
): Promise<{ stdout: string; exitCode: number } | undefined> {
  try {
    const id = await exec.create(container, { Cmd: ['sh', '-c', command], AttachStdout: true, AttachStderr: true });
    ours.add(id);
    const stream = await exec.attach(id, { Detach: false, Tty: false });
    const decoder = new TextDecoder();
    let stdout = '';
    for await (const chunk of demultiplex(stream.source)) {
      if (chunk.stream === 1) stdout += decoder.decode(chunk.data, { stream: true });
    }
    stream.destroy();
    return { stdout, exitCode: (await exec.inspect(id)).ExitCode ?? -1 };
  } catch (error) {
    if (isKind(error, 'notFound') || isKind(error, 'conflict') || isKind(error, 'invalid')) return undefined;
    throw error;
  }
}

/** `Config.Labels.com.example.role`: keys may have dots themselves. `Mounts.0.Source`: elements are counted from 0. */
function fieldOf(object: unknown, field: string): unknown {
  if (field === '') return object;
  if (typeof object !== 'object' || object === null) return undefined;
  const names = field.split('.');
  for (let length = 1; length <= names.length; length++) {
    const name = names.slice(0, length).join('.');
    if (!Object.hasOwn(object, name)) continue;
    const value = fieldOf((object as Record<string, unknown>)[name], names.slice(length).join('.'));
    if (value !== undefined) return value;
  }
  return undefined;
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
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

function fits(data: Uint8Array | string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  return new RegExp(pattern, 'm').test(typeof data === 'string' ? data : new TextDecoder().decode(data));
}

/** One word for the shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
