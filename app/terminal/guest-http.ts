import type { CommandResult } from '../../engine/client/client.ts';

/** What a server in the guest answered. `html` is the body made fit for a frame, when it is a page. */
export interface GuestPage {
  readonly status: string;
  readonly body: string;
  readonly html?: string;
}

type Run = (command: string) => Promise<CommandResult>;

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Fetches with the guest's own curl. Style sheets of the same server are put into the page: its frame has no way to ask for them. */
export async function fetchInGuest(run: Run, url: string): Promise<GuestPage> {
  const { stdout, stderr, exitCode } = await run(`curl -sS -i --max-time 10 ${quote(url)}`);
  if (exitCode !== 0) throw new Error(stderr.trim().replace(/^curl: \(\d+\) /, '') || `curl ended with exit code ${exitCode}`);
  const page = parseResponse(stdout);
  if (!/^content-type:\s*text\/html/im.test(page.head)) return { status: page.status, body: page.body };
  const base = new URL(url);
  const links = [...page.body.matchAll(/<link\b[^>]*\bhref\s*=\s*["']?([^"'\s>]+)[^>]*>/gi)].filter(([tag]) =>
    /rel\s*=\s*["']?stylesheet/i.test(tag),
  );
  let html = page.body;
  for (const [tag, href] of links) {
    const target = new URL(href ?? '', base);
    if (target.origin !== base.origin) continue;
    const css = await run(`curl -sSf --max-time 10 ${quote(target.href)}`);
    if (css.exitCode === 0) html = html.replace(tag, () => `<style>${css.stdout.replaceAll('</style', '<\\/style')}</style>`);
  }
  return { status: page.status, body: page.body, html };
}

export function parseResponse(text: string): { status: string; head: string; body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const body = end === null ? '' : text.slice(end.index + end[0].length);
  // A proxy's or a 100's head comes before the one that counts.
  if (end !== null && /^HTTP\/[\d.]+ (1\d\d)\b/.test(head)) return parseResponse(body);
  return { status: /^HTTP\/[\d.]+ (\d+[^\r\n]*)/.exec(head)?.[1] ?? '', head, body };
}
