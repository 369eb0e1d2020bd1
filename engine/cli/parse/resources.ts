import type { RestartPolicy, Ulimit } from '../../api/types/container.ts';
import { cut, type Flag } from '../flag.ts';
import { parseInteger } from '../go.ts';

/** `--cpus 1.5`, in billionths of a CPU. */
export function cpus(short: string, usage: string): Flag<number> {
  return {
    short,
    usage,
    type: 'decimal',
    initial: 0,
    set(text) {
      const ratio = /^([-+]?\d+)\/(\d+)$/.exec(text);
      const plain = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text);
      if (!plain && (ratio === null || Number(ratio[2]) === 0)) throw new Error(`failed to parse ${text} as a rational number`);
      const nano = (ratio === null ? Number(text) : Number(ratio[1]) / Number(ratio[2])) * 1e9;
      if (Math.abs(nano - Math.round(nano)) > 1e-3) throw new Error('value is too precise');
      return Math.round(nano);
    },
  };
}

/** `--ulimit name=soft[:hard]`, repeated; the last of a name counts. */
export function ulimits(short: string, usage: string): Flag<readonly Ulimit[]> {
  return {
    short,
    usage,
    type: 'ulimit',
    initial: [],
    shown: '[]',
    set(text, current) {
      const { key, value } = cut(text, '=');
      if (value === undefined || key === '') throw new Error(`invalid ulimit argument: ${text}`);
      if (!limits.includes(key)) throw new Error(`invalid ulimit type: ${key}`);
      const [soft = '', hard, more] = value.split(':');
      if (more !== undefined) throw new Error(`too many limit value arguments - ${value}, can only have up to two, \`soft[:hard]\``);
      const ulimit = { Name: key, Soft: parseInteger(soft), Hard: parseInteger(hard ?? soft) };
      if (ulimit.Hard !== -1 && ulimit.Soft > ulimit.Hard) {
        throw new Error(`ulimit soft limit must be less than or equal to hard limit: ${ulimit.Soft} > ${ulimit.Hard}`);
      }
      return [...current.filter((other) => other.Name !== key), ulimit];
    },
  };
}

const limits = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

/** `no`, `always`, `unless-stopped`, `on-failure[:max]`. Unknown names are the daemon's to refuse. */
export function parseRestartPolicy(text: string): RestartPolicy {
  const { key, value } = cut(text, ':');
  if (value !== undefined && key === '') throw new Error('invalid restart policy format: no policy provided before colon');
  if (value !== undefined && value !== '' && !/^[-+]?\d+$/.test(value)) {
    throw new Error('invalid restart policy format: maximum retry count must be an integer');
  }
  return { Name: key as RestartPolicy['Name'], MaximumRetryCount: Number(value ?? 0) };
}
