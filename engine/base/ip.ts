import { EngineError } from './errors.ts';

/** An address as a number, so that ranges compare and count. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const bits = { 4: 32, 6: 128 } as const;

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseSix(text) : parseFour(text);
}

function parseFour(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return { family: 4, value };
}

/** RFC 4291, 2.2: eight groups, `::` once for those that are zero, the last two perhaps as an IPv4 address. */
function parseSix(text: string): Address | undefined {
  const four = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (four !== null) {
    const last = parseFour(four[2] ?? '');
    return last && parseSix(`${four[1]}${(last.value >> 16n).toString(16)}:${(last.value & 0xffffn).toString(16)}`);
  }
  const halves = text.split('::');
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = groups.flat();
  if (halves.length > 2 || !given.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  if (halves.length === 1 ? given.length !== 8 : given.length > 7) return undefined;
  const zeros = Array.from({ length: 8 - given.length }, () => '0');
  const all = [...(groups[0] ?? []), ...zeros, ...(groups[1] ?? [])];
  return { family: 6, value: all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n) };
}

export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
  // RFC 5952: the first longest run of two or more zeros is left out.
  const runs = [...groups.join(':').matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)];
  const longest = runs.reduce<RegExpExecArray | undefined>(
    (best, run) => (run[0].length > (best?.[0].length ?? 0) ? run : best),
    undefined,
  );
  const whole = groups.join(':');
  if (longest === undefined) return whole;
  return `${whole.slice(0, longest.index).replace(/:$/, '')}::${whole.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}

export interface Cidr {
  readonly family: 4 | 6;
  /** Of the network, host bits zero. */
  readonly base: bigint;
  readonly prefix: number;
}

/** Undefined for what Go's net.ParseCIDR refuses. */
export function readCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(length) || Number(length) > bits[address.family]) return undefined;
  const prefix = Number(length);
  const hosts = 1n << BigInt(bits[address.family] - prefix);
  return { family: address.family, base: address.value - (address.value % hosts), prefix };
}

export function parseCidr(text: string): Cidr {
  const cidr = readCidr(text);
  if (cidr === undefined) throw new EngineError('invalid', `invalid CIDR address: ${text}`);
  return cidr;
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.base })}/${cidr.prefix}`;
}

/** Addresses in it, network and broadcast address included. */
export function sizeOf(cidr: Cidr): bigint {
  return 1n << BigInt(bits[cidr.family] - cidr.prefix);
}

export function contains(cidr: Cidr, address: Address): boolean {
  return address.family === cidr.family && address.value >= cidr.base && address.value < cidr.base + sizeOf(cidr);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a);
}
