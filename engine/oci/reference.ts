import { EngineError } from '../base/errors.ts';
import { type Digest, isDigest } from './digest.ts';

/**
 * Image references, by the grammar of distribution/reference:
 *
 *     reference := name [ ":" tag ] [ "@" digest ]
 *     name      := [ domain "/" ] component ( "/" component )*
 *
 * What people type is the *familiar* form (`nginx`); what is stored is the *canonical* one (`docker.io/library/nginx:latest`).
 */
export interface Reference {
  /** `docker.io` when the user named none. */
  readonly domain: string;
  /** Without the domain: `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const DEFAULT_DOMAIN = 'docker.io';
const LEGACY_DOMAIN = 'index.docker.io';
const OFFICIAL = 'library/';
const NAME_LIMIT = 255;

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const REFERENCE = new RegExp(
  `^(?:(${DOMAIN})/)?(${COMPONENT}(?:/${COMPONENT})*)(?::(\\w[\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** Reads a familiar or canonical reference. No tag is added: see `withDefaultTag`. Fails (`invalid`) in Docker's words. */
export function parseReference(text: string): Reference {
  // A whole digest's hex digits alone can only mean an ID, never a repository.
  if (/^[a-f0-9]{64}$/.test(text)) {
    throw new EngineError('invalid', `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, rest } = splitDomain(text);
  const repository = rest.split(/[:@]/, 1)[0] ?? '';
  if (repository !== repository.toLowerCase()) {
    throw new EngineError('invalid', `invalid reference format: repository name (${repository}) must be lowercase`);
  }
  const match = REFERENCE.exec(`${domain}/${rest}`);
  const [, host, path, tag, digest] = match ?? [];
  if (host === undefined || path === undefined) throw new EngineError('invalid', 'invalid reference format');
  if (path.length > NAME_LIMIT) {
    throw new EngineError('invalid', `repository name must not be more than ${NAME_LIMIT} characters`);
  }
  if (digest !== undefined && !isDigest(digest)) {
    throw new EngineError('invalid', digest.startsWith('sha256:') ? 'invalid checksum digest length' : 'unsupported digest algorithm');
  }
  return { domain: host, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** The first component is a domain only if it looks like one: it has a dot, a colon or a capital, or is `localhost`. */
function splitDomain(text: string): { domain: string; rest: string } {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const domain = isDomain ? (first === LEGACY_DOMAIN ? DEFAULT_DOMAIN : first) : DEFAULT_DOMAIN;
  const rest = isDomain ? text.slice(slash + 1) : text;
  return { domain, rest: domain === DEFAULT_DOMAIN && !rest.includes('/') ? OFFICIAL + rest : rest };
}

/** Adds `:latest` to a reference that has neither tag nor digest. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference;
}

/** `docker.io/library/nginx`. */
export function canonicalName(reference: Reference): string {
  return `${reference.domain}/${reference.path}`;
}

/** `docker.io/library/nginx:1.22@sha256:…`, with what it has. */
export function canonicalString(reference: Reference): string {
  return canonicalName(reference) + suffix(reference);
}

/** `nginx`: the shortest name that means the same. */
export function familiarName(reference: Reference): string {
  if (reference.domain !== DEFAULT_DOMAIN) return canonicalName(reference);
  const rest = reference.path.startsWith(OFFICIAL) ? reference.path.slice(OFFICIAL.length) : '';
  return rest !== '' && !rest.includes('/') ? rest : reference.path;
}

/** `nginx:1.22`. */
export function familiarString(reference: Reference): string {
  return familiarName(reference) + suffix(reference);
}

function suffix({ tag, digest }: Reference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}
