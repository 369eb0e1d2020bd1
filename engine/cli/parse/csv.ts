/** The fields of one line of comma-separated values, as Go's encoding/csv reads them. */
export function csvFields(text: string): string[] {
  if (text === '') throw new Error('EOF');
  const fields: string[] = [];
  const fail = (column: number, what: string) => new Error(`parse error on line 1, column ${column}: ${what}`);
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = '';
      for (at += 1; ; at += 1) {
        if (at >= text.length) throw fail(text.length + 1, 'extraneous or missing " in quoted-field');
        if (text[at] !== '"') field += text[at];
        else if (text[at + 1] === '"') {
          field += '"';
          at += 1;
        } else break;
      }
      fields.push(field);
      at += 1;
      if (at < text.length && text[at] !== ',') throw fail(at, 'extraneous or missing " in quoted-field');
    } else {
      const comma = text.indexOf(',', at);
      const field = text.slice(at, comma < 0 ? text.length : comma);
      const quote = field.indexOf('"');
      if (quote >= 0) throw fail(at + quote + 1, 'bare " in non-quoted-field');
      fields.push(field);
      at += field.length;
    }
    if (at >= text.length) return fields;
    at += 1;
  }
}
