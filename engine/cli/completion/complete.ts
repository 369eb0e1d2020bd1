import type { DockerClient } from '../../api/client/client.ts';
import type { ContainerSummary } from '../../api/types/container.ts';
import type { Filters } from '../../api/types/filters.ts';
import { type Command, type Completion, isGroup } from '../command.ts';
import type { Flags } from '../flag.ts';
import { containerNames } from '../format/containers.ts';
import { find, globalFlags, root } from '../tree.ts';
import { choices, fileFlags } from './choices.ts';

interface Asked {
  readonly client: DockerClient;
  /** Names of variables are offered, never their values. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Suggestions {
  /** Whole words that begin with what is typed. */
  readonly words: readonly string[];
  /** Names of files fit as well. */
  readonly files: boolean;
}

const none: Suggestions = { words: [], files: false };
const files: Suggestions = { words: [], files: true };

/**
 * What can stand for the last of `words` (those after `docker`). Asks the daemon only when names of its objects are wanted, and is silent when
 * it does not answer.
 */
export async function complete(words: readonly string[], asked: Asked): Promise<Suggestions> {
  const typed = words.at(-1) ?? '';
  const suggestions = await suggest(words.slice(0, -1), typed, asked).catch(() => none);
  const matching = [...new Set(suggestions.words)].filter((word) => word.startsWith(typed)).sort();
  return { words: matching, files: suggestions.files };
}

async function suggest(before: readonly string[], typed: string, asked: Asked): Promise<Suggestions> {
  const global = before.at(-1);
  if (global !== undefined && withoutGlobalFlags(before.slice(0, -1)).length === 0 && needsValue(globalFlags, global)) {
    const name = flagOf(globalFlags, global)?.[0] ?? '';
    return name === 'context'
      ? { words: ['default'], files: false }
      : { words: choices[name] ?? [], files: name.startsWith('tls') || name === 'config' };
  }
  const rest = withoutGlobalFlags(before);
  const found = find(rest[0] === 'help' ? rest.slice(1) : rest);
  const { entry: command, rest: given } = found;
  if (isGroup(command)) {
    if (given.length > 0) return none;
    if (typed.startsWith('-')) return { words: command === root ? flagNames(globalFlags) : ['--help'], files: false };
    const names = Object.entries(command.commands).flatMap(([name, entry]) => (entry.hidden === true ? [] : [name]));
    return { words: command === root && rest.length === 0 ? [...names, 'help'] : names, files: false };
  }

  const assigned = /^(--[\w-]+)=(.*)$/.exec(typed);
  if (assigned !== null) {
    const [, flag = '', value = ''] = assigned;
    const values = await valuesOf(command, flag, value, asked);
    return { words: values.words.map((value) => `${flag}=${value}`), files: values.files };
  }
  const last = given.at(-1);
  if (last !== undefined && needsValue(command.flags, last)) return await valuesOf(command, last, typed, asked);
  const positional = positionalOf(command, given).length;
  // What follows the image belongs to another program.
  const passed = command.interspersed === false && positional > 0;
  if (passed) return files;
  if (typed.startsWith('-')) return { words: [...flagNames(command.flags), '--help'], files: false };
  if (positional >= command.args.max) return none;
  if (positional > 0 && (found.path === 'docker network connect' || found.path === 'docker network disconnect')) {
    return await members(positionalOf(command, given)[0] ?? '', found.path.endsWith('disconnect'), asked.client);
  }
  return await objects(command.completes ?? 'none', command, asked.client);
}

/** Visible ones only. */
function flagNames(flags: Flags): string[] {
  return Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true)
    .map(([name]) => `--${name}`);
}

function flagOf(flags: Flags, word: string): [name: string, flag: Flags[string]] | undefined {
  return Object.entries(flags).find(
    ([name, flag]) => word === `--${name}` || (/^-[^-]/.test(word) && flag.short !== '' && word.endsWith(flag.short)),
  );
}

function needsValue(flags: Flags, word: string): boolean {
  return word.startsWith('-') && flagOf(flags, word)?.[1].bare === undefined && flagOf(flags, word) !== undefined;
}

function withoutGlobalFlags(words: readonly string[]): readonly string[] {
  let at = 0;
  while (words[at]?.startsWith('-')) at += needsValue(globalFlags, words[at] ?? '') ? 2 : 1;
  return words.slice(at);
}

function positionalOf({ flags }: Command, words: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) found.push(word);
    else if (needsValue(flags, word)) at += 1;
  }
  return found;
}

/** Containers that are in a network, or that are not. */
async function members(network: string, inside: boolean, client: DockerClient): Promise<Suggestions> {
  const all = await client.containers.list({ all: true });
  const fitting = all.filter(({ NetworkSettings }) => Object.hasOwn(NetworkSettings?.Networks ?? {}, network) === inside);
  return { words: names(fitting), files: false };
}

async function valuesOf(command: Command, word: string, typed: string, { client, env }: Asked): Promise<Suggestions> {
  const name = flagOf(command.flags, word)?.[0] ?? '';
  const of = (words: readonly string[]): Suggestions => ({ words, files: false });
  switch (name) {
    case 'network':
    case 'net':
      return of((await client.networks.list()).map(({ Name }) => Name));
    case 'volumes-from':
      return of(names(await client.containers.list({ all: true })));
    case 'link':
      return of(names(await client.containers.list({ all: true })).map((container) => `${container}:`));
    case 'ipc':
    case 'pid':
      if (!typed.startsWith('container:')) return of(choices[name] ?? []);
      return of(names(await client.containers.list({ all: true })).map((container) => `container:${container}`));
    case 'log-driver':
      return of((await client.system.info()).Plugins?.Log ?? []);
    case 'volume-driver':
      return of((await client.system.info()).Plugins?.Volume ?? []);
    case 'env':
    case 'build-arg':
      return of(Object.keys(env));
    default:
      return fileFlags.includes(name) ? files : of(choices[name] ?? []);
  }
}

async function objects(kind: Completion, command: Command, client: DockerClient): Promise<Suggestions> {
  const containers = async (all: boolean, filters: Filters = {}) => ({
    words: names(await client.containers.list({ all, filters })),
    files: false,
  });
  switch (kind) {
    case 'containers': {
      const found = await containers(true);
      // One side of a copy is a file.
      return command.use.includes('SRC_PATH') ? { words: found.words.map((name) => `${name}:`), files: true } : found;
    }
    case 'running':
      return await containers(false);
    case 'paused':
      return await containers(true, { status: ['paused'] });
    case 'stopped':
      return await containers(true, { status: ['created', 'exited'] });
    case 'images': {
      const images = await client.images.list();
      const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => !tag.startsWith('<none>'));
      return { words: [...tags, ...tags.map((tag) => tag.replace(/:latest$/, ''))], files: false };
    }
    case 'volumes':
      return { words: ((await client.volumes.list()).Volumes ?? []).map(({ Name }) => Name), files: false };
    case 'networks':
      return { words: (await client.networks.list()).map(({ Name }) => Name), files: false };
    case 'contexts':
      return { words: ['default'], files: false };
    case 'files':
      return files;
    case 'none':
      return none;
  }
}

function names(containers: readonly ContainerSummary[]): string[] {
  return containers.flatMap((container) => containerNames(container, true));
}
