import type { DeviceRequest } from '../../api/types/container.ts';
import { clean } from '../../base/path.ts';
import { cut, type Flag } from '../flag.ts';
import { csvFields } from './csv.ts';
import { parseBytes } from './size.ts';

/** `--device-read-bps /dev/sda:1mb` and its like: a path and a number, repeated. */
function perDevice<T>(short: string, usage: string, read: (path: string, value: string, text: string) => T): Flag<readonly T[]> {
  return {
    short,
    usage,
    type: 'list',
    initial: [],
    shown: '[]',
    set(text, current) {
      const { key, value } = cut(text, ':');
      if (value === undefined || key === '') throw new Error(`bad format: ${text}`);
      if (!key.startsWith('/dev/')) throw new Error(`bad format for device path: ${text}`);
      return [...current, read(key, value, text)];
    },
  };
}

export function throttleBps(short: string, usage: string) {
  return perDevice(short, usage, (Path, value, text) => {
    try {
      return { Path, Rate: parseBytes(value) };
    } catch {
      throw new Error(
        `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
      );
    }
  });
}

export function throttleIops(short: string, usage: string) {
  return perDevice(short, usage, (Path, value, text) => {
    if (!/^\d+$/.test(value)) {
      throw new Error(`invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`);
    }
    return { Path, Rate: Number(value) };
  });
}

export function weights(short: string, usage: string) {
  return perDevice(short, usage, (Path, value, text) => {
    const Weight = Number(value);
    if (!/^\d+$/.test(value) || (Weight > 0 && (Weight < 10 || Weight > 1000))) throw new Error(`invalid weight for device: ${text}`);
    return { Path, Weight };
  });
}

export function checkCgroupRule(rule: string): string {
  if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(rule)) throw new Error(`invalid device cgroup format '${rule}'`);
  return rule;
}

/** `--gpus all`, `--gpus 2`, `--gpus device=0,capabilities=utility`. */
export function gpus(short: string, usage: string): Flag<readonly DeviceRequest[]> {
  return { short, usage, type: 'gpu-request', initial: [], set: (text, current) => [...current, gpuRequest(text)] };
}

function gpuRequest(text: string): DeviceRequest {
  const request: DeviceRequest = { Count: 0, Options: {}, Capabilities: [['gpu']] };
  const seen = new Set<string>();
  for (const field of csvFields(text)) {
    const { key, value } = cut(field, '=');
    if (seen.has(key)) throw new Error(`gpu request key '${key}' can be specified only once`);
    seen.add(key);
    if (value === undefined) {
      seen.add('count');
      request.Count = count(key);
      continue;
    }
    switch (key) {
      case 'driver':
        request.Driver = value;
        break;
      case 'count':
        request.Count = count(value);
        break;
      case 'device':
        request.DeviceIDs = value.split(',');
        break;
      case 'capabilities':
        request.Capabilities = [[...value.split(','), 'gpu']];
        break;
      case 'options':
        request.Options = Object.fromEntries(csvFields(value).map((item) => [cut(item, '=').key, cut(item, '=').value ?? '']));
        break;
      default:
        throw new Error(`unexpected key '${key}' in '${field}'`);
    }
  }
  if (!seen.has('count') && request.DeviceIDs === undefined) request.Count = 1;
  return request;
}

function count(text: string): number {
  if (text === 'all') return -1;
  if (!/^[-+]?\d+$/.test(text)) throw new Error(`invalid count (${text}): value must be either "all" or an integer: invalid syntax`);
  return Number(text);
}

export interface DeviceMapping {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

/** `--device`: `host[:container][:rwm]`; names of the Container Device Interface (`vendor.com/class=name`) go another way. */
export function devicesOf(specs: readonly string[]): { mappings: DeviceMapping[]; requests: DeviceRequest[] } {
  const names = specs.filter((spec) => cdiName.test(spec));
  return {
    mappings: specs.filter((spec) => !cdiName.test(spec)).map(deviceOf),
    requests: names.length === 0 ? [] : [{ Driver: 'cdi', DeviceIDs: names }],
  };
}

const cdiName = /^[a-zA-Z][\w.-]*\/[a-zA-Z][\w.-]*=[\w.:-]+$/;

function deviceOf(spec: string): DeviceMapping {
  const parts = spec.split(':');
  const isMode = (text: string | undefined) => text !== undefined && /^(?!.*(.).*\1)[rwm]+$/.test(text);
  if (parts.length > 3 || parts[0] === '') throw new Error(`bad format for path: ${spec}`);
  const [source = '', second, third] = parts;
  if (third !== undefined && !isMode(third)) throw new Error(`bad mode specified: ${third}`);
  const alone = second === undefined || (third === undefined && isMode(second));
  const target = alone ? source : (second ?? '');
  if (!target.startsWith('/')) throw new Error(`${target} is not an absolute path`);
  const path = third === undefined ? clean(target) : target;
  return { PathOnHost: alone ? path : source, PathInContainer: path, CgroupPermissions: third ?? (alone ? (second ?? 'rwm') : 'rwm') };
}
