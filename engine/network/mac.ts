import type { Address } from '../base/ip.ts';

/**
 * Locally administered, unicast, and the same for the same IPv4 address, as Docker made them up to 27: an address goes to the next container
 * at once, and its neighbours may still know it by the one before. Docker 28 makes random ones and announces each with unsolicited ARP.
 */
export function macOf(address: Address | undefined): string {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  if (address?.family === 4) new DataView(bytes.buffer).setUint32(0, Number(address.value));
  return ['02', '42', ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
