/** Go's own texts, where Docker passes them on. */

/** `%q` for strings without exotic characters. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

export function parseBool(text: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  throw new Error(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
}

export function parseInteger(text: string, func = 'ParseInt', limit = Number.MAX_SAFE_INTEGER): number {
  const number = /^[-+]?\d+$/.test(text) ? Number(text) : /^[-+]?(0x[\da-f]+|0b[01]+|0o?[0-7]+)$/i.test(text) ? prefixed(text) : Number.NaN;
  if (Number.isNaN(number) || (func === 'ParseUint' && number < 0))
    throw new Error(`strconv.${func}: parsing ${quote(text)}: invalid syntax`);
  if (Math.abs(number) > limit) throw new Error(`strconv.${func}: parsing ${quote(text)}: value out of range`);
  return number;
}

function prefixed(text: string): number {
  const digits = text.replace(/^[-+]/, '').replace(/^0(?=\d)/, '0o');
  return text.startsWith('-') ? -Number(digits) : Number(digits);
}

const nanoseconds: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** time.ParseDuration, in nanoseconds. */
export function parseDuration(text: string): number {
  const match = /^([-+]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text);
  if (text === '0' || text === '+0' || text === '-0') return 0;
  if (match === null) {
    if (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new Error(`time: missing unit in duration ${quote(text)}`);
    const unit = /^[-+]?(?:\d+\.?\d*|\.\d+)([^\d.]+)/.exec(text);
    if (unit?.[1] !== undefined && nanoseconds[unit[1]] === undefined) {
      throw new Error(`time: unknown unit ${quote(unit[1])} in duration ${quote(text)}`);
    }
    throw new Error(`time: invalid duration ${quote(text)}`);
  }
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(number) * (nanoseconds[unit ?? ''] ?? 0);
  return Math.round(match[1] === '-' ? -sum : sum);
}

/** `%.<precision>g`. */
export function formatG(value: number, precision: number): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(precision - 1).split('e')[1]);
  if (exponent < -4 || exponent >= precision) {
    const [mantissa = '', power = ''] = value.toExponential(precision - 1).split('e');
    const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
    return `${digits}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[-+]/, '').padStart(2, '0')}`;
  }
  return String(Number(value.toPrecision(precision)));
}
