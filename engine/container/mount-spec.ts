import { EngineError } from '../base/errors.ts';
import { clean } from '../base/path.ts';
import type { MountSpec } from './spec.ts';

/** What `-v` says: the same as a `--mount`, and the mode as it was written. */
export interface BindSpec {
  readonly mount: MountSpec;
  readonly mode: string;
}

const kinds: ReadonlyArray<ReadonlySet<string>> = [
  new Set(['rw', 'ro']),
  new Set(['z', 'Z']),
  new Set(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']),
  new Set(['nocopy']),
  new Set(['consistent', 'cached', 'delegated']),
];
const propagations = kinds[2] as ReadonlySet<string>;

/** At most one word of each kind (moby: `linuxValidMountMode`). */
function validMode(mode: string): boolean {
  if (mode === '') return true;
  const found = mode.split(',').map((word) => kinds.findIndex((kind) => kind.has(word)));
  return !found.includes(-1) && new Set(found).size === found.length;
}

/** moby: `linuxParser.ParseMountRaw`. `name:/target`, `/host:/target:ro` or `/target`. */
export function parseBind(raw: string): BindSpec {
  const parts = raw.split(':');
  const wrong = () => invalid(`invalid volume specification: '${raw}'`);
  if (parts.length > 3 || parts[0] === '' || (parts.length === 2 && validMode(parts[1] ?? ''))) throw wrong();
  const [Source = '', Target = '', mode = ''] = parts.length === 1 ? ['', parts[0]] : parts;
  if (!validMode(mode)) throw invalid(`invalid mode: ${mode}`);
  const words = mode.split(',');
  const Propagation = words.find((word) => propagations.has(word));
  const mount: MountSpec = {
    Type: Source.startsWith('/') ? 'bind' : 'volume',
    Source,
    Target,
    ReadOnly: words.includes('ro'),
    ...(words.includes('nocopy') && { VolumeOptions: { NoCopy: true } }),
    ...(Propagation !== undefined && { BindOptions: { Propagation } }),
  };
  try {
    checkMount(mount);
  } catch (error) {
    throw invalid(`${wrong().message}: ${(error as Error).message}`);
  }
  return { mount, mode };
}

/** moby: `linuxParser.validateMountConfigImpl`, but for whether the source exists. */
export function checkMount(mount: MountSpec): void {
  const { Source = '', Target = '' } = mount;
  const fail = (reason: string) => invalid(`invalid mount config for type "${mount.Type}": ${reason}`);
  const without = (...fields: Array<'BindOptions' | 'VolumeOptions' | 'ImageOptions'>) => {
    for (const field of fields) if (mount[field] !== undefined) throw fail(`field ${field} must not be specified`);
  };
  if (Target === '') throw fail('field Target must not be empty');
  if (isRoot(Target)) throw fail("invalid specification: destination can't be '/'");
  if (!Target.startsWith('/')) throw fail(notAbsolute(Target));
  switch (mount.Type) {
    case 'bind': {
      if (Source === '') throw fail('field Source must not be empty');
      const { Propagation } = mount.BindOptions ?? {};
      if (Propagation && !propagations.has(Propagation)) throw fail(`invalid propagation mode: ${Propagation}`);
      without('VolumeOptions', 'ImageOptions');
      if (!Source.startsWith('/')) throw fail(notAbsolute(Source));
      return;
    }
    case 'volume':
      without('BindOptions', 'ImageOptions');
      if (mount.VolumeOptions?.Subpath && Source === '') throw fail('must not set Subpath when using anonymous volumes');
      if (!isLocal(mount.VolumeOptions?.Subpath ?? '')) throw fail('subpath must be a relative path within the volume');
      if (mount.ReadOnly && Source === '') throw fail('must not set ReadOnly mode when using anonymous volumes');
      return;
    case 'tmpfs':
      without('BindOptions', 'ImageOptions');
      if (Source !== '') throw fail('field Source must not be specified');
      return;
    default:
      throw fail('mount type unknown');
  }
}

/** Go's filepath.IsLocal: it does not lead out of where it begins. */
function isLocal(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').some((_, at, parts) => depthAfter(parts.slice(0, at + 1)) < 0);
}

function depthAfter(parts: readonly string[]): number {
  return parts.reduce((depth, part) => (part === '..' ? depth - 1 : part === '' || part === '.' ? depth : depth + 1), 0);
}

/** moby: `ValidateTmpfsMountDestination`. */
export function checkTmpfsTarget(target: string): void {
  if (isRoot(target)) throw invalid("invalid specification: destination can't be '/'");
  if (!target.startsWith('/')) throw invalid(notAbsolute(target));
}

/** `container[:mode]`: neither propagation nor copying can be chosen anew (moby: `ParseVolumesFrom`). */
export function parseVolumesFrom(entry: string): { ref: string; readonly: boolean } {
  const colon = entry.indexOf(':');
  const [ref, mode] = colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)];
  const words = mode === '' ? [] : mode.split(',');
  if (!validMode(mode) || words.some((word) => propagations.has(word) || word === 'nocopy')) throw invalid(`invalid mode: ${mode}`);
  return { ref, readonly: words.includes('ro') };
}

function isRoot(path: string): boolean {
  return path.startsWith('/') && clean(path) === '/';
}

function notAbsolute(path: string): string {
  return `invalid mount path: '${path}' mount path must be absolute`;
}

function invalid(message: string): EngineError {
  return new EngineError('invalid', message);
}
