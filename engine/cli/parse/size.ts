const exponents = ['', 'k', 'm', 'g', 't', 'p'];

/** go-units RAMInBytes: `512`, `64m`, `1.5GiB`; multiples of 1024. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+) ?([kKmMgGtTpP])?([iI])?[bB]?$/.exec(text);
  if (match === null) {
    const end = Math.max(text.lastIndexOf('.'), ...[...text].map((char, at) => (/\d/.test(char) ? at : -1)));
    if (end < 0) throw new Error(`invalid size: '${text}'`);
    const suffix = text.slice(end + 1);
    throw new Error(suffix === '' ? `invalid size: '${text}'` : `invalid suffix: '${suffix}'`);
  }
  return Math.floor(Number(match[1]) * 1024 ** exponents.indexOf((match[2] ?? '').toLowerCase()));
}
