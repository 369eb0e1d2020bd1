/** The fields of one line of comma-separated values, as Go's encoding/csv reads them. */
export function csvFields(text: string): string[] {
  const fields: string[] = [];
  let rest = text;
  for (;;) {
    if (rest.startsWith('"')) {
      const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
      if (quoted === null) throw new Error('parse error on line 1, column 1: bare " in non-quoted field');
      fields.push((quoted[1] ?? '').replaceAll('""', '"'));
      if (quoted[2] === '') return fields;
      rest = rest.slice(quoted[0].length);
    } else {
      const comma = rest.indexOf(',');
      const field = comma < 0 ? rest : rest.slice(0, comma);
      if (field.includes('"')) throw new Error(`parse error on line 1, column ${text.indexOf('"') + 1}: bare " in non-quoted field`);
      fields.push(field);
      if (comma < 0) return fields;
      rest = rest.slice(comma + 1);
    }
  }
}
