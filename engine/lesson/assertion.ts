import type { Entry } from './entry.ts';
import * as type from './fields.ts';
import type { Assertion } from './lesson.ts';

/** A field of an assertion in YAML, and what it is called in `Assertion` when that is another name. */
export interface AssertionField {
  readonly type: type.FieldType;
  readonly as?: string;
  readonly required?: true;
  readonly default?: unknown;
}

type Kind = Assertion['kind'];

const containerFilters = type.filters(
  ...['name', 'ancestor', 'status', 'id', 'label', 'before', 'since', 'exited', 'health', 'publish', 'expose', 'network', 'volume'],
);
const count: AssertionField = { type: type.range, default: '1..' };
const matches: AssertionField = { type: type.pattern };
const absent: AssertionField = { type: type.flag, default: false };

/**
 * The assertions by their kind. The field that names the kind holds what it is about; it is required.
 *
 *   containers: { ancestor: nginx, status: running }   # Docker's list filters; stopped ones count too
 *   count: 2..                                         # default 1..; also 0, 1, ..3, 1..3
 */
export const assertionKinds: Readonly<Record<Kind, Readonly<Record<string, AssertionField>>>> = {
  containers: { containers: { type: containerFilters, as: 'filters' }, count },
  images: { images: { type: type.filters('reference', 'dangling', 'label', 'before', 'since', 'until'), as: 'filters' }, count },
  volumes: { volumes: { type: type.filters('name', 'dangling', 'driver', 'label'), as: 'filters' }, count },
  networks: {
    networks: { type: type.filters('name', 'id', 'driver', 'label', 'scope', 'type', 'dangling'), as: 'filters' },
    count,
  },
  layers: { layers: { type: type.text, as: 'image' }, sharedWith: { type: type.text }, createdBy: { type: type.pattern }, count },
  inspect: {
    inspect: { type: type.text, as: 'name' },
    type: { type: type.oneOf('container', 'image', 'volume', 'network'), default: 'container' },
    field: { type: type.text, required: true },
    matches,
    count: { type: type.range },
  },
  workspaceFile: { workspaceFile: { type: type.workspacePath, as: 'path' }, matches, absent },
  containerFile: {
    containerFile: { type: type.absolutePath, as: 'path' },
    in: { type: containerFilters, as: 'filters', required: true },
    matches,
    absent,
  },
  imageFile: {
    imageFile: { type: type.absolutePath, as: 'path' },
    in: { type: type.text, as: 'image', required: true },
    layer: { type: type.layer },
    matches,
    absent,
  },
  http: { http: { type: type.url, as: 'url' }, matches },
  command: {
    command: { type: type.text },
    in: { type: containerFilters, as: 'filters' },
    exit: { type: type.range, default: 0 },
    matches,
  },
  quiz: { quiz: { type: type.text } },
  predict: { predict: { type: type.text } },
};

const allKinds = Object.keys(assertionKinds) as Kind[];
/** What can be said of the state at any time: hints, fails and outcomes. A quiz is answered once, and only checks ask for that. */
export const stateKinds = allKinds.filter((kind) => kind !== 'quiz' && kind !== 'predict');

/** `who` is named in faults ("check web1-runs"); `own` are the fields that stand beside the assertion's. */
export function readAssertion(entry: Entry, who: string, own: readonly string[], kinds: readonly Kind[] = allKinds): Assertion | undefined {
  const named = kinds.filter((kind) => kind in entry.fields);
  const [kind] = named;
  // `quiz` or `predict` where only a state can be asked for.
  if (kind === undefined || named.length > 1) {
    return void entry.fault(`${who} needs one of ${kinds.join(', ')}${named.length > 1 ? `, and has ${named.join(' and ')}` : ''}`);
  }
  const fields = assertionKinds[kind];
  for (const name of Object.keys(entry.fields)) {
    if (name in fields || own.includes(name)) continue;
    entry.fault(
      `${who}: there is no field ${name} beside ${kind}: there are ${[...Object.keys(fields).slice(1), ...own].join(', ')}`,
      name,
    );
  }
  const read: Record<string, unknown> = { kind };
  let whole = true;
  for (const [name, field] of Object.entries(fields)) {
    const value = entry.fields[name] ?? field.default;
    if (value === undefined && (name === kind || field.required)) {
      entry.fault(`${who}: ${kind} needs ${name}`, name);
      whole = false;
    } else if (value !== undefined) {
      try {
        read[field.as ?? name] = field.type.read(value);
      } catch (error) {
        entry.fault(`${who}: ${name}: ${error instanceof Error ? error.message : error}`, name);
        whole = false;
      }
    }
  }
  return whole ? (read as unknown as Assertion) : undefined;
}
