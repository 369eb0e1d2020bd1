import { messageOf } from '../../base/errors.ts';
import { quote } from '../go.ts';
import { functions, type TemplateFunction } from './functions.ts';
import { type Command, type Control, type Node, type Operand, type Pipe, parseTemplate, TemplateError } from './parse.ts';
import { any, bool, float, type GoType, int, string, typeName } from './type.ts';
import { concrete, entriesOf, fieldOf, indirect, isNil, isTrue, itemsOf, nothing, print, type Value } from './value.ts';

export interface ExecuteOptions {
  /** What the data is in Go; JSON of unknown shape unless given. */
  readonly type?: GoType;
  /** Keys that a map does not have are an error (`missingkey=error`). */
  readonly strict?: boolean;
  readonly functions?: Readonly<Record<string, TemplateFunction>>;
}

export interface Template {
  /** Throws `TemplateError` in Go's words. */
  execute(data: unknown, options?: ExecuteOptions): string;
}

/** Go's text/template over JSON. Throws `TemplateError` when it does not parse. `name` is what errors call it. */
export function compile(source: string, name = ''): Template {
  const { body, defined } = parseTemplate(source, name, (word) => Object.hasOwn(functions, word) || word === 'call');
  return {
    execute(data, options = {}) {
      const run = new Execution(source, name, defined, options);
      try {
        run.template(body, { type: options.type ?? any, data });
      } catch (error) {
        throw error instanceof TemplateError ? new TemplateError(error.message, run.output) : error;
      }
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

interface Place {
  readonly source: string;
  readonly offset: number;
}

class Execution {
  output = '';
  private readonly source: string;
  private readonly name: string;
  private readonly defined: ReadonlyMap<string, readonly Node[]>;
  private readonly options: ExecuteOptions;
  private scopes: Array<Map<string, Value>> = [];
  private depth = 0;

  constructor(source: string, name: string, defined: ReadonlyMap<string, readonly Node[]>, options: ExecuteOptions) {
    this.source = source;
    this.name = name;
    this.defined = defined;
    this.options = options;
  }

  /** A template sees its own data as `$`, and no variable of its caller. */
  template(body: readonly Node[], dot: Value): void {
    const outer = this.scopes;
    this.scopes = [new Map([['$', dot]])];
    this.depth += 1;
    this.walk(body, dot);
    this.depth -= 1;
    this.scopes = outer;
  }

  private walk(nodes: readonly Node[], dot: Value): void {
    for (const node of nodes) {
      switch (node.kind) {
        case 'text':
          this.output += node.text;
          break;
        case 'action': {
          const value = this.pipe(node.pipe, dot);
          if (node.pipe.variables.length === 0) this.output += shown(value);
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
        case 'template': {
          const body = this.defined.get(node.name);
          if (body === undefined) this.fail(node, `template ${quote(node.name)} not defined`);
          if (this.depth > 1000) this.fail(node, 'exceeded maximum template depth (100000)');
          this.template(body ?? [], node.pipe === undefined ? nothing : this.pipe(node.pipe, dot));
          break;
        }
        default:
          throw new LoopExit(node.kind);
      }
    }
  }

  private range(node: Control, dot: Value): void {
    const value = indirect(this.pipe({ ...node.pipe, variables: [] }, dot));
    const { type, data } = value;
    let entries: Array<[Value, Value]> = [];
    if (type.kind === 'slice')
      entries = itemsOf(value).map((item, at) => [
        { type: int, data: at },
        { type: type.of, data: item },
      ]);
    else if (type.kind === 'map')
      entries = entriesOf(value).map(([key, item]) => [
        { type: string, data: key },
        { type: type.of, data: item },
      ]);
    else if (type.kind === 'int') {
      entries = Array.from({ length: Math.max(0, Number(data ?? 0)) }, (_, at) => [
        { type: int, data: at },
        { type: int, data: at },
      ]);
    } else if (type.kind !== 'nil') {
      const [first] = node.pipe.commands;
      this.fail(first?.operands[0] ?? { source: node.pipe.source, offset: 0 }, `range can't iterate over ${print(value)}`);
    }
    if (entries.length === 0) this.walk(node.otherwise, dot);
    for (const [key, item] of entries) {
      const [first, second] = node.pipe.variables;
      const exit = this.scoped(() => {
        const set = (name: string, to: Value) => (node.pipe.assign ? this.assign(name, to) : this.declare(name, to));
        if (second !== undefined) {
          set(first ?? '', key);
          set(second, item);
        } else if (first !== undefined) set(first, item);
        try {
          this.walk(node.body, concrete(item));
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
    const height = this.scopes.length;
    this.scopes.push(new Map());
    try {
      return body();
    } finally {
      this.scopes.length = height;
    }
  }

  private declare(name: string, value: Value): void {
    this.scopes.at(-1)?.set(name, value);
  }

  private assign(name: string, value: Value): void {
    this.scopes.findLast((scope) => scope.has(name))?.set(name, value);
  }

  private pipe(pipe: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) value = concrete(this.command(command, dot, value));
    const found = value ?? nothing;
    for (const name of pipe.variables) {
      if (pipe.assign) this.assign(name, found);
      else this.declare(name, found);
    }
    return found;
  }

  private command(command: Command, dot: Value, last: Value | undefined): Value {
    const [first, ...rest] = command.operands;
    if (first === undefined) return nothing;
    if (first.kind === 'function') return this.call(first.name, command, rest, dot, last);
    if (first.kind === 'field' || first.kind === 'chain' || (first.kind === 'variable' && first.names.length > 0)) {
      return this.operand(first, dot, { operands: rest, last });
    }
    if (rest.length > 0 || last !== undefined)
      this.fail(rest.length > 0 || first.kind !== 'pipe' ? first : first, `can't give argument to non-function ${first.source}`);
    if (first.kind === 'nil') this.fail(first, 'nil is not a command');
    return this.operand(first, dot);
  }

  private call(name: string, command: Place, operands: readonly Operand[], dot: Value, last: Value | undefined): Value {
    const count = operands.length + (last === undefined ? 0 : 1);
    if (name === 'and' || name === 'or') {
      if (count === 0) this.fail({ source: name, offset: command.offset }, `wrong number of args for ${name}: want at least 1 got 0`);
      // Short circuit: the rest is not even evaluated.
      let value = nothing;
      for (const operand of operands) {
        value = concrete(this.operand(operand, dot));
        if (isTrue(value) === (name === 'or')) return value;
      }
      return last ?? value;
    }
    if (name === 'call' && operands[0] !== undefined) {
      const value = concrete(this.operand(operands[0], dot));
      if (value.type.kind === 'nil') return this.fail(command, 'error calling call: call of nil');
      return this.fail(command, `error calling call: non-function ${operands[0].source} of type ${typeName(value.type)}`);
    }
    const called = this.options.functions?.[name] ?? functions[name];
    if (called === undefined) return this.fail(command, `function ${quote(name)} not defined`);
    const { takes, rest } = called;
    if (rest === undefined ? count !== takes.length : count < takes.length) {
      const want = rest === undefined ? `${takes.length}` : `at least ${takes.length}`;
      this.fail({ source: name, offset: command.offset }, `wrong number of args for ${name}: want ${want} got ${count}`);
    }
    const args = operands.map((operand, at) => this.argument(operand, takes[at] ?? rest ?? any, dot));
    if (last !== undefined) args.push(this.checked(last, takes[operands.length] ?? rest ?? any, command));
    try {
      return called.run(...args);
    } catch (error) {
      return this.fail(command, `error calling ${name}: ${messageOf(error)}`);
    }
  }

  /** Constants have to fit as they stand, values by their type. */
  private argument(operand: Operand, wanted: GoType, dot: Value): Value {
    const constant = ['bool', 'string', 'number'].includes(operand.kind);
    if (constant && wanted.kind !== 'any') {
      const fits = operand.kind === wanted.kind || (operand.kind === 'number' && wanted.kind === 'int' && operand.integer);
      if (!fits)
        this.fail(
          operand,
          `expected ${wanted.kind === 'int' ? 'integer' : wanted.kind === 'slice' ? 'value' : wanted.kind}; found ${operand.source}`,
        );
    }
    if (operand.kind === 'nil' && wanted.kind !== 'any') this.fail(operand, `cannot assign nil to ${typeName(wanted)}`);
    return this.checked(this.operand(operand, dot), wanted, operand);
  }

  private checked(value: Value, wanted: GoType, at: Place): Value {
    const found = concrete(value);
    if (wanted.kind === 'any') return found;
    if (found.type.kind === 'nil') return this.fail(at, `invalid value; expected ${typeName(wanted)}`);
    if (typeName(found.type) === typeName(wanted)) return found;
    const pointed = indirect(found);
    if (found.type.kind === 'pointer' && typeName(pointed.type) === typeName(wanted)) return pointed;
    return this.fail(at, `wrong type for value; expected ${typeName(wanted)}; got ${typeName(found.type)}`);
  }

  private operand(operand: Operand, dot: Value, args?: { operands: readonly Operand[]; last: Value | undefined }): Value {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return nothing;
      case 'bool':
        return { type: bool, data: operand.value };
      case 'string':
        return { type: string, data: operand.value };
      case 'number':
        return { type: operand.integer ? int : float, data: operand.value };
      case 'function':
        return this.call(operand.name, operand, [], dot, undefined);
      case 'pipe':
        return this.pipe(operand.pipe, dot);
      case 'field':
        return this.fields(dot, operand.names, operand, dot, args);
      case 'variable': {
        const value = this.scopes.findLast((scope) => scope.has(operand.name))?.get(operand.name) ?? nothing;
        return this.fields(value, operand.names, operand, dot, args);
      }
      case 'chain': {
        // Go has moved on to what is in the parentheses when it looks at the field.
        const value = this.operand(operand.of, dot);
        return this.fields(value, operand.names, innermost(operand.of), dot, args);
      }
    }
  }

  private fields(
    from: Value,
    names: readonly string[],
    place: Place,
    dot: Value,
    args?: { operands: readonly Operand[]; last: Value | undefined },
  ): Value {
    let value = from;
    for (const [at, name] of names.entries()) {
      const given = at < names.length - 1 || args === undefined ? undefined : args;
      value = this.field(value, name, place, dot, given);
    }
    return value;
  }

  private field(
    receiver: Value,
    name: string,
    place: Place,
    dot: Value,
    args?: { operands: readonly Operand[]; last: Value | undefined },
  ): Value {
    const hasArguments = args !== undefined && (args.operands.length > 0 || args.last !== undefined);
    const plain = (value: Value): Value => (hasArguments ? this.fail(place, `${name} is not a method but has arguments`) : value);
    if (receiver.type.kind === 'nil') {
      if (this.options.strict === true) this.fail(place, `nil data; no entry for key ${quote(name)}`);
      return nothing;
    }
    if (receiver.type.kind === 'any' && isNil(receiver)) return this.fail(place, `nil pointer evaluating interface {}.${name}`);
    const value = indirect(receiver);
    const { type, data } = value;
    switch (type.kind) {
      case 'row': {
        const member = Object.entries(data as Record<string, unknown>).find(([key]) => key === name)?.[1];
        if (member === undefined) {
          if (type.lenient === true) return nothing;
          break;
        }
        if (typeof member !== 'function')
          return plain({
            type: typeof member === 'boolean' ? bool : typeof member === 'string' ? string : { kind: 'pointer', of: any },
            data: member,
          });
        const given = [
          ...(args?.operands ?? []).map((operand) => this.argument(operand, string, dot)),
          ...(args?.last === undefined ? [] : [args.last]),
        ];
        if (given.length !== member.length) this.fail(place, `wrong number of args for ${name}: want ${member.length} got ${given.length}`);
        return { type: string, data: (member as (...all: unknown[]) => unknown)(...given.map((one) => one.data)) };
      }
      case 'struct': {
        const found = fieldOf(value, name);
        if (found === undefined) break;
        return plain(found);
      }
      case 'map': {
        const found = entriesOf(value).find(([key]) => key === name);
        if (found !== undefined) return plain({ type: type.of, data: found[1] });
        if (this.options.strict === true) return this.fail(place, `map has no entry for key ${quote(name)}`);
        return plain(nothing);
      }
      case 'pointer':
        if (type.of.kind === 'struct' && fieldOf({ type: type.of, data: undefined }, name) === undefined) break;
        return this.fail(place, `nil pointer evaluating ${typeName(type)}.${name}`);
      default:
    }
    return this.fail(place, `can't evaluate field ${name} in type ${typeName(receiver.type)}`);
  }

  private fail(place: Place, message: string): never {
    const before = this.source.slice(0, place.offset);
    const line = before.split('\n').length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length;
    throw new TemplateError(`template: ${this.name}:${line}:${column}: executing ${quote(this.name)} at <${place.source}>: ${message}`);
  }
}

function innermost(operand: Operand): Place {
  const last = operand.kind === 'pipe' ? operand.pipe.commands.at(-1)?.operands.at(-1) : undefined;
  return last === undefined ? operand : innermost(last);
}

/** What an action writes. */
function shown(value: Value): string {
  return value.type.kind === 'nil' ? '<no value>' : print(value);
}
