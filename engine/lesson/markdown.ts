import type { Nodes } from 'mdast';
import type { Markdown } from './lesson.ts';
import { lineOf, type Reading } from './reading.ts';
import { isViewLink, parseView } from './view.ts';

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
  image: ['url', 'alt'],
  table: ['align'],
  tableRow: [],
  tableCell: [],
  thematicBreak: [],
};

/** mdast nodes as plain data, without positions. */
export function toMarkdown(nodes: readonly Nodes[], reading: Reading): Markdown[] {
  return nodes.flatMap((node): Markdown[] => {
    // `nginx:latest` in a sentence looks like a text directive: there are none here, so it is text again.
    if (node.type === 'textDirective') return [{ type: 'text', value: reading.textOf(node) }];
    // A comment is for other authors.
    if (node.type === 'html' && /^<!--(?:(?!-->)[\s\S])*-->$/.test(node.value.trim())) return [];
    const properties = shown[node.type];
    const wrong = faultOf(node);
    if (wrong !== undefined) reading.faults.at(node, wrong);
    if (properties === undefined) return [];
    if (node.type === 'image') reading.lines.images.push({ path: node.url, line: lineOf(node) });
    const kept = properties
      .map((name) => [name, (node as unknown as Record<string, unknown>)[name]] as const)
      .filter(([, value]) => value != null);
    const children = 'children' in node ? { children: toMarkdown(node.children as Nodes[], reading) } : {};
    return [{ type: node.type, ...Object.fromEntries(kept), ...children }];
  });
}

function faultOf(node: Nodes): string | undefined {
  switch (node.type) {
    case 'html':
      return 'HTML is not shown in a lesson: use Markdown, and `<name>` in backquotes';
    case 'link':
      return linkFault(node.url);
    case 'image':
      return imageFault(node.url, node.alt ?? '');
    case 'imageReference':
      return 'an image names its file in place: ![what it shows](files/picture.svg)';
    case 'linkReference':
    case 'definition':
      return 'a link names its target in place: [text](https://…)';
    case 'containerDirective':
    case 'leafDirective':
      return ['quiz', 'predict', 'details'].includes(node.name)
        ? `:::${node.name} belongs to the step itself, not into something else of it`
        : `there is no directive ${node.name}: there are quiz, predict and details`;
    case 'heading':
      return node.depth <= 2 ? 'a step begins inside of something that is still open: close it with ::: before' : undefined;
    case 'text':
      // What directives are made of is text only where it opens or closes none.
      return /^\s*:::/m.test(node.value)
        ? 'this ::: opens and closes nothing: ":::quiz{#id}" begins and ":::" ends, and what holds another has a colon more: "::::details[Summary]"'
        : undefined;
    case 'code':
      // A step's own blocks are taken out before: this one stands in a list, a quote or a quiz.
      if (node.lang === 'checks' || node.lang === 'outcomes') return `a block of ${node.lang} does not belong here`;
      return node.meta ? `a block with "${node.meta}" must stand in the step itself: end the list or quote before it` : undefined;
    default:
      return shown[node.type] === undefined ? `${node.type} is not supported in lessons` : undefined;
  }
}

function linkFault(url: string): string | undefined {
  if (isViewLink(url)) {
    try {
      parseView(url);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return /^https?:\/\//.test(url) ? undefined : `a link must lead to the web (https://) or to a view (view:), not to ${url}`;
}

function imageFault(url: string, alt: string): string | undefined {
  if (!/^files\/[^?#:\\]+\.(png|svg|jpe?g|webp|gif)$/.test(url) || url.split('/').includes('..'))
    return `an image is a png, svg, jpg, webp or gif in the lesson's folder files/, not ${url}: ![what it shows](files/picture.svg)`;
  return alt.trim() === '' ? `the image ${url} needs words for those who do not see it: ![what it shows](${url})` : undefined;
}

/** The text of a node as its author wrote it. */
export function plainText(node: Nodes, reading: Reading): string {
  if (node.type === 'textDirective') return reading.textOf(node);
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => plainText(child, reading)).join('') : '';
}
