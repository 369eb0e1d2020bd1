import type { Code, Yaml } from 'mdast';
import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import type { Faults } from './faults.ts';

/** Fields in YAML that know their lines. */
export class Entry {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly line: number;
  private readonly map: YAMLMap;
  private readonly place: Place;

  constructor(map: YAMLMap, place: Place) {
    this.map = map;
    this.place = place;
    this.fields = map.toJSON() as Record<string, unknown>;
    this.line = place.lineOf(map);
  }

  /** At the line of the field, or of the entry. */
  fault(message: string, field?: string): void {
    this.place.faults.add(field === undefined ? this.line : this.lineOf(field), message);
  }

  /** A field's own fields. */
  entry(field: string): Entry | undefined {
    const node = this.map.get(field, true) as Node | undefined;
    return isMap(node) ? new Entry(node, this.place) : undefined;
  }

  /** The entries of a field that is a list; `undefined` if it is none, or if one of them has no fields. */
  entries(field: string): Entry[] | undefined {
    const node = this.map.get(field, true) as Node | undefined;
    if (!isSeq(node) || !node.items.every(isMap)) return undefined;
    return (node.items as YAMLMap[]).map((item) => new Entry(item, this.place));
  }

  private lineOf(field: string): number {
    const key = this.map.items.find((pair) => String(pair.key) === field)?.key;
    return key === undefined ? this.line : this.place.lineOf(key as Node);
  }
}

interface Place {
  readonly faults: Faults;
  lineOf(node: Node): number;
}

/** The list in a fenced block. What stands in it is called `what` in faults. */
export function readList(node: Code, what: string, faults: Faults): Entry[] {
  const document = read(node, what, faults);
  if (document === undefined) return [];
  const { contents, place } = document;
  if (!isSeq(contents)) {
    faults.at(node, `${what} must be a list: each entry starts with "- "`);
    return [];
  }
  return contents.items.flatMap((item) => {
    if (isMap(item)) return [new Entry(item, place)];
    faults.add(place.lineOf(item as Node), `an entry of ${what} has fields, as in "- id: …"`);
    return [];
  });
}

/** The fields of front matter. */
export function readFields(node: Yaml, what: string, faults: Faults): Entry | undefined {
  const document = read(node, what, faults);
  if (document === undefined) return undefined;
  if (isMap(document.contents)) return new Entry(document.contents, document.place);
  faults.at(node, `${what} must have fields, as in "title: …"`);
  return undefined;
}

function read(node: Code | Yaml, what: string, faults: Faults): { contents: Document['contents']; place: Place } | undefined {
  const counter = new LineCounter();
  const document = parseDocument(node.value, { lineCounter: counter });
  // The text starts on the line after its fence.
  const fence = node.position?.start.line ?? 1;
  const lineAt = (offset: number | undefined) => fence + counter.linePos(offset ?? 0).line;
  // What follows a first error of YAML is seldom one of its own.
  const [error] = document.errors;
  if (error !== undefined) {
    faults.add(lineAt(error.pos[0]), `${what}: ${error.message.split(/ at line \d/)[0]}`);
    return undefined;
  }
  let alias: Node | undefined;
  visit(document, (_, found) => {
    if (isAlias(found)) alias = found;
  });
  if (alias !== undefined) {
    faults.add(lineAt(alias.range?.[0]), `${what}: a value that starts with * is an alias of YAML: put it in quotes`);
    return undefined;
  }
  return { contents: document.contents, place: { faults, lineOf: (found) => lineAt(found.range?.[0]) } };
}
