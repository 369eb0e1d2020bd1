import type { DockerClient } from '../../api/client/client.ts';
import type { ContainerSummary } from '../../api/types/container.ts';
import type { Filters } from '../../api/types/filters.ts';
import { type Command, type Completion, isGroup } from '../command.ts';
import type { Flags } from '../flag.ts';
import { containerNames } from '../format/containers.ts';
import { find, globalFlags, root } from '../tree.ts';

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
export async function complete(words: readonly string[], client: DockerClient): Promise<Suggestions> {
  const typed = words.at(-1) ?? '';
  const suggestions = await suggest(words.slice(0, -1), typed, client).catch(() => none);
  const matching = [...new Set(suggestions.words)].filter((word) => word.startsWith(typed)).sort();
  return { words: matching, files: suggestions.files };
}

async function suggest(before: readonly string[], typed: string, client: DockerClient): Promise<Suggestions> {
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
    const [, flag = ''] = assigned;
    const values = await valuesOf(command, flag, client);
    return { words: values.words.map((value) => `${flag}=${value}`), files: values.files };
  }
  const last = given.at(-1);
  if (last !== undefined && needsValue(command.flags, last)) return await valuesOf(command, last, client);
  const positional = countPositional(command, given);
  // What follows the image belongs to another program.
  const passed = command.interspersed === false && positional > 0;
  if (passed) return files;
  if (typed.startsWith('-')) return { words: [...flagNames(command.flags), '--help'], files: false };
  if (positional >= command.args.max) return none;
  return await objects(command.completes ?? 'none', command, client);
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

function countPositional({ flags }: Command, words: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) count += 1;
    else if (needsValue(flags, word)) at += 1;
  }
  return count;
}

const choices: Readonly<Record<string, readonly string[]>> = {
  pull: ['always', 'missing', 'never'],
  restart: ['no', 'on-failure', 'always', 'unless-stopped'],
  progress: ['auto', 'plain', 'quiet', 'rawjson', 'tty'],
  attach: ['stdin', 'stdout', 'stderr'],
  signal: ['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGQUIT', 'SIGSTOP', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'],
  'stop-signal': ['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGQUIT', 'SIGSTOP', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'],
  format: ['json', 'table'],
  type: ['container', 'image', 'network', 'volume'],
  call: ['build', 'check', 'outline', 'targets'],
};

const fileFlags = [
  'env-file',
  'label-file',
  'file',
  'volume',
  'output',
  'input',
  'cidfile',
  'iidfile',
  'metadata-file',
  'workdir',
  'mount',
];

async function valuesOf(command: Command, word: string, client: DockerClient): Promise<Suggestions> {
  const name = flagOf(command.flags, word)?.[0] ?? '';
  if (name === 'network' || name === 'net') return { words: (await client.networks.list()).map(({ Name }) => Name), files: false };
  if (name === 'volumes-from' || name === 'link') return { words: names(await client.containers.list({ all: true })), files: false };
  if (fileFlags.includes(name)) return files;
  return { words: choices[name] ?? [], files: false };
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
