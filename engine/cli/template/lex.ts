/** The lexer of Go's text/template (text/template/parse/lex.go): text and actions to tokens. */

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'string'
  | 'number'
  | 'char'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'pipe'
  | 'assign'
  | 'declare'
  | 'comma'
  | 'left'
  | 'right'
  | 'other'
  | 'error'
  | 'eof';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

const keywords: ReadonlySet<string> = new Set('block break continue define else end if range template with'.split(' '));

const rules: ReadonlyArray<readonly [TokenKind, RegExp]> = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\[^\n])+'/y],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['number', /[-+]?(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)/y],
  ['identifier', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['declare', /:=/y],
  ['assign', /=/y],
  ['dot', /\./y],
  ['pipe', /\|/y],
  ['comma', /,/y],
  ['left', /\(/y],
  ['right', /\)/y],
];

/** Ends with `eof`, or with the one `error` that stopped it. Comments are gone, and `-` has trimmed the text around it. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const stop = (text: string, offset = at): Token[] => [...tokens, { kind: 'error', text, offset }];
  for (;;) {
    const start = source.indexOf('{{', at);
    let text = source.slice(at, start < 0 ? undefined : start);
    const offset = at;
    if (start >= 0 && /^-[ \t\r\n]/.test(source.slice(start + 2, start + 4))) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') tokens.push({ kind: 'text', text, offset });
    if (start < 0) return [...tokens, { kind: 'eof', text: '', offset: source.length }];
    at = start + 2;
    if (/^-[ \t\r\n]/.test(source.slice(at, at + 2))) at += 1;
    const afterClose = (trims: boolean) => {
      if (trims) at += /^[ \t\r\n]*/.exec(source.slice(at))?.[0].length ?? 0;
    };
    const comment = /^\s?\/\*/.exec(source.slice(at));
    if (comment !== null) {
      const end = source.indexOf('*/', at + comment[0].length);
      if (end < 0) return stop('unclosed comment', at);
      const close = /^( -)?\}\}/.exec(source.slice(end + 2).replace(/^[ \t\r\n]-/, ' -'));
      if (close === null) return stop('comment ends before closing delimiter', end);
      at = end + 2 + close[0].length;
      afterClose(close[1] !== undefined);
      continue;
    }
    tokens.push({ kind: 'open', text: '{{', offset: start });
    let depth = 0;
    for (;;) {
      const close = /^([ \t\r\n]-)?\}\}/.exec(source.slice(at, at + 4));
      if (close !== null) {
        if (depth > 0) return stop('unclosed left paren');
        tokens.push({ kind: 'close', text: '}}', offset: at });
        at += close[0].length;
        afterClose(close[1] !== undefined);
        break;
      }
      if (at >= source.length || source.startsWith('\n}}', at)) return stop('unclosed action');
      const token = one(source, at);
      if (token.kind === 'error') return [...tokens, token];
      if (token.kind === 'left') depth += 1;
      if (token.kind === 'right') {
        depth -= 1;
        if (depth < 0) return stop('unexpected right paren');
      }
      tokens.push(token);
      at += token.text.length;
    }
  }
}

function one(source: string, offset: number): Token {
  const char = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  const error = (text: string): Token => ({ kind: 'error', text, offset });
  for (const [kind, rule] of rules) {
    rule.lastIndex = offset;
    const text = rule.exec(source)?.[0];
    if (text === undefined) continue;
    const next = source[offset + text.length] ?? '';
    if (kind === 'number' && /[\p{L}\p{N}_]/u.test(next)) return error(`bad number syntax: ${JSON.stringify(text + next)}`);
    if (
      ['field', 'variable', 'identifier'].includes(kind) &&
      !/^[\s.,|:)=(]?$/.test(next) &&
      !source.startsWith('}}', offset + text.length)
    ) {
      return error(`bad character ${unicode(next)}`);
    }
    if (kind !== 'identifier') return { kind, text, offset };
    if (keywords.has(text)) return { kind: 'keyword', text, offset };
    if (text === 'true' || text === 'false') return { kind: 'bool', text, offset };
    return { kind: text === 'nil' ? 'nil' : 'identifier', text, offset };
  }
  if (char === '"') return error('unterminated quoted string');
  if (char === '`') return error('unterminated raw quoted string');
  if (char === "'") return error('unterminated character constant');
  if (char === ':') return error('expected :=');
  // Printable ASCII is for the parser to be surprised at.
  if (char >= ' ' && char <= '~') return { kind: 'other', text: char, offset };
  return error(`unrecognized character in action: ${unicode(char)}`);
}

function unicode(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}
