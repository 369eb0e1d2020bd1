import { formatPlatform, hostPlatform, parsePlatform } from '../../oci/platform.ts';
import { familiarString, parseReference } from '../../oci/reference.ts';
import { cut } from '../flag.ts';
import { parseBool } from '../go.ts';
import { csvFields } from '../parse/csv.ts';

/** The values of build's flags, with the words of buildx for those that make no sense. */

/** `key=value` pairs; `lookup` gives the value of a key alone, none leaves it out. */
export function pairs(items: readonly string[], lookup: (key: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    items.flatMap((item) => {
      const { key, value = lookup(key) } = cut(item, '=');
      if (key === '') throw new Error(`invalid key-value pair ${JSON.stringify(item)}: empty key`);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

export interface Entry {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function entry(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.map((field) => {
      const { key, value } = cut(field, '=');
      if (value === undefined) throw new Error(`invalid value ${field}`);
      return [key.trim().toLowerCase(), value];
    }),
  );
}

/** `--output`: `dir`, `-` or `type=…,dest=…`. */
export function parseOutput(text: string): Entry {
  const fields = csvFields(text);
  if (fields.length === 1 && fields[0] === text && !text.startsWith('type=')) {
    return text === '-' ? { type: 'tar', attributes: { dest: '-' } } : { type: 'local', attributes: { dest: text } };
  }
  const { type, ...attributes } = entry(fields);
  if (type === undefined || type === '') throw new Error('type is required for output');
  return { type, attributes };
}

/** `--cache-from` and `--cache-to`: a reference, or `type=…`. */
export function parseCache(text: string): Entry[] {
  if (!text.includes('=')) return csvFields(text).map((ref) => ({ type: 'registry', attributes: { ref } }));
  const { type, ...attributes } = entry(csvFields(text));
  if (type === undefined || type === '') throw new Error(`type required for ${JSON.stringify(text)}`);
  return [{ type, attributes }];
}

/** `--attest`, `--sbom` and `--provenance`: the kinds that are wanted. */
export function parseAttestations(items: readonly string[]): string[] {
  const wanted = new Map<string, boolean>();
  for (const item of items) {
    const values = entry(csvFields(item));
    const { type, disabled = 'false' } = values;
    if (type === undefined || type === '') throw new Error('attestation type not specified');
    if (!wanted.has(type)) wanted.set(type, !parseBool(disabled));
  }
  return [...wanted].flatMap(([type, isWanted]) => (isWanted ? [type] : []));
}

/** `--sbom=true` as `--attest` would say it. */
export function attestation(type: string, text: string): string[] {
  if (text === '') return [];
  try {
    return [`type=${type},disabled=${!parseBool(text)}`];
  } catch {
    return [`type=${type},${text}`];
  }
}

/** `--build-context`, by the name as a Dockerfile would be asked for it. */
export function parseContexts(items: readonly string[]): Map<string, string> {
  return new Map(
    items
      .filter((item) => item !== '')
      .map((item) => {
        const { key, value } = cut(item, '=');
        if (value === undefined) throw new Error(`invalid context value: ${item}, expected key=value`);
        try {
          return [familiarString(parseReference(key)).replace(/:latest$/, ''), value];
        } catch (error) {
          throw new Error(`invalid context name ${key}: ${error instanceof Error ? error.message : error}`, { cause: error });
        }
      }),
  );
}

export interface Secret {
  readonly id: string;
  readonly file: string;
  readonly env: string;
}

export function parseSecret(text: string): Secret {
  const secret = { id: '', file: '', env: '' };
  let type = '';
  for (const field of csvFields(text)) {
    const { key: name, value } = cut(field, '=');
    const key = name.toLowerCase();
    if (value === undefined) throw new Error(`invalid field '${field}' must be a key=value pair`);
    if (key === 'type') {
      if (value !== 'file' && value !== 'env') throw new Error(`unsupported secret type ${JSON.stringify(value)}`);
      type = value;
    } else if (key === 'id') secret.id = value;
    else if (key === 'src' || key === 'source') secret.file = value;
    else if (key === 'env') secret.env = value;
    else throw new Error(`unexpected key '${key}' in '${field}'`);
  }
  return type === 'env' && secret.env === '' ? { id: secret.id, env: secret.file, file: '' } : secret;
}

export interface CallOption {
  /** `lint` for check, as BuildKit calls it. */
  readonly name: string;
  readonly isJson: boolean;
  readonly ignoresStatus: boolean;
}

/** `--call`; undefined for an ordinary build. */
export function parseCall(text: string): CallOption | undefined {
  if (text === '') return undefined;
  let name = '';
  let format = '';
  let ignoresStatus = false;
  for (const field of csvFields(text)) {
    const { key, value } = cut(field, '=');
    if (value === undefined) {
      if (name !== '') throw new Error(`invalid print value: ${text}`);
      name = field === 'check' ? 'lint' : field;
    } else if (key === 'format') format = value;
    else if (key === 'ignorestatus') ignoresStatus = parseBool(value);
    else throw new Error(`invalid print field: ${field}`);
  }
  return name === 'build' ? undefined : { name, isJson: format === 'json', ignoresStatus };
}

const entitlements = ['network.host', 'security.insecure', 'device'];

export function checkEntitlement(name: string): string {
  if (!entitlements.includes(cut(name, '=').key)) throw new Error(`unknown entitlement ${name}`);
  return name;
}

/** `[type[platform]:]key=value`, as attributes of an export. */
export function parseAnnotation(text: string): string[][] {
  const { key, value } = cut(text, '=');
  if (value === undefined) throw new Error(`invalid annotation ${JSON.stringify(text)}, expected key=value`);
  const at = key.indexOf(':');
  if (at < 0) return [[`annotation.${key}`, value]];
  return key
    .slice(0, at)
    .split(',')
    .map((type) => {
      const name = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/.exec(type)?.[1];
      if (name === undefined)
        throw new Error(`invalid annotation type ${JSON.stringify(type)}, expected type and optional platform in square brackets`);
      if (!['index', 'index-descriptor', 'manifest', 'manifest-descriptor'].includes(name))
        throw new Error(`unknown annotation type ${JSON.stringify(name)}`);
      return [`annotation-${name}.${key.slice(at + 1)}`, value];
    });
}

/** What a reference may be called in an image export (distribution/reference). */
export function checkTag(tag: string): string {
  const isValid = (text: string) => {
    try {
      parseReference(text);
      return true;
    } catch {
      return false;
    }
  };
  if (isValid(tag)) return tag;
  const reason =
    tag === ''
      ? 'repository name must have at least one component'
      : isValid(tag.toLowerCase())
        ? 'repository name must be lowercase'
        : 'invalid reference format';
  throw new Error(`invalid tag ${JSON.stringify(tag)}: ${reason}`);
}

/** `--add-host`, as `host:ip`. */
export function parseHost(text: string): string {
  const equals = text.indexOf('=');
  const at = equals < 0 ? text.indexOf(':') : equals;
  const host = text.slice(0, Math.max(at, 0));
  const ip = text.slice(at + 1).replace(/^\[(.+)\]$/, '$1');
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(ip) || /^[\da-f:]*:[\da-f:.]*$/i.test(ip) || ip === 'host-gateway';
  if (host === '' || !isAddress) throw new Error(`invalid host ${text}`);
  return `${host}:${ip}`;
}

/** `--platform`, several separated by commas. */
export function parsePlatforms(items: readonly string[]): string[] {
  return items.flatMap((item) => item.split(',')).map((text) => formatPlatform(text === 'local' ? hostPlatform : parsePlatform(text)));
}

/** What the docker driver of buildx cannot do without the containerd image store. */
export function notSupported(feature: string, page: string): Error {
  return new Error(
    `${feature} is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/${page}/`,
  );
}
