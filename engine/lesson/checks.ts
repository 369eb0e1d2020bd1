import type { Code } from 'mdast';
import { isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Faults } from './faults.ts';
import type { Assertion, Check, LessonFilters, Range } from './lesson.ts';

/**
 * The ` ```checks ` block: a YAML list. Each entry has `id`, `title`, optionally `hint` and `needs`, and one assertion:
 *
 *   - containers: { ancestor: nginx, status: running }   # Docker's filters
 *     count: 2..                                         # default 1..; also 0, 1, 1..3
 *   - images: { reference: nginx }
 *     count: 0
 *   - workspaceFile: Dockerfile
 *     matches: ^FROM
 *   - containerFile: /usr/share/nginx/html/index.html
 *     in: { name: web1 }
 *     matches: changed
 *     absent: true
 *   - http: http://localhost:8080/
 *     matches: Hello
 *   - quiz: what-is-an-image
 */
export function parseChecks(node: Code, faults: Faults): Check[] {
  const lines = new LineCounter();
  const document = parseDocument(node.value, { lineCounter: lines });
  // The block's text starts on the line after its fence.
  const firstLine = (node.position?.start.line ?? 1) + 1;
  const lineOf = (offset: number | undefined) => firstLine - 1 + lines.linePos(offset ?? 0).line;
  // What follows a first error of YAML is seldom one of its own.
  const [error] = document.errors;
  if (error !== undefined) {
    faults.add(lineOf(error.pos[0]), `checks: ${error.message.split(/ at line \d/)[0]}`);
    return [];
  }
  if (!isSeq(document.contents)) {
    faults.add(firstLine, 'checks must be a list: "- id: …"');
    return [];
  }
  return document.contents.items.flatMap((item): Check[] => {
    if (!isMap(item)) {
      faults.add(firstLine, 'a check must have fields: "- id: …"');
      return [];
    }
    const line = lineOf(item.range?.[0]);
    const check = parseCheck(item, (message) => faults.add(line, message));
    return check === undefined ? [] : [check];
  });
}

const kinds = ['containers', 'images', 'workspaceFile', 'containerFile', 'http', 'quiz'] as const;
const fieldsOf: Readonly<Record<(typeof kinds)[number], readonly string[]>> = {
  containers: ['count'],
  images: ['count'],
  workspaceFile: ['matches'],
  containerFile: ['in', 'matches', 'absent'],
  http: ['matches'],
  quiz: [],
};

function parseCheck(map: YAMLMap, fault: (message: string) => void): Check | undefined {
  const fields = map.toJSON() as Record<string, unknown>;
  const { id, title, hint, needs } = fields;
  const named = kinds.filter((kind) => kind in fields);
  const [kind] = named;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]*$/.test(id))
    return void fault('a check needs an id of small letters, digits and hyphens');
  if (typeof title !== 'string') return void fault(`check ${id} needs a title: what the learner reads beside the mark`);
  if (kind === undefined || named.length > 1) return void fault(`check ${id} needs one of ${kinds.join(', ')}`);
  const known = ['id', 'title', 'hint', 'needs', kind, ...fieldsOf[kind]];
  for (const field of Object.keys(fields)) if (!known.includes(field)) fault(`check ${id}: a check of ${kind} has no field ${field}`);
  const assertion = parseAssertion(kind, fields, (message) => fault(`check ${id}: ${message}`));
  if (assertion === undefined) return undefined;
  return {
    id,
    title,
    assertion,
    needs: needs === undefined ? [] : [needs].flat().map(String),
    ...(typeof hint === 'string' && { hint }),
  };
}

function parseAssertion(
  kind: (typeof kinds)[number],
  fields: Readonly<Record<string, unknown>>,
  fault: (message: string) => void,
): Assertion | undefined {
  const value = fields[kind];
  const matches = pattern(fields.matches, fault);
  switch (kind) {
    case 'containers':
    case 'images': {
      const filters = parseFilters(value, fault);
      const count = parseRange(fields.count ?? '1..', fault);
      return filters && count && { kind, filters, count };
    }
    case 'containerFile': {
      const filters = parseFilters(fields.in, fault);
      if (typeof value !== 'string' || !value.startsWith('/')) return void fault('containerFile needs an absolute path');
      return filters && { kind, path: value, filters, absent: fields.absent === true, ...matches };
    }
    case 'workspaceFile':
    case 'http':
      if (typeof value !== 'string') return void fault(`${kind} needs a text`);
      return kind === 'http' ? { kind, url: value, ...matches } : { kind, path: value, ...matches };
    case 'quiz':
      return { kind, quiz: String(value) };
  }
}

function pattern(value: unknown, fault: (message: string) => void): { matches?: string } {
  if (value === undefined) return {};
  try {
    return { matches: new RegExp(String(value)).source };
  } catch (error) {
    fault(`matches: ${error instanceof Error ? error.message : error}`);
    return {};
  }
}

function parseFilters(value: unknown, fault: (message: string) => void): LessonFilters | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return void fault('filters are fields: { name: web, status: running }');
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, [one].flat().map(String)]));
}

/** `2`, `2..`, `..3`, `1..3`. */
export function parseRange(value: unknown, fault: (message: string) => void): Range | undefined {
  const match = /^(\d+)?(\.\.)?(\d+)?$/.exec(String(value));
  const [, low, dots, high] = match ?? [];
  if (match === null || (low === undefined && high === undefined)) return void fault('count is a number or a range: 2, 1.., 1..3');
  if (dots === undefined) return { min: Number(low), max: Number(low) };
  return { min: Number(low ?? 0), ...(high !== undefined && { max: Number(high) }) };
}
