import { EngineError } from '../base/errors.ts';
import type { GuestProcess } from '../guest/agent.ts';

import type { Container } from './container.ts';
import { announce, type Context } from './context.ts';
import type { TopResult } from './spec.ts';

interface Moment {
  readonly now: number;
  /** When the guest booted: milliseconds since the epoch. */
  readonly boot: number;
  readonly memory: number;
  readonly userNames: ReadonlyMap<number, string>;
}

type Column = (process: GuestProcess, moment: Moment) => string;

/** ps(1)'s columns, by their names in `-o`; the headings are those of procps. */
const columns: Readonly<Record<string, readonly [heading: string, value: Column]>> = {
  user: ['USER', (process, moment) => userName(process, moment)],
  uid: ['UID', ({ uid }) => String(uid)],
  pid: ['PID', ({ pid }) => String(pid)],
  ppid: ['PPID', ({ ppid }) => String(ppid)],
  c: ['C', (process, moment) => String(Math.floor(cpuPercent(process, moment)))],
  '%cpu': ['%CPU', (process, moment) => cpuPercent(process, moment).toFixed(1)],
  '%mem': ['%MEM', ({ rss }, { memory }) => (((rss * 1024) / Math.max(memory, 1)) * 100).toFixed(1)],
  vsz: ['VSZ', ({ vsize }) => String(vsize)],
  rss: ['RSS', ({ rss }) => String(rss)],
  tty: ['TTY', ({ terminal }) => terminal || '?'],
  stat: ['STAT', ({ state }) => state],
  s: ['S', ({ state }) => state],
  stime: ['STIME', (process, moment) => startTime(process, moment)],
  start: ['START', (process, moment) => startTime(process, moment)],
  time: ['TIME', ({ utime, stime }) => duration((utime + stime) / 100)],
  etime: ['ELAPSED', ({ startTime: ticks }, { now, boot }) => duration((now - boot) / 1000 - ticks / 100).replace(/^00:/, '')],
  nlwp: ['NLWP', ({ threads }) => String(threads)],
  comm: ['COMMAND', ({ comm }) => comm],
  args: ['COMMAND', ({ argv, comm }) => (argv.length > 0 ? argv.join(' ') : `[${comm}]`)],
  cmd: ['CMD', ({ argv, comm }) => (argv.length > 0 ? argv.join(' ') : `[${comm}]`)],
};

/** `docker top`: what `ps` with these arguments prints, for the container's processes. Default `-ef`. */
export async function topContainer(context: Context, container: Container, psArgs = '-ef'): Promise<TopResult> {
  const { run } = container;
  if (!container.running || run === undefined) throw new EngineError('conflict', `container ${container.id} is not running`);
  const names = parsePs(psArgs);
  if (!names.some(([title]) => title === 'PID')) throw new EngineError('internal', "Couldn't find PID field in ps output");
  const [processes, passwd, uptime] = await Promise.all([
    context.agent.processes(`${run.cgroup}`),
    // ps runs on the host: names are the host's.
    context.agent.readFile('/etc/passwd'),
    context.agent.readFile('/proc/uptime'),
  ]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const now = context.clock.now();
  const moment: Moment = {
    now,
    boot: now - Number(text(uptime).split(' ')[0]) * 1000,
    memory: context.memory,
    userNames: new Map(
      text(passwd)
        .split('\n')
        .map((line) => line.split(':'))
        .map(([name = '', , uid]) => [Number(uid), name]),
    ),
  };
  announce(context, container, 'top');
  return {
    Titles: names.map(([title]) => title),
    Processes: [...processes].sort((a, b) => a.pid - b.pid).map((process) => names.map(([, value]) => value(process, moment))),
  };
}

function parsePs(args: string): Array<readonly [string, Column]> {
  const words = args.split(/\s+/).filter(Boolean);
  if (words.some((word) => word.startsWith('--'))) throw new EngineError('internal', 'ps: error: unknown gnu long option');
  const at = words.findIndex((word) => /^-?\w*o/.test(word) && word.replace(/^-/, '').endsWith('o'));
  const pick = (list: readonly string[]) =>
    list.map((name) => {
      const [key = '', heading] = name.split('=');
      const column = columns[key.toLowerCase()];
      if (column === undefined) throw new EngineError('internal', `ps: error: unknown user-defined format specifier "${key}"`);
      return heading === undefined ? column : ([heading, column[1]] as const);
    });
  if (at >= 0) return pick((words[at + 1] ?? '').split(','));
  const flags = words.join('');
  if (/^-?(aux|uax|aux?w*)$/.test(flags) || (flags.includes('u') && !flags.startsWith('-'))) {
    return pick(['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tty', 'stat', 'start', 'time', 'args']);
  }
  if (flags.includes('f') || flags === '') {
    const full = pick(['user', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd']);
    return full.map(([title, value], index) => (index === 0 ? (['UID', value] as const) : [title, value]));
  }
  return pick(['pid', 'tty', flags.startsWith('-') ? 'time' : 'stat', ...(flags.startsWith('-') ? ['cmd'] : ['time', 'args'])]);
}

function userName({ uid }: GuestProcess, { userNames }: Moment): string {
  const name = userNames.get(uid);
  return name === undefined || name.length > 8 ? String(uid) : name;
}

function cpuPercent({ utime, stime, startTime: ticks }: GuestProcess, { now, boot }: Moment): number {
  const seconds = (now - boot) / 1000 - ticks / 100;
  return seconds <= 0 ? 0 : Math.min(100, (utime + stime) / seconds);
}

function startTime({ startTime: ticks }: GuestProcess, { boot, now }: Moment): string {
  const started = new Date(boot + ticks * 10);
  const sameDay = now - started.getTime() < 24 * 3600 * 1000;
  const iso = started.toISOString();
  return sameDay ? iso.slice(11, 16) : `${started.toUTCString().slice(8, 11)}${iso.slice(8, 10)}`;
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
