import { EngineError } from '../base/errors.ts';
import type { Platform } from './spec.ts';

/** What runs here: a 32-bit PC. */
export const hostPlatform: Platform = { os: 'linux', architecture: '386' };

const OPERATING_SYSTEMS = 'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos';
const ARCHITECTURES =
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm';

/** `linux/amd64`, `linux/arm/v7`, `arm64`, read as containerd's platforms.Parse does. Fails (`invalid`) in its words. */
export function parsePlatform(text: string): Platform {
  const parts = text.split('/', 4);
  for (const [at, part] of parts.entries()) {
    const pattern = at === 0 ? '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?$' : '^[A-Za-z0-9_.-]+$';
    if (new RegExp(pattern).test(part)) continue;
    const kind = at === 0 ? 'OS component' : 'component';
    const specifier = at === 0 ? 'OSAndVersion' : 'platform';
    throw invalid(`"${part}" is an invalid ${kind} of "${text}": ${specifier} specifier component must match ${JSON.stringify(pattern)}`);
  }
  const [first = '', second, third] = parts.map((part) => part.toLowerCase());
  if (parts.length > 3) throw invalid(`"${text}": cannot parse platform specifier`);
  if (second !== undefined) {
    const os = (first === 'macos' ? 'darwin' : first).replace(/\(.*/, '');
    return third === undefined ? shortened({ os, ...normalized(second) }) : { os, ...normalized(second, third) };
  }
  if (OPERATING_SYSTEMS.split(' ').includes(first)) return { ...hostPlatform, os: first };
  const alone = shortened({ os: hostPlatform.os, ...normalized(first) });
  if (ARCHITECTURES.split(' ').includes(alone.architecture)) return alone;
  throw invalid(`"${text}": unknown operating system or architecture`);
}

function invalid(message: string): EngineError {
  return new EngineError('invalid', `${message}: invalid argument`);
}

function normalized(name: string, variant = ''): Omit<Platform, 'os'> {
  switch (name) {
    case 'i386':
      return { architecture: '386' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return withVariant('amd64', variant === 'v1' ? '' : variant);
    case 'aarch64':
    case 'arm64':
      return withVariant('arm64', ['8', 'v8', 'v8.0'].includes(variant) ? '' : variant.replace(/^v?9(\.0)?$/, 'v9'));
    case 'armhf':
      return withVariant('arm', 'v7');
    case 'armel':
      return withVariant('arm', 'v6');
    case 'arm':
      return withVariant('arm', variant === '' ? 'v7' : variant.replace(/^([5-8])$/, 'v$1'));
    default:
      return withVariant(name, variant);
  }
}

function withVariant(architecture: string, variant: string): Omit<Platform, 'os'> {
  return variant === '' ? { architecture } : { architecture, variant };
}

/** `linux/arm` means v7, and is written without it. */
function shortened(platform: Platform): Platform {
  if (platform.architecture !== 'arm' || platform.variant !== 'v7') return platform;
  return { os: platform.os, architecture: 'arm' };
}

/** `linux/arm/v7`. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  if (os === '') return 'unknown';
  return [os, architecture, variant].filter(Boolean).join('/');
}

export function matchesPlatform(wanted: Platform, offered: Platform): boolean {
  const [a, b] = [wanted, offered].map(({ os, architecture, variant }) => ({ os, ...normalized(architecture, variant) }));
  return a?.os === b?.os && a?.architecture === b?.architecture && a?.variant === b?.variant;
}

/** dockerd's sentence about an image that is there, for another platform (daemon/images/image.go); undefined when it is the one that was asked for. */
export function platformMismatch(name: string, { os, architecture, variant }: Platform, wanted: Platform): string | undefined {
  const actual: Platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  if (matchesPlatform(wanted, actual)) return undefined;
  return `image with reference ${name} was found but its platform (${formatPlatform(actual)}) does not match the specified platform (${formatPlatform(wanted)})`;
}
