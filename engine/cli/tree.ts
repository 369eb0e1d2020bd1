import { build } from './build/build.ts';
import { buildx } from './build/builders.ts';
import { type Command, type Entry, type Group, isGroup } from './command.ts';
import { attach } from './container/attach.ts';
import { commit } from './container/commit.ts';
import { cp } from './container/cp.ts';
import { create } from './container/create.ts';
import { diff } from './container/diff.ts';
import { exec } from './container/exec.ts';
import { exportContainer } from './container/export.ts';
import { inspect as inspectContainers } from './container/inspect.ts';
import { kill } from './container/kill.ts';
import { logs } from './container/logs.ts';
import { ls as listContainers } from './container/ls.ts';
import { pause, unpause } from './container/pause.ts';
import { port } from './container/port.ts';
import { prune as pruneContainers } from './container/prune.ts';
import { rename } from './container/rename.ts';
import { rm as removeContainers } from './container/rm.ts';
import { run } from './container/run.ts';
import { start } from './container/start.ts';
import { stats } from './container/stats.ts';
import { restart, stop } from './container/stop.ts';
import { top } from './container/top.ts';
import { update } from './container/update.ts';
import { wait } from './container/wait.ts';
import { inspect as inspectContexts } from './context/inspect.ts';
import { ls as listContexts } from './context/ls.ts';
import { show as showContext } from './context/show.ts';
import { use as chooseContext } from './context/use.ts';
import { bool, type Flags, list, string } from './flag.ts';
import { history } from './image/history.ts';
import { importImage } from './image/import.ts';
import { inspect as inspectImages } from './image/inspect.ts';
import { load } from './image/load.ts';
import { ls as listImages } from './image/ls.ts';
import { prune as pruneImages } from './image/prune.ts';
import { pull } from './image/pull.ts';
import { push } from './image/push.ts';
import { rm as removeImages } from './image/rm.ts';
import { save } from './image/save.ts';
import { search } from './image/search.ts';
import { tag } from './image/tag.ts';
import { connect, disconnect } from './network/connect.ts';
import { create as createNetwork } from './network/create.ts';
import { inspect as inspectNetworks } from './network/inspect.ts';
import { ls as listNetworks } from './network/ls.ts';
import { prune as pruneNetworks } from './network/prune.ts';
import { rm as removeNetworks } from './network/rm.ts';
import { login } from './registry/login.ts';
import { logout } from './registry/logout.ts';
import { df } from './system/df.ts';
import { dialStdio } from './system/dial-stdio.ts';
import { events } from './system/events.ts';
import { info } from './system/info.ts';
import { inspect } from './system/inspect.ts';
import { prune as pruneSystem } from './system/prune.ts';
import { version } from './system/version.ts';
import * as elsewhere from './unavailable.ts';
import { create as createVolume } from './volume/create.ts';
import { inspect as inspectVolumes } from './volume/inspect.ts';
import { ls as listVolumes } from './volume/ls.ts';
import { prune as pruneVolumes } from './volume/prune.ts';
import { rm as removeVolumes } from './volume/rm.ts';

/** Every command under every name that it answers to. */

const groups: Readonly<Record<string, Group>> = {
  builder: { ...buildx, short: 'Manage builds' },
  buildx,
  container: {
    short: 'Manage containers',
    commands: {
      attach,
      commit,
      cp,
      create,
      diff,
      exec,
      export: exportContainer,
      inspect: inspectContainers,
      kill,
      logs,
      ls: listContainers,
      pause,
      port,
      prune: pruneContainers,
      rename,
      restart,
      rm: removeContainers,
      run,
      start,
      stats,
      stop,
      top,
      unpause,
      update,
      wait,
    },
    synonyms: { list: 'ls', ps: 'ls', remove: 'rm' },
  },
  context: {
    short: 'Manage contexts',
    commands: { inspect: inspectContexts, ls: listContexts, show: showContext, use: chooseContext, ...elsewhere.contexts },
    synonyms: { list: 'ls', remove: 'rm' },
  },
  image: {
    short: 'Manage images',
    commands: {
      build,
      history,
      import: importImage,
      inspect: inspectImages,
      load,
      ls: listImages,
      prune: pruneImages,
      pull,
      push,
      rm: removeImages,
      save,
      tag,
    },
    synonyms: { list: 'ls', remove: 'rm' },
  },
  manifest: elsewhere.manifest,
  network: {
    short: 'Manage networks',
    commands: {
      connect,
      create: createNetwork,
      disconnect,
      inspect: inspectNetworks,
      ls: listNetworks,
      prune: pruneNetworks,
      rm: removeNetworks,
    },
    synonyms: { list: 'ls', remove: 'rm' },
  },
  plugin: elsewhere.plugin,
  system: { short: 'Manage Docker', commands: { df, events, info, prune: pruneSystem, 'dial-stdio': dialStdio } },
  trust: elsewhere.trust,
  volume: {
    short: 'Manage volumes',
    commands: {
      create: createVolume,
      inspect: inspectVolumes,
      ls: listVolumes,
      prune: pruneVolumes,
      rm: removeVolumes,
      update: elsewhere.volumeUpdate,
    },
    synonyms: { list: 'ls', remove: 'rm' },
  },
};

const common: Readonly<Record<string, Command>> = {
  run,
  exec,
  ps: listContainers,
  build,
  pull,
  push,
  images: listImages,
  login,
  logout,
  search,
  version,
  info,
};

const others: Readonly<Record<string, Command>> = {
  attach,
  commit,
  cp,
  create,
  diff,
  events,
  export: exportContainer,
  history,
  import: importImage,
  inspect,
  kill,
  load,
  logs,
  pause,
  port,
  rename,
  restart,
  rm: removeContainers,
  rmi: removeImages,
  save,
  start,
  stats,
  stop,
  tag,
  top,
  unpause,
  update,
  wait,
};

/** Docker lists the last three kinds apart; what is hidden there is in `hidden` here. */
const swarm: Readonly<Record<string, Group>> = { swarm: elsewhere.swarm };
const hidden: Readonly<Record<string, Group>> = {
  checkpoint: elsewhere.checkpoint,
  config: elsewhere.config,
  node: elsewhere.node,
  secret: elsewhere.secret,
  service: elsewhere.service,
  stack: elsewhere.stack,
};

export const root: Group = {
  short: 'A self-sufficient runtime for containers',
  commands: { ...common, ...groups, ...swarm, ...others, ...hidden },
};

export const sections: ReadonlyArray<readonly [title: string, entries: Readonly<Record<string, Entry>>]> = [
  ['Common Commands', common],
  ['Management Commands', groups],
  ['Swarm Commands', swarm],
  ['Commands', others],
];

export const globalFlags = {
  config: string('', 'Location of client config files', '/root/.docker'),
  context: string(
    'c',
    'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")',
  ),
  debug: bool('D', 'Enable debug mode'),
  host: list('H', 'Daemon socket to connect to'),
  'log-level': string('l', 'Set the logging level ("debug", "info", "warn", "error", "fatal")', 'info'),
  tls: bool('', 'Use TLS; implied by --tlsverify'),
  tlscacert: string('', 'Trust certs signed only by this CA', '/root/.docker/ca.pem'),
  tlscert: string('', 'Path to TLS certificate file', '/root/.docker/cert.pem'),
  tlskey: string('', 'Path to TLS key file', '/root/.docker/key.pem'),
  tlsverify: bool('', 'Use TLS and verify the remote'),
  version: bool('v', 'Print version information and quit'),
} satisfies Flags;

/** What the words after `docker` name, and the words that are left: arguments, or what no entry of the group is called. */
export interface Found {
  readonly entry: Entry;
  /** `docker container ls`, by the entry's own name. */
  readonly path: string;
  readonly rest: readonly string[];
}

/** As cobra looks for a command: flags may stand before a name, and stay with what is left. */
export function find(words: readonly string[]): Found {
  let entry: Entry = root;
  let path = 'docker';
  let rest = [...words];
  while (isGroup(entry)) {
    const at = firstName(rest);
    const word = rest[at] ?? '';
    const name: string = own(entry.commands, word) === undefined ? (own(entry.synonyms ?? {}, word) ?? word) : word;
    const next: Entry | undefined = own(entry.commands, name);
    if (next === undefined) break;
    entry = next;
    path = next.fullName ?? `${path} ${name}`;
    rest = rest.toSpliced(at, 1);
  }
  return { entry, path, rest };
}

/** A flag of a group is a switch, or unknown, and then what follows it may be its value. */
function firstName(words: readonly string[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-')) return at;
    if (!word.includes('=') && word !== '--help' && word !== '-h') at += 1;
  }
  return -1;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
