import { messageOf } from '../../base/errors.ts';
import { functions } from './functions.ts';
import type { Command, Field, Node, Operand, Pipe } from './parse.ts';
import { parseTemplate, TemplateError } from './parse.ts';
import { isRecord, isTrue, print, printTyped } from './value.ts';

/** How a template meets a field that is not there. */
export interface Strictness {
  /** The Go type a row would have: its missing field is `can't evaluate field X in type T`. Absent: rows are maps. */
  readonly type?: string;
  /** For maps: a missing key has the value given here, or is an error. Absent: it prints `<no value>`. */
  readonly zeros?: Readonly<Record<string, unknown>>;
  /** Other names of keys: Go's field names, where JSON spells them differently. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export interface Template {
  /** Throws `TemplateError` in Go's words. */
  execute(data: unknown, options?: Strictness & { functions?: typeof functions }): string;
}

/** Go's text/template over JSON values. Throws `TemplateError` when it does not parse. */
export function compile(source: string): Template {
  const nodes = parseTemplate(source, (name) => Object.hasOwn(functions, name));
  return {
    execute(data, options = {}) {
      const run = new Execution(data, options, options.functions ?? functions);
      run.walk(nodes, data);
      return run.output;
    },
  };
}

class LoopExit extends Error {
  readonly kind: 'break' | 'continue';

  constructor(kind: 'break' | 'continue') {
    super(kind);
    this.kind = kind;
  }
}

class Execution {
  output = '';
  private readonly root: unknown;
  private readonly options: Strictness;
  private readonly functions: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  private scopes: Array<Map<string, unknown>>;

  constructor(root: unknown, options: Strictness, table: typeof functions) {
    this.root = root;
    this.options = options;
    this.functions = table;
    this.scopes = [new Map([['$', root]])];
  }

  walk(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) {
      switch (node.kind) {
        case 'text':
          this.output += node.text;
          break;
        case 'action': {
          const value = this.pipe(node.pipe, dot);
          if (node.pipe.variables.length === 0) this.output += this.print(value, node.pipe);
          break;
        }
        case 'if':
        case 'with':
          this.scoped(() => {
            const value = this.pipe(node.pipe, dot);
            if (isTrue(value)) this.walk(node.body, node.kind === 'with' ? value : dot);
            else this.walk(node.otherwise, dot);
          });
          break;
        case 'range':
          this.scoped(() => this.range(node, dot));
          break;
        default:
          throw new LoopExit(node.kind);
      }
    }
  }

  private range(node: Extract<Node, { kind: 'range' }>, dot: unknown): void {
    const value = this.pipe({ ...node.pipe, variables: [] }, dot);
    const entries: Array<[unknown, unknown]> = Array.isArray(value)
      ? value.map((item, at) => [at, item])
      : isRecord(value)
        ? Object.keys(value)
            .sort()
            .map((key) => [key, value[key]])
        : typeof value === 'number'
          ? Array.from({ length: value }, (_, at) => [at, at])
          : [];
    if (entries.length === 0 && value !== null && value !== undefined && typeof value !== 'object' && typeof value !== 'number') {
      throw new TemplateError(`range can't iterate over ${print(value)}`);
    }
    if (entries.length === 0) this.walk(node.otherwise, dot);
    for (const [key, item] of entries) {
      const [first, second] = node.pipe.variables;
      const exit = this.scoped(() => {
        if (second !== undefined) {
          this.declare(first ?? '', key);
          this.declare(second, item);
        } else if (first !== undefined) this.declare(first, item);
        try {
          this.walk(node.body, item);
        } catch (error) {
          if (error instanceof LoopExit) return error.kind;
          throw error;
        }
        return undefined;
      });
      if (exit === 'break') break;
    }
  }

  private scoped<T>(body: () => T): T {
    this.scopes.push(new Map());
    try {
      return body();
    } finally {
      this.scopes.pop();
    }
  }

  private declare(name: string, value: unknown): void {
    this.scopes.at(-1)?.set(name, value);
  }

  private pipe(pipe: Pipe, dot: unknown): unknown {
    let value: unknown;
    let piped = false;
    for (const command of pipe.commands) {
      value = this.command(command, dot, piped ? [value] : []);
      piped = true;
    }
    for (const name of pipe.variables) {
      if (pipe.assign) this.scopes.findLast((scope) => scope.has(name))?.set(name, value);
      else this.declare(name, value);
    }
    return value;
  }

  private command(command: Command, dot: unknown, last: readonly unknown[]): unknown {
    const [first, ...rest] = command;
    if (first === undefined) return undefined;
    if (first.kind === 'function') return this.call(first.name, rest, dot, last);
    const args = [...rest.map((operand) => this.operand(operand, dot)), ...last];
    return this.operand(first, dot, args);
  }

  private call(name: string, operands: readonly Operand[], dot: unknown, last: readonly unknown[]): unknown {
    if (name === 'and' || name === 'or') {
      // Short circuit: the rest is not even evaluated.
      let value: unknown;
      for (const operand of operands) {
        value = this.operand(operand, dot);
        if (isTrue(value) === (name === 'or')) return value;
      }
      return last.length > 0 ? last[0] : value;
    }
    const args = [...operands.map((operand) => this.operand(operand, dot)), ...last];
    try {
      return this.functions[name]?.(...args);
    } catch (error) {
      throw new TemplateError(`template: :1: executing "" at <${name}>: ${messageOf(error)}`);
    }
  }

  private operand(operand: Operand, dot: unknown, args: readonly unknown[] = []): unknown {
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'function':
        return this.call(operand.name, [], dot, []);
      case 'path': {
        let value: unknown;
        if (operand.from === 'dot') value = dot;
        else if ('variable' in operand.from) value = this.variable(operand.from.variable);
        else value = this.pipe(operand.from, dot);
        for (const [at, field] of operand.fields.entries()) {
          value = this.field(value, field, operand.source, at === operand.fields.length - 1 ? args : []);
        }
        return value;
      }
    }
  }

  private variable(name: string): unknown {
    const scope = this.scopes.findLast((candidate) => candidate.has(name));
    if (scope === undefined) throw new TemplateError(`template: :1: undefined variable "${name}"`);
    return scope.get(name);
  }

  private field(value: unknown, field: Field, source: string, args: readonly unknown[]): unknown {
    const fail = (message: string): never => {
      throw new TemplateError(`template: :${field.at}: executing "" at <${source}>: ${message}`);
    };
    if (isRecord(value)) {
      if (Object.hasOwn(value, field.name)) {
        const member = value[field.name];
        return typeof member === 'function' ? (member as (...all: unknown[]) => unknown)(...args) : member;
      }
      const alias = this.options.aliases?.[field.name];
      if (alias !== undefined && Object.hasOwn(value, alias)) return value[alias];
      if (value === this.root && this.options.type !== undefined)
        return fail(`can't evaluate field ${field.name} in type ${this.options.type}`);
      if (this.options.zeros === undefined) return undefined;
      return Object.hasOwn(this.options.zeros, field.name)
        ? this.options.zeros[field.name]
        : fail(`map has no entry for key "${field.name}"`);
    }
    if (value === null || value === undefined) {
      return this.options.zeros === undefined ? undefined : fail(`nil pointer evaluating interface {}.${field.name}`);
    }
    return fail(`can't evaluate field ${field.name} in type interface {}`);
  }

  /** JSON has lost the Go type that decides how a value prints; the name of the field that it came from tells it. */
  private print(value: unknown, pipe: Pipe): string {
    if (this.options.zeros === undefined) return print(value);
    const last = pipe.commands.length === 1 ? pipe.commands[0]?.at(-1) : undefined;
    return printTyped(value, last?.kind === 'path' ? (last.fields.at(-1)?.name ?? '') : '', this.options.zeros);
  }
}
