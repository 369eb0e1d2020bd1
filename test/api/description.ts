import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { unpackDebian } from '../support/debian.ts';
import type { Exchange } from './served.ts';

/** Docker's published description of its API (Swagger 2.0), as far as a check of bodies needs it. */
interface Swagger {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly responses?: Readonly<Record<string, Answer>>;
}

interface Operation {
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string; readonly schema?: Schema }>;
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly $ref?: string;
  readonly schema?: Schema;
}

type Schema = { readonly [key: string]: unknown };

export interface Description {
  readonly version: string;
  /** `GET /containers/json`, all of them. */
  readonly routes: readonly string[];
  routeOf(exchange: Pick<Exchange, 'method' | 'path'>): string | undefined;
  /** What the exchange does against the description: nothing, if all is well. */
  faultsOf(exchange: Exchange): string[];
}

/** That of Docker 26.1, the newest that Debian packages (API 1.45). @throws Error with the reason when it cannot be had. */
export function readDescription(): Description {
  const root = unpackDebian(['golang-github-docker-docker-dev'], { release: 'trixie' });
  const file = path.join(root, 'usr/share/gocode/src/github.com/docker/docker/api/swagger.yaml');
  const swagger = parse(readFileSync(file, 'utf8')) as Swagger;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({
    $id: 'docker',
    definitions: Object.fromEntries(Object.entries(swagger.definitions).map(([name, schema]) => [name, convert(schema)])),
  });
  const compiled = new Map<string, ValidateFunction>();
  const validator = (key: string, schema: Schema): ValidateFunction => {
    const known = compiled.get(key) ?? ajv.compile(convert(schema) as object);
    compiled.set(key, known);
    return known;
  };
  const complaints = (what: string, key: string, schema: Schema, value: unknown): string[] => {
    const validate = validator(key, schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`);
  };

  const routes = Object.entries(swagger.paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${template}`,
      method: method.toUpperCase(),
      // Names of images have slashes.
      pattern: new RegExp(
        `^${template.replace(/\{[^}]+\}/g, template.startsWith('/images') || template.startsWith('/distribution') ? '.+' : '[^/]+')}$`,
      ),
      variables: template.split('{').length - 1,
      operation,
    })),
  );
  routes.sort((a, b) => a.variables - b.variables);
  const find = ({ method, path: asked }: Pick<Exchange, 'method' | 'path'>) =>
    routes.find((route) => route.method === method && route.pattern.test(asked));

  return {
    version: swagger.info.version,
    routes: routes.map(({ name }) => name),
    routeOf: (exchange) => find(exchange)?.name,
    faultsOf(exchange) {
      const route = find(exchange);
      if (route === undefined) return [`${exchange.method} ${exchange.path} is not in the description`];
      const { name, operation } = route;
      const parameters = operation.parameters ?? [];
      const known = new Set(parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name));
      const strange = [...new Set(exchange.query.keys())].filter((key) => !known.has(key));
      const expected = parameters.find((parameter) => parameter.in === 'body')?.schema;
      const faults = strange.map((key) => `query parameter ${key}`);
      if (expected !== undefined && exchange.body !== undefined)
        faults.push(...complaints('request', `${name} request`, expected, exchange.body));
      const answer = operation.responses[String(exchange.status)];
      const resolved = answer?.$ref === undefined ? answer : swagger.responses?.[answer.$ref.split('/').at(-1) ?? ''];
      if (answer === undefined && exchange.status < 400) faults.push(`status ${exchange.status}`);
      const schema = resolved?.schema ?? (exchange.status >= 400 ? swagger.definitions.ErrorResponse : undefined);
      if (schema !== undefined && schema.type !== 'file' && schema.type !== 'string') {
        for (const value of exchange.answers) faults.push(...complaints('answer', `${name} ${exchange.status}`, schema, value));
      }
      return faults.map((fault) => `${name} ${exchange.status}: ${fault}`);
    },
  };
}

const dropped = new Set([
  'example',
  'examples',
  'default',
  'format',
  'description',
  'title',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'readOnly',
]);

/**
 * Swagger's dialect as JSON Schema. A Go program writes `null` for a list or a map that is nil; the description says so only here and there, and
 * dockerd's own answers would fail without it: null is taken for every list and object.
 */
function convert(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(convert);
  if (typeof schema !== 'object' || schema === null) return schema;
  const source = schema as Schema;
  if (typeof source.$ref === 'string') return { $ref: source.$ref.replace('#/', 'docker#/') };
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) {
    if (dropped.has(key) || key.startsWith('x-')) continue;
    if (key === 'properties') {
      converted[key] = Object.fromEntries(Object.entries(value as Schema).map(([name, property]) => [name, convert(property)]));
    } else if (key === 'enum' || key === 'required') converted[key] = value;
    else converted[key] = convert(value);
  }
  const nullable = source['x-nullable'] === true || source.type === 'array' || source.type === 'object';
  if (nullable && typeof source.type === 'string') converted.type = [source.type, 'null'];
  if (nullable && Array.isArray(source.enum)) converted.enum = [...source.enum, null];
  return converted;
}
