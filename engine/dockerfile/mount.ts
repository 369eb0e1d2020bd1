import { quoteGo } from './go.ts';
import { DockerfileError } from './source.ts';
import { didYouMean } from './suggest.ts';

const mountTypes = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
const sharingModes = ['shared', 'private', 'locked'] as const;

/** RUN --mount (Dockerfile reference). Absent means not given. */
export interface Mount {
  readonly type: (typeof mountTypes)[number];
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly readonly: boolean;
  readonly required: boolean;
  /** In bytes, of a tmpfs. */
  readonly size: number;
  readonly id: string;
  readonly sharing: (typeof sharingModes)[number] | undefined;
  /** A secret as environment variable; '' takes the id as name. */
  readonly env: string | undefined;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

const keys = [
  ...['type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode', 'uid', 'gid', 'src', 'dst'],
  ...['destination', 'ro', 'rw', 'readwrite', 'env'],
];

/** The stage, image or context that a mount takes its files from: known before any variable is. */
export function mountFrom(text: string): string {
  for (const field of csvFields(text)) {
    const [key, value] = cut(field);
    if (key !== 'from' || value === undefined) continue;
    const dollar = value.indexOf('$');
    if (dollar >= 0 && dollar !== value.length - 1)
      throw new DockerfileError("'from' doesn't support variable expansion, define alias stage instead");
    return value;
  }
  return '';
}

/** `expand` gives variables their values. */
export function parseMount(text: string, expand: (word: string) => string): Mount {
  const mount: { -readonly [K in keyof Mount]: Mount[K] } = {
    type: 'bind',
    from: '',
    source: '',
    target: '',
    readonly: true,
    required: false,
    size: 0,
    id: '',
    sharing: undefined,
    env: undefined,
    mode: undefined,
    uid: undefined,
    gid: undefined,
  };
  let access: boolean | undefined;
  for (const field of csvFields(text)) {
    const [key, raw] = cut(field);
    const foreign = () => new DockerfileError(`unexpected key '${key}' for mount type '${mount.type}'`);
    if (raw === undefined && !['readonly', 'ro', 'readwrite', 'rw', 'required'].includes(key))
      throw new DockerfileError(`invalid field '${field}' must be a key=value pair`);
    const value = raw === undefined ? 'true' : expand(raw);
    switch (key) {
      case 'type': {
        const type = mountTypes.find((each) => each === value.toLowerCase());
        if (type === undefined) throw new DockerfileError(`unsupported mount type ${quoteGo(value)}${didYouMean(value, mountTypes)}`);
        mount.type = type;
        break;
      }
      case 'from':
        mount.from = value;
        break;
      case 'source':
      case 'src':
        mount.source = value;
        break;
      case 'target':
      case 'dst':
      case 'destination':
        mount.target = value;
        break;
      case 'readonly':
      case 'ro':
        access = parseBool(key, value);
        break;
      case 'readwrite':
      case 'rw':
        access = !parseBool(key, value);
        break;
      case 'required':
        if (mount.type !== 'secret' && mount.type !== 'ssh') throw foreign();
        mount.required = parseBool(key, value);
        break;
      case 'size':
        if (mount.type !== 'tmpfs') throw foreign();
        mount.size = parseSize(key, value);
        break;
      case 'id':
        mount.id = value;
        break;
      case 'sharing': {
        const sharing = sharingModes.find((each) => each === value.toLowerCase());
        if (sharing === undefined)
          throw new DockerfileError(`unsupported sharing value ${quoteGo(value)}${didYouMean(value, sharingModes)}`);
        mount.sharing = sharing;
        break;
      }
      case 'mode':
        mount.mode = parseNumber(key, value, /^[0-7]+$/, 8);
        break;
      case 'uid':
      case 'gid':
        mount[key] = parseNumber(key, value, /^\d+$/, 10);
        break;
      case 'env':
        mount.env = value;
        break;
      default:
        throw new DockerfileError(`unexpected key '${key}' in '${field}'${didYouMean(key, keys)}`);
    }
  }
  checkMount(mount);
  mount.readonly = access ?? !(mount.type === 'cache' || mount.type === 'tmpfs');
  return mount;
}

function checkMount(mount: Mount): void {
  if (mount.type === 'bind' || mount.type === 'tmpfs') {
    for (const key of ['mode', 'uid', 'gid'] as const)
      if (mount[key] !== undefined) throw new DockerfileError(`${key} not allowed for ${quoteGo(mount.type)} type mounts`);
  }
  if (mount.type === 'secret') {
    if (mount.from !== '') throw new DockerfileError('secret mount should not have a from');
    if (mount.sharing !== undefined) throw new DockerfileError('secret mount should not define sharing');
    if (mount.source === '' && mount.target === '' && mount.id === '')
      throw new DockerfileError('invalid secret mount. one of source, target required');
    if (mount.source !== '' && mount.id !== '') throw new DockerfileError("both source and id can't be set");
  }
  if (mount.sharing !== undefined && mount.type !== 'cache') throw new DockerfileError(`invalid cache sharing set for ${mount.type} mount`);
}

function cut(field: string): [key: string, value: string | undefined] {
  const equals = field.indexOf('=');
  return equals < 0 ? [field.toLowerCase(), undefined] : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
}

/** One CSV record (RFC 4180). */
function csvFields(text: string): string[] {
  const fields: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?:,|$)/.exec(rest);
    const field = quoted ?? /^([^,"]*)(?:,|$)/.exec(rest);
    if (field === null)
      throw new DockerfileError(`failed to parse csv mounts: parse error on line 1, column 1: bare " in non-quoted field`);
    fields.push((field[1] ?? '').replaceAll('""', '"'));
    if (!field[0].endsWith(',')) return fields;
    rest = rest.slice(field[0].length);
  }
}

function parseBool(key: string, value: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  throw new DockerfileError(`invalid value for ${key}: ${value}`);
}

function parseNumber(key: string, value: string, pattern: RegExp, base: number): number {
  const number = pattern.test(value) ? Number.parseInt(value, base) : Number.NaN;
  if (!(number <= 0xffffffff)) throw new DockerfileError(`invalid value ${value} for ${key}`);
  return number;
}

/** go-units' RAMInBytes: binary units. */
function parseSize(key: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp])?(?:i?b)?$/i.exec(value);
  if (match === null) throw new DockerfileError(`invalid value for ${key}: ${value}`);
  const exponent = match[2] === undefined ? 0 : 'kmgtp'.indexOf(match[2].toLowerCase()) + 1;
  return Math.trunc(Number(match[1]) * 1024 ** exponent);
}
