import { createStore } from '../session/store.ts';

/** The address of the guest that is shown in a preview, if any. */
export const preview = createStore<string | undefined>(undefined);

const guestHosts = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]', 'drydock']);

/** A server in the guest cannot be reached by the browser itself: its page is shown in a preview. Everything else opens in a tab. */
export function openLink(uri: string): void {
  const url = new URL(uri);
  if (guestHosts.has(url.hostname) || url.hostname.startsWith('172.')) preview.set(url.href);
  else window.open(url.href, '_blank', 'noopener');
}
