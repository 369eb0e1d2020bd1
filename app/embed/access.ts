import { messageOf } from '../../engine/base/errors.ts';

/** `embed.json` at the root of the site: which pages may command a playground that they embed (engine/DECISIONS.md). */
export interface Access {
  /** Origins, or all below a domain: `https://school.example`, `https://*.school.example`. */
  readonly allow: readonly string[];
  /**
   * What pages elsewhere get. `events`: they see what the learner does and command nothing. `throw-away`: they command all, on a machine
   * that begins empty and is not saved.
   */
  readonly others: 'events' | 'throw-away';
}

export const closed: Access = { allow: [], others: 'events' };

/** A site without the file, or with one that cannot be read, allows nobody. */
export async function fetchAccess(base: string): Promise<Access> {
  try {
    const response = await fetch(new URL('embed.json', base), { cache: 'no-cache' });
    return response.ok ? parseAccess(await response.text()) : closed;
  } catch (error) {
    console.error(`embed.json: ${messageOf(error)} No page may command this playground until it is corrected.`);
    return closed;
  }
}

/** Throws an error that says what is wrong. */
export function parseAccess(text: string): Access {
  const given: unknown = JSON.parse(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error('it must be an object: { "allow": [] }.');
  const { allow = [], others = 'events', ...rest } = given as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`there is no setting ${unknown}: there are allow and others.`);
  if (others !== 'events' && others !== 'throw-away') throw new Error('others must be "events" or "throw-away".');
  if (!Array.isArray(allow)) throw new Error('allow must be a list of origins.');
  for (const origin of allow) {
    if (typeof origin !== 'string' || !isOrigin(origin)) {
      throw new Error(`${JSON.stringify(origin)} is no origin: write https://school.example, or https://*.school.example, without a path.`);
    }
  }
  return { allow, others };
}

function isOrigin(text: string): boolean {
  const plain = text.replace('://*.', '://');
  return /^https?:[^*]*$/.test(plain) && URL.canParse(plain) && new URL(plain).origin === plain;
}

/** Whether an origin is named. `null`, the origin of a sandboxed or local page, never is. */
export function isListed(origin: string, { allow }: Access): boolean {
  return allow.some((entry) => {
    const [scheme, domain] = entry.split('://*');
    if (domain === undefined) return origin === entry;
    return origin.startsWith(`${scheme}://`) && origin.endsWith(domain) && origin.length > `${scheme}://${domain}`.length;
  });
}
