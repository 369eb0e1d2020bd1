import type { MountSpec } from '../../api/types/container.ts';
import { cut, type Flag } from '../flag.ts';
import { parseBool } from '../go.ts';
import { csvFields } from './csv.ts';
import { parseBytes } from './size.ts';

/** `--mount type=bind,src=…,dst=…`. A relative source stays so: the command knows the working directory. */
export function mount(short: string, usage: string): Flag<readonly MountSpec[]> {
  return { short, usage, type: 'mount', initial: [], set: (text, current) => [...current, parseMount(text)] };
}

export function parseMount(text: string): MountSpec {
  const spec: MountSpec = { Type: 'volume', Target: '' };
  if (text === '') throw new Error('EOF');
  for (const field of csvFields(text)) {
    const { key: rawKey, value: rawValue } = cut(field, '=');
    const key = rawKey.toLowerCase();
    if (rawValue === undefined && !['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive'].includes(key)) {
      throw new Error(`invalid field '${field}' must be a key=value pair`);
    }
    const value = rawValue ?? 'true';
    const truth = () => {
      try {
        return parseBool(value);
      } catch {
        throw new Error(`invalid value for ${key}: ${value}`);
      }
    };
    switch (key) {
      case 'type':
        spec.Type = value.toLowerCase() as MountSpec['Type'];
        break;
      case 'source':
      case 'src':
        spec.Source = value;
        break;
      case 'target':
      case 'dst':
      case 'destination':
        spec.Target = value;
        break;
      case 'readonly':
      case 'ro':
        spec.ReadOnly = truth();
        break;
      case 'consistency':
        spec.Consistency = value.toLowerCase();
        break;
      case 'bind-propagation':
        spec.BindOptions = { ...spec.BindOptions, Propagation: value.toLowerCase() };
        break;
      case 'bind-nonrecursive':
        spec.BindOptions = { ...spec.BindOptions, NonRecursive: truth() };
        break;
      case 'bind-recursive':
        if (value === 'disabled') spec.BindOptions = { ...spec.BindOptions, NonRecursive: true };
        else if (value === 'writable') spec.BindOptions = { ...spec.BindOptions, ReadOnlyNonRecursive: true };
        else if (value === 'readonly') spec.BindOptions = { ...spec.BindOptions, ReadOnlyForceRecursive: true };
        else if (value !== 'enabled') {
          throw new Error(`invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`);
        }
        break;
      case 'volume-subpath':
        spec.VolumeOptions = { ...spec.VolumeOptions, Subpath: value };
        break;
      case 'volume-nocopy':
        spec.VolumeOptions = { ...spec.VolumeOptions, NoCopy: truth() };
        break;
      case 'volume-label':
        spec.VolumeOptions = { ...spec.VolumeOptions, Labels: { ...spec.VolumeOptions?.Labels, ...pair(value) } };
        break;
      case 'volume-driver':
        spec.VolumeOptions = { ...spec.VolumeOptions, DriverConfig: { ...spec.VolumeOptions?.DriverConfig, Name: value } };
        break;
      case 'volume-opt': {
        const driver = spec.VolumeOptions?.DriverConfig;
        spec.VolumeOptions = { ...spec.VolumeOptions, DriverConfig: { ...driver, Options: { ...driver?.Options, ...pair(value) } } };
        break;
      }
      case 'image-subpath':
        spec.ImageOptions = { Subpath: value };
        break;
      case 'tmpfs-size':
        try {
          spec.TmpfsOptions = { ...spec.TmpfsOptions, SizeBytes: parseBytes(value) };
        } catch {
          throw new Error(`invalid value for ${key}: ${value}`);
        }
        break;
      case 'tmpfs-mode': {
        if (!/^[0-7]+$/.test(value)) throw new Error(`invalid value for ${key}: ${value}`);
        spec.TmpfsOptions = { ...spec.TmpfsOptions, Mode: Number.parseInt(value, 8) };
        break;
      }
      default:
        throw new Error(`unexpected key '${key}' in '${field}'`);
    }
  }
  if ((spec.Type as string) === '') throw new Error('type is required');
  if (spec.Target === '') throw new Error('target is required');
  const foreign = (options: unknown, prefix: string, type: string) => {
    if (options !== undefined && spec.Type !== type) throw new Error(`cannot mix '${prefix}-*' options with mount type '${spec.Type}'`);
  };
  foreign(spec.VolumeOptions, 'volume', 'volume');
  foreign(spec.ImageOptions, 'image', 'image');
  foreign(spec.BindOptions, 'bind', 'bind');
  foreign(spec.TmpfsOptions, 'tmpfs', 'tmpfs');
  const needs = (recursive: string, other: string) =>
    new Error(`option 'bind-recursive=${recursive}' requires '${other}' to be specified in conjunction`);
  if (spec.BindOptions?.ReadOnlyNonRecursive && spec.ReadOnly !== true) throw needs('writable', 'readonly');
  if (spec.BindOptions?.ReadOnlyForceRecursive) {
    if (spec.ReadOnly !== true) throw needs('readonly', 'readonly');
    if (spec.BindOptions.Propagation !== 'rprivate') throw needs('readonly', 'bind-propagation=rprivate');
  }
  return spec;
}

function pair(text: string): Record<string, string> {
  const { key, value } = cut(text, '=');
  return { [key]: value ?? '' };
}
