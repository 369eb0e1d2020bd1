import { quote } from '../go.ts';
import { lex, type Token } from './lex.ts';

/** Go's text/template: text to a tree (text/template/parse/parse.go). Errors in Go's words. */

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | Control
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'template'; readonly name: string; readonly pipe?: Pipe; readonly source: string; readonly offset: number };

export interface Control {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export interface Pipe {
  /** `$x :=`, or `$x =` with `assign`; two in a range. */
  readonly variables: readonly string[];
  readonly assign: boolean;
  readonly commands: readonly Command[];
  readonly source: string;
}

/** Operands of one command; the first may be a function. */
export interface Command {
  readonly operands: readonly Operand[];
  readonly source: string;
  readonly offset: number;
}

export type Operand = (
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number; readonly integer: boolean }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'field'; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  | { readonly kind: 'chain'; readonly of: Operand; readonly names: readonly string[] }
) & {
  /** As Go prints it in errors, and where it is, in characters. */
  readonly source: string;
  readonly offset: number;
};

export class TemplateError extends Error {
  /** What was written before it failed. */
  readonly partial: string;

  constructor(message: string, partial = '') {
    super(message);
    this.name = 'TemplateError';
    this.partial = partial;
  }
}

export interface Parsed {
  readonly body: readonly Node[];
  /** Of `define` and `block`. */
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

export function parseTemplate(source: string, name: string, isFunction: (name: string) => boolean): Parsed {
  const parser = new Parser(source, name, isFunction);
  const body = parser.list(undefined).nodes;
  return { body, defined: parser.defined };
}

class Parser {
  readonly defined = new Map<string, readonly Node[]>();
  private readonly source: string;
  private readonly name: string;
  private readonly isFunction: (name: string) => boolean;
  private readonly tokens: readonly Token[];
  private at = 0;
  private variables = ['$'];
  private loops = 0;

  constructor(source: string, name: string, isFunction: (name: string) => boolean) {
    this.source = source;
    this.name = name;
    this.isFunction = isFunction;
    this.tokens = lex(source);
  }

  /** Nodes up to the `end` or `else` of `context`, or of the whole text. */
  list(context: string | undefined): { nodes: Node[]; end: 'end' | 'else' | '' } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.next();
      if (token.kind === 'text') nodes.push({ kind: 'text', text: token.text });
      else if (token.kind === 'eof') {
        if (context !== undefined) this.fail('unexpected EOF');
        return { nodes, end: '' };
      } else if (token.kind !== 'open') this.unexpected(token, 'input');
      else {
        const end = this.action(nodes, context);
        if (end !== undefined) return { nodes, end };
      }
    }
  }

  private action(nodes: Node[], context: string | undefined): 'end' | 'else' | undefined {
    const token = this.nextNonSpace();
    if (token.kind !== 'keyword') {
      this.at -= 1;
      nodes.push({ kind: 'action', pipe: this.pipeline('command', 'close') });
      return undefined;
    }
    switch (token.text) {
      case 'end':
        if (context === undefined) this.fail('unexpected {{end}}');
        this.expect('close', 'end');
        return 'end';
      case 'else':
        if (context === undefined) this.fail('unexpected {{else}}');
        if (!['if', 'with'].includes(this.peekNonSpace().text)) this.expect('close', 'else');
        return 'else';
      case 'break':
      case 'continue':
        this.expect('close', token.text);
        if (this.loops === 0) this.fail(`{{${token.text}}} outside {{range}}`);
        nodes.push({ kind: token.text });
        return undefined;
      case 'define': {
        const name = this.templateName(this.nextNonSpace(), 'define clause');
        if (context !== undefined) this.fail('unexpected {{define}}');
        this.expect('close', 'define clause');
        this.define(name, 'define clause');
        return undefined;
      }
      case 'block': {
        const named = this.nextNonSpace();
        const name = this.templateName(named, 'block clause');
        const pipe = this.pipeline('block clause', 'close');
        this.define(name, 'block clause');
        nodes.push({ kind: 'template', name, pipe, source: `{{template ${quote(name)} ${pipe.source}}}`, offset: named.offset });
        return undefined;
      }
      case 'template': {
        const named = this.nextNonSpace();
        const name = this.templateName(named, 'template clause');
        if (this.peekNonSpace().kind === 'close') {
          this.nextNonSpace();
          nodes.push({ kind: 'template', name, source: `{{template ${quote(name)}}}`, offset: named.offset });
          return undefined;
        }
        const pipe = this.pipeline('template clause', 'close');
        nodes.push({ kind: 'template', name, pipe, source: `{{template ${quote(name)} ${pipe.source}}}`, offset: named.offset });
        return undefined;
      }
      default:
        nodes.push(this.control(token.text as 'if'));
        return undefined;
    }
  }

  private define(name: string, context: string): void {
    const outer = this.variables;
    this.variables = ['$'];
    const { nodes, end } = this.list(context);
    if (end === 'else') this.fail(`unexpected {{else}} in ${context}`);
    this.variables = outer;
    this.defined.set(name, nodes);
  }

  private templateName(token: Token, context: string): string {
    if (token.kind !== 'string') this.unexpected(token, context);
    return unquote(token.text);
  }

  private control(kind: 'if' | 'with' | 'range'): Node {
    const scope = this.variables.length;
    const pipe = this.pipeline(kind, 'close');
    if (kind === 'range') this.loops += 1;
    const body = this.list(kind);
    if (kind === 'range') this.loops -= 1;
    let otherwise: Node[] = [];
    if (body.end === 'else') {
      const next = this.peekNonSpace().text;
      if ((kind === 'if' && next === 'if') || (kind === 'with' && next === 'with')) {
        // `else if` shares the `end` of the whole.
        this.nextNonSpace();
        otherwise = [this.control(kind)];
      } else {
        if (this.peekNonSpace().kind !== 'text' && ['if', 'with'].includes(next)) this.expect('close', 'input');
        const rest = this.list(kind);
        if (rest.end !== 'end') this.fail('expected end; found {{else}}');
        otherwise = rest.nodes;
      }
    }
    this.variables.length = scope;
    return { kind, pipe, body: body.nodes, otherwise };
  }

  private pipeline(context: string, end: 'close' | 'right'): Pipe {
    const variables: string[] = [];
    let assign = false;
    const declaration = this.declaration(context === 'range');
    if (declaration !== undefined) {
      variables.push(...declaration.names);
      assign = declaration.assign;
      if (!assign) this.variables.push(...variables);
      else for (const name of variables) this.known(name);
    }
    const commands: Command[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.kind === end) break;
      if (token.kind === 'close' || token.kind === 'right') this.unexpected(token, context);
      if (['bool', 'char', 'dot', 'field', 'identifier', 'number', 'nil', 'string', 'variable', 'left'].includes(token.kind)) {
        this.at -= 1;
        commands.push(this.command());
      } else this.unexpected(token, context);
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (const [at, { operands }] of commands.entries()) {
      const [head] = operands;
      if (at > 0 && head !== undefined && ['bool', 'dot', 'nil', 'number', 'string'].includes(head.kind)) {
        this.fail(`non executable command in pipeline stage ${at + 1}`);
      }
    }
    const names = variables.length === 0 ? '' : `${variables.join(', ')} ${assign ? '=' : ':='} `;
    return {
      variables,
      assign,
      commands,
      source: names + commands.map(({ source }) => source).join(' | '),
    };
  }

  /** `$x :=`, `$x =`, and in a range `$i, $x :=`. Nothing is taken when there is none. */
  private declaration(inRange: boolean): { names: string[]; assign: boolean } | undefined {
    const start = this.at;
    const names: string[] = [];
    for (;;) {
      const variable = this.nextNonSpace();
      if (variable.kind !== 'variable') break;
      names.push(variable.text);
      const next = this.nextNonSpace();
      if (next.kind === 'assign' || next.kind === 'declare') return { names, assign: next.kind === 'assign' };
      if (next.kind !== 'comma') break;
      if (!inRange || names.length > 1) this.fail(`too many declarations in ${inRange ? 'range' : 'command'}`);
    }
    this.at = start;
    return undefined;
  }

  private command(): Command {
    const offset = this.peekNonSpace().offset;
    const operands: Operand[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'close' || token.kind === 'right') this.at -= 1;
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (operands.length === 0) this.fail('empty command');
    return { operands, offset, source: operands.map(({ source }) => source).join(' ') };
  }

  private operand(): Operand | undefined {
    const term = this.term();
    if (term === undefined || this.peek().kind !== 'field') return term;
    // The place of a chain is that of its second link.
    const offset = this.peek().offset;
    const names: string[] = [];
    while (this.peek().kind === 'field') names.push(this.next().text.slice(1));
    const source = `${term.source}${names.map((name) => `.${name}`).join('')}`;
    switch (term.kind) {
      case 'field':
        return { kind: 'field', names: [...term.names, ...names], source, offset };
      case 'variable':
        return { ...term, names: [...term.names, ...names], source, offset };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quote(term.source)}`);
      default:
        return { kind: 'chain', of: term, names, source, offset };
    }
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace();
    const { text, offset } = token;
    const common = { source: text, offset };
    switch (token.kind) {
      case 'identifier':
        if (!this.isFunction(text)) this.fail(`function ${quote(text)} not defined`);
        return { kind: 'function', name: text, ...common };
      case 'dot':
        return { kind: 'dot', ...common };
      case 'nil':
        return { kind: 'nil', ...common };
      case 'variable':
        this.known(text);
        return { kind: 'variable', name: text, names: [], ...common };
      case 'field':
        return { kind: 'field', names: [text.slice(1)], ...common };
      case 'bool':
        return { kind: 'bool', value: text === 'true', ...common };
      case 'string':
        if (!isQuoted(text)) this.fail('invalid syntax');
        return { kind: 'string', value: unquote(text), ...common };
      case 'char':
        return {
          kind: 'number',
          value: unquote(`"${text.slice(1, -1).replaceAll('"', '\\"')}"`).codePointAt(0) ?? 0,
          integer: true,
          ...common,
        };
      case 'number':
        return { kind: 'number', ...number(text), ...common };
      case 'left': {
        const pipe = this.pipeline('parenthesized pipeline', 'right');
        return { kind: 'pipe', pipe, source: `(${pipe.source})`, offset };
      }
      default:
        this.at -= 1;
        return undefined;
    }
  }

  private known(name: string): void {
    if (!this.variables.includes(name)) this.fail(`undefined variable ${quote(name)}`);
  }

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'eof', text: '', offset: this.source.length };
  }

  private next(): Token {
    const token = this.peek();
    if (this.at < this.tokens.length) this.at += 1;
    return token;
  }

  private nextNonSpace(): Token {
    while (this.peek().kind === 'space') this.at += 1;
    return this.next();
  }

  private peekNonSpace(): Token {
    while (this.peek().kind === 'space') this.at += 1;
    return this.peek();
  }

  private expect(kind: Token['kind'], context: string): void {
    const token = this.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
  }

  private unexpected(token: Token, context: string): never {
    if (token.kind === 'error') return this.fail(token.text, token.offset);
    const chars = [...token.text];
    const shown =
      token.kind === 'eof'
        ? 'EOF'
        : ['keyword', 'dot', 'nil'].includes(token.kind)
          ? `<${token.text}>`
          : chars.length > 10
            ? `${quote(chars.slice(0, 10).join(''))}...`
            : quote(token.text);
    return this.fail(`unexpected ${shown} in ${context}`, token.offset);
  }

  private fail(message: string, offset = this.tokens[this.at - 1]?.offset ?? 0): never {
    const line = this.source.slice(0, offset).split('\n').length;
    throw new TemplateError(`template: ${this.name}:${line}: ${message}`);
  }
}

function number(text: string): { value: number; integer: boolean } {
  const plain = text.replaceAll('_', '');
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  const prefixed = /^0\d/.test(digits) && !/[.eE]/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = Number(prefixed) * (sign === '-' ? -1 : 1);
  return { value, integer: /^0[xX]/.test(digits) || !/[.eEpP]/.test(digits) };
}

function isQuoted(text: string): boolean {
  return text.startsWith('`') || /^"(?:[^"\\]|\\(?:[abfnrtv\\"]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}))*"$/.test(text);
}

/** strconv.Unquote. */
export function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return text
    .slice(1, -1)
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/g, (_, hex, four, eight, octal, char) =>
      char !== undefined
        ? (simple[char as string] ?? (char as string))
        : String.fromCodePoint(octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex ?? four ?? eight, 16)),
    );
}
