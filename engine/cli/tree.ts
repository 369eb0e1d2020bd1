import { build } from './build/build.ts';
import { prune as pruneBuilds } from './build/prune.ts';
import type { Command, Group } from './command.ts';
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
import { bool, type Flags, list, string } from './flag.ts';
import type { Section } from './help.ts';
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
import { df } from './system/df.ts';
import { events } from './system/events.ts';
import { info } from './system/info.ts';
import { inspect } from './system/inspect.ts';
import { prune as pruneSystem } from './system/prune.ts';
import { version } from './system/version.ts';
import { unavailable } from './unavailable.ts';
import { create as createVolume } from './volume/create.ts';
import { inspect as inspectVolumes } from './volume/inspect.ts';
import { ls as listVolumes } from './volume/ls.ts';
import { prune as pruneVolumes } from './volume/prune.ts';
import { rm as removeVolumes } from './volume/rm.ts';

/** Every command under every name that it answers to. */

export const groups: Readonly<Record<string, Group>> = {
  builder: { short: 'Manage builds', commands: { build, prune: pruneBuilds } },
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
  system: { short: 'Manage Docker', commands: { df, events, info, prune: pruneSystem } },
  volume: {
    short: 'Manage volumes',
    commands: { create: createVolume, inspect: inspectVolumes, ls: listVolumes, prune: pruneVolumes, rm: removeVolumes },
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

export const topLevel: Readonly<Record<string, Command>> = { ...common, ...others };

export const globalFlags: Flags = {
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
};

export type Found =
  | { readonly kind: 'command'; readonly command: Command; readonly path: string; readonly rest: readonly string[] }
  | { readonly kind: 'group'; readonly group: Group; readonly path: string; readonly rest: readonly string[] }
  | { readonly kind: 'unknown'; readonly parent: string; readonly word: string };

/** What the words after the global flags name. */
export function find(words: readonly string[]): Found {
  const [word = '', next, ...more] = words;
  const direct = own(topLevel, word) ?? own(unavailable, word);
  if (direct !== undefined) return { kind: 'command', command: direct, path: `docker ${word}`, rest: words.slice(1) };
  const group = own(groups, word);
  if (group === undefined) return { kind: 'unknown', parent: 'docker', word };
  const path = `docker ${word}`;
  if (next === undefined || next.startsWith('-')) return { kind: 'group', group, path, rest: words.slice(1) };
  const name = own(group.synonyms ?? {}, next) ?? next;
  const command = own(group.commands, name);
  if (command === undefined) return { kind: 'unknown', parent: path, word: next };
  return { kind: 'command', command, path: `${path} ${name}`, rest: more };
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export function rootSections(): Section[] {
  const rows = (table: Readonly<Record<string, { short: string }>>) =>
    Object.entries(table).map(([name, { short }]) => [name, short] as const);
  return [
    { title: 'Common Commands', rows: rows(common) },
    { title: 'Management Commands', rows: rows(groups) },
    { title: 'Commands', rows: rows(others) },
    { title: 'Not in this playground', rows: rows(unavailable) },
  ];
}
