const multiples = 'bkmgtp';

/** go-units RAMInBytes: `512`, `64m`, `1.5GiB`; multiples of 1024. */
export function parseBytes(text: string): number {
  const end = Math.max(...[...'0123456789. '].map((char) => text.lastIndexOf(char)));
  if (end < 0) throw new Error(`invalid size: '${text}'`);
  const digits = text.slice(0, text[end] === ' ' ? end : end + 1);
  const suffix = text.slice(end + 1);
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(digits))
    throw new Error(`strconv.ParseFloat: parsing ${JSON.stringify(digits)}: invalid syntax`);
  const size = Number(digits);
  if (size < 0) throw new Error(`invalid size: '${text}'`);
  if (suffix === '') return Math.trunc(size);
  const lower = suffix.toLowerCase();
  if (!/^(b|[kmgtp](b|ib)?)$/.test(lower)) throw new Error(`invalid suffix: '${suffix.length > 3 ? suffix : lower}'`);
  return Math.trunc(size * 1024 ** multiples.indexOf(lower[0] ?? 'b'));
}
