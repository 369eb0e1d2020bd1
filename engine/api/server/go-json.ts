/** moby `httputils.ReadJSON`, for a first value that something follows. */
export const trailingContent = 'unexpected content after JSON';

/**
 * Why a text is no JSON in the words of Go's `encoding/json`, made of those of V8, which name the place by the grammar too. Other engines' own
 * words stay.
 */
export function goReason(text: string, message: string): string {
  if (/^Unexpected end of JSON input|^Unterminated string|^Expected .* after .*\(line|end of data/.test(message)) return 'unexpected EOF';
  const at = /at position (\d+)/.exec(message)?.[1];
  const token = /^Unexpected token '(.)'/su.exec(message)?.[1];
  const character = at === undefined ? token : text[Number(at)];
  if (at !== undefined && character === undefined) return 'unexpected EOF';
  if (character === undefined) return message;
  const invalid = `invalid character ${quote(character)}`;
  if (/^Unexpected non-whitespace character after JSON/.test(message)) return trailingContent;
  if (/^Expected (property name|double-quoted property name)/.test(message)) return `${invalid} looking for beginning of object key string`;
  if (/^Expected ':'/.test(message)) return `${invalid} after object key`;
  if (/^Expected ',' or '}'/.test(message)) return `${invalid} after object key:value pair`;
  if (/^Expected ',' or ']'/.test(message)) return `${invalid} after array element`;
  if (/^Bad control character/.test(message)) return `${invalid} in string literal`;
  if (/^Bad escaped character/.test(message)) return `${invalid} in string escape code`;
  return `${invalid} looking for beginning of value`;
}

/** As `strconv.Quote`, in single quotes. */
function quote(character: string): string {
  if (character === "'") return `'\\''`;
  return character === '"' ? `'"'` : `'${JSON.stringify(character).slice(1, -1)}'`;
}
