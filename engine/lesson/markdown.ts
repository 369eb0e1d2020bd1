import type { Nodes } from 'mdast';
import type { Faults } from './faults.ts';
import type { Markdown } from './lesson.ts';

/** What a page may show, and which properties of it matter. Everything else is a fault of the lesson. */
const shown: Readonly<Record<string, readonly string[]>> = {
  paragraph: [],
  heading: ['depth'],
  text: ['value'],
  emphasis: [],
  strong: [],
  delete: [],
  inlineCode: ['value'],
  code: ['value', 'lang'],
  break: [],
  blockquote: [],
  list: ['ordered', 'start'],
  listItem: [],
  link: ['url'],
  table: ['align'],
  tableRow: [],
  tableCell: [],
  thematicBreak: [],
};

/** mdast nodes as plain data, without positions. */
export function toMarkdown(nodes: readonly Nodes[], source: string, faults: Faults): Markdown[] {
  return nodes.flatMap((node): Markdown[] => {
    // `nginx:latest` in a sentence looks like a text directive: there are none here, so it is text again.
    if (node.type === 'textDirective') return [{ type: 'text', value: sourceOf(node, source) }];
    const properties = shown[node.type];
    if (properties === undefined) {
      faults.at(node, fault(node));
      return [];
    }
    if (node.type === 'link' && !/^(https?:\/\/|#)/.test(node.url))
      faults.at(node, `a link must lead to the web (https://), not to ${node.url}`);
    const kept = properties
      .map((name) => [name, (node as unknown as Record<string, unknown>)[name]] as const)
      .filter(([, value]) => value != null);
    const children = 'children' in node ? { children: toMarkdown(node.children as Nodes[], source, faults) } : {};
    return [{ type: node.type, ...Object.fromEntries(kept), ...children }];
  });
}

function fault(node: Nodes): string {
  if (node.type === 'html') return 'HTML is not shown in a lesson: use Markdown';
  if (node.type === 'image' || node.type === 'imageReference') return 'images are not supported in lessons yet';
  if (node.type === 'containerDirective' || node.type === 'leafDirective')
    return `there is no directive ${node.name}: there are quiz and details`;
  return `${node.type} is not supported in lessons`;
}

/** The text of a node as its author wrote it. */
export function plainText(node: Nodes, source: string): string {
  if (node.type === 'textDirective') return sourceOf(node, source);
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => plainText(child, source)).join('') : '';
}

function sourceOf({ position }: Nodes, source: string): string {
  return source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
}
