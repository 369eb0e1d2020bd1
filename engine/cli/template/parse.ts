/** Go's text/template, as far as `--format` needs it: text to a tree. Errors in Go's words. */

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | { readonly kind: 'if' | 'with'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly kind: 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly kind: 'break' | 'continue' };

export interface Pipe {
  /** `$x :=`, or `$x =` with `assign`; two in a range. */
  readonly variables: readonly string[];
  readonly assign: boolean;
  readonly commands: readonly Command[];
}

/** Operands of one command; the first may be a function. */
export type Command = readonly Operand[];

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly source: string }
  | { readonly kind: 'function'; readonly name: string; readonly source: string }
  /** `.A.B`, or `$x.A.B` of a variable, or `(pipe).A` of a pipeline; no fields: the thing itself. */
  | {
      readonly kind: 'path';
      readonly from: 'dot' | Pipe | { readonly variable: string };
      readonly fields: readonly Field[];
      readonly source: string;
    };

export interface Field {
  readonly name: string;
  /** `line:column` in bytes, as Go counts. */
  readonly at: string;
}

export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}

interface Token {
  readonly kind: 'field' | 'variable' | 'word' | 'string' | 'number' | 'char' | 'punct' | 'space';
  readonly text: string;
  readonly offset: number;
}

export function parseTemplate(source: string, isFunction: (name: string) => boolean): readonly Node[] {
  const line = (offset: number) => source.slice(0, offset).split('\n').length;
  const fail = (offset: number, message: string): never => {
    throw new TemplateError(`template: :${line(offset)}: ${message}`);
  };
  let at = 0;

  const block = (open: string | undefined): { nodes: Node[]; end: string; rest: Token[]; offset: number } => {
    const nodes: Node[] = [];
    for (;;) {
      const start = source.indexOf('{{', at);
      let text = start < 0 ? source.slice(at) : source.slice(at, start);
      if (start >= 0 && /^\{\{-\s/.test(source.slice(start, start + 4))) text = text.replace(/\s+$/, '');
      if (text !== '') nodes.push({ kind: 'text', text });
      if (start < 0) {
        at = source.length;
        if (open !== undefined) fail(source.length, 'unexpected EOF');
        return { nodes, end: '', rest: [], offset: at };
      }
      const tokens = action(start);
      if (tokens === undefined) continue;
      const [first] = tokens;
      if (first === undefined) fail(start, 'missing value for command');
      const word = first?.kind === 'word' ? first.text : '';
      const rest = trim(tokens.slice(1));
      switch (word) {
        case 'end':
        case 'else':
          if (open === undefined) fail(start, `unexpected {{${word}}}`);
          return { nodes, end: word, rest, offset: start };
        case 'if':
        case 'with':
        case 'range':
          nodes.push(control(word, rest, start));
          break;
        case 'break':
        case 'continue':
          nodes.push({ kind: word });
          break;
        default:
          nodes.push({ kind: 'action', pipe: pipeline(tokens, start, word) });
      }
    }
  };

  const control = (kind: 'if' | 'with' | 'range', tokens: Token[], offset: number): Node => {
    const pipe = pipeline(tokens, offset, kind);
    const body = block(kind);
    if (body.end === 'end') return { kind, pipe, body: body.nodes, otherwise: [] };
    const [next] = body.rest;
    if (next !== undefined && next.kind === 'word' && (next.text === 'if' || next.text === 'with')) {
      // `else if` shares the `end` of the whole.
      return { kind, pipe, body: body.nodes, otherwise: [control(next.text, trim(body.rest.slice(1)), body.offset)] };
    }
    const otherwise = block(kind);
    if (otherwise.end !== 'end') fail(otherwise.offset, 'expected end; found {{else}}');
    return { kind, pipe, body: body.nodes, otherwise: otherwise.nodes };
  };

  /** The tokens of the action that starts here; undefined for a comment. Moves past it and what its `-` trims. */
  const action = (start: number): Token[] | undefined => {
    let position = start + 2;
    if (/^-\s/.test(source.slice(position, position + 2))) position += 1;
    const comment = /^\s*\/\*[\s\S]*?\*\/\s*(-)?\}\}/.exec(source.slice(position));
    if (comment !== null) {
      at = position + comment[0].length;
      if (comment[1] !== undefined) skipSpace();
      return undefined;
    }
    const tokens: Token[] = [];
    for (;;) {
      const rest = source.slice(position);
      const close = /^(?:\s-)?\}\}/.exec(rest);
      if (close !== null) {
        at = position + close[0].length;
        if (close[0].length > 2) skipSpace();
        return trim(tokens);
      }
      if (rest === '') fail(position, 'unclosed action');
      const token = lex(rest, position);
      tokens.push(token);
      position += token.text.length;
    }
  };

  const skipSpace = () => {
    at += (/^\s*/.exec(source.slice(at))?.[0] ?? '').length;
  };

  const lex = (rest: string, offset: number): Token => {
    const rules: ReadonlyArray<readonly [Token['kind'], RegExp]> = [
      ['space', /^\s+/],
      ['field', /^\.[\p{L}_][\p{L}\p{N}_]*/u],
      ['variable', /^\$[\p{L}\p{N}_]*/u],
      ['string', /^"(?:[^"\\\n]|\\.)*"|^`[^`]*`/],
      ['char', /^'(?:[^'\\\n]|\\.)'/],
      ['number', /^[-+]?(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/],
      ['word', /^[\p{L}_][\p{L}\p{N}_]*/u],
      ['punct', /^(?::=|[.|(),=])/],
    ];
    for (const [kind, rule] of rules) {
      const text = rule.exec(rest)?.[0];
      if (text !== undefined) return { kind, text, offset };
    }
    if (rest.startsWith('"')) return fail(offset, 'unterminated quoted string');
    if (rest.startsWith('`')) return fail(offset, 'unterminated raw quoted string');
    return fail(offset, `unexpected ${JSON.stringify(rest[0])} in command`);
  };

  const pipeline = (tokens: readonly Token[], offset: number, context: string): Pipe => {
    let position = 0;
    const skip = () => {
      while (tokens[position]?.kind === 'space') position += 1;
    };
    const variables: string[] = [];
    let assign = false;
    const declaration = /^(\$\w+)(?:\s*,\s*(\$\w+))?\s*(:?=)/.exec(tokens.map((token) => token.text).join(''));
    if (declaration !== null) {
      variables.push(declaration[1] ?? '', ...(declaration[2] === undefined ? [] : [declaration[2]]));
      assign = declaration[3] === '=';
      position = tokens.findIndex((token) => token.text === declaration[3]) + 1;
    }

    const commands = (closing: boolean): Command[] => {
      const all: Command[] = [];
      for (;;) {
        const operands: Operand[] = [];
        for (skip(); position < tokens.length && !['|', ')'].includes(tokens[position]?.text ?? ''); skip()) operands.push(operand());
        if (operands.length === 0)
          fail(offset, all.length > 0 ? 'missing value for command' : `missing value for ${context === '' ? 'command' : context}`);
        const [first] = operands;
        if (first?.kind === 'literal' && operands.length > 1) fail(offset, `can't give argument to non-function ${first.source}`);
        if (all.length > 0 && first?.kind === 'literal') fail(offset, `non executable command in pipeline stage ${all.length + 1}`);
        all.push(operands);
        const token = tokens[position];
        if (token?.text === '|') {
          position += 1;
          continue;
        }
        if (token?.text === ')' && !closing) fail(token.offset, "unexpected right paren U+0029 ')'");
        if (token === undefined && closing) fail(offset, 'unclosed left paren');
        if (token !== undefined) position += 1;
        return all;
      }
    };

    const fieldsFrom = (): Field[] => {
      const fields: Field[] = [];
      for (let token = tokens[position]; token?.kind === 'field'; token = tokens[position]) {
        fields.push({ name: token.text.slice(1), at: place(token.offset) });
        position += 1;
      }
      return fields;
    };

    const operand = (): Operand => {
      const token = tokens[position];
      if (token === undefined) return fail(offset, 'unexpected EOF');
      const from = position;
      const text = () =>
        tokens
          .slice(from, position)
          .map((item) => item.text)
          .join('');
      switch (token.kind) {
        case 'field': {
          const fields = fieldsFrom();
          return { kind: 'path', from: 'dot', fields, source: text() };
        }
        case 'variable': {
          position += 1;
          const fields = fieldsFrom();
          return { kind: 'path', from: { variable: token.text }, fields, source: text() };
        }
        case 'string':
          position += 1;
          return { kind: 'literal', value: unquote(token.text), source: token.text };
        case 'char':
          position += 1;
          return { kind: 'literal', value: unquote(`"${token.text.slice(1, -1)}"`).codePointAt(0) ?? 0, source: token.text };
        case 'number':
          position += 1;
          return { kind: 'literal', value: Number(token.text), source: token.text };
        case 'word':
          position += 1;
          if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true', source: token.text };
          if (token.text === 'nil') return { kind: 'literal', value: null, source: token.text };
          if (!isFunction(token.text)) fail(token.offset, `function ${JSON.stringify(token.text)} not defined`);
          return { kind: 'function', name: token.text, source: token.text };
        default:
      }
      if (token.text === '.') {
        position += 1;
        return { kind: 'path', from: 'dot', fields: [], source: '.' };
      }
      if (token.text === '(') {
        position += 1;
        const inner: Pipe = { variables: [], assign: false, commands: commands(true) };
        const fields = fieldsFrom();
        return { kind: 'path', from: inner, fields, source: text() };
      }
      return fail(token.offset, `unexpected <${token.text}> in ${context === '' ? 'command' : context}`);
    };

    const all = commands(false);
    return { variables, assign, commands: all };
  };

  const place = (offset: number) => {
    const before = source.slice(0, offset);
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length;
    return `${line(offset)}:${column}`;
  };

  return block(undefined).nodes;
}

function trim(tokens: readonly Token[]): Token[] {
  const from = tokens.findIndex((token) => token.kind !== 'space');
  const to = tokens.findLastIndex((token) => token.kind !== 'space');
  return from < 0 ? [] : tokens.slice(from, to + 1);
}

/** strconv.Unquote. */
function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return text
    .slice(1, -1)
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(.))/g, (_, hex?: string, unicode?: string, char?: string) =>
      char === undefined ? String.fromCharCode(Number.parseInt(hex ?? unicode ?? '', 16)) : (simple[char] ?? char),
    );
}
