/** Escape sequences by what they say of a step; empty for none. */
export interface Colours {
  readonly run: string;
  readonly cancel: string;
  readonly error: string;
}

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const codes = new Map([
  ['default', 39],
  ...names.map((name, at) => [name, 30 + at] as const),
  ...names.map((name, at) => [`light-${name}`, 90 + at] as const),
]);

/** BuildKit's colours, or those of BUILDKIT_COLORS (`run=light-blue:error=255,0,0`); none with NO_COLOR. What makes no sense there is left out. */
export function coloursFrom(env: Readonly<Record<string, string>>): Colours {
  if (env.NO_COLOR) return { run: '', cancel: '', error: '' };
  const colours = { run: sequence(34), cancel: sequence(33), error: sequence(31) };
  for (const field of (env.BUILDKIT_COLORS ?? '').split(':')) {
    const [key = '', value = '', ...rest] = field.toLowerCase().split('=');
    const colour = rest.length > 0 ? undefined : named(value.replaceAll('"', ''));
    if (colour !== undefined && Object.hasOwn(colours, key)) colours[key as keyof Colours] = colour;
  }
  return colours;
}

function named(value: string): string | undefined {
  const code = codes.get(value);
  if (code !== undefined) return sequence(code);
  const parts = value.split(',').map(Number);
  if (parts.length !== 3 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) return undefined;
  // The 6 × 6 × 6 cube of 256 colours.
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Math.trunc((part * 6) / 256));
  return `\x1b[38;5;${16 + 36 * red + 6 * green + blue}m`;
}

function sequence(code: number): string {
  return `\x1b[${code}m`;
}
