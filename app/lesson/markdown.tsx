import { createElement, Fragment, type ReactNode } from 'react';
import type { Markdown } from '../../engine/lesson/lesson.ts';

/** mdast nodes as elements. The parser lets nothing else through than what is named here. */
const elements: Readonly<Record<string, string>> = {
  paragraph: 'p',
  emphasis: 'em',
  strong: 'strong',
  delete: 'del',
  blockquote: 'blockquote',
  listItem: 'li',
  tableRow: 'tr',
  tableCell: 'td',
};

export function Text({ nodes }: { nodes: readonly Markdown[] | undefined }): ReactNode {
  return nodes?.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the nodes of a lesson never change their order
    <Fragment key={index}>{render(node)}</Fragment>
  ));
}

/** Text that stands inside a line: the paragraph around it is left away. */
export function Inline({ nodes }: { nodes: readonly Markdown[] }): ReactNode {
  return nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={index}>{node.type === 'paragraph' ? <Text nodes={node.children} /> : render(node)}</Fragment>
  ));
}

function render(node: Markdown): ReactNode {
  const children = <Text nodes={node.children} />;
  switch (node.type) {
    case 'text':
      return node.value;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return (
        <pre>
          <code>{node.value}</code>
        </pre>
      );
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'heading':
      return <h3>{children}</h3>;
    case 'list':
      return node.ordered ? <ol start={Number(node.start ?? 1)}>{children}</ol> : <ul>{children}</ul>;
    case 'table':
      return (
        <table>
          <tbody>{children}</tbody>
        </table>
      );
    case 'link':
      return (
        <a href={String(node.url)} target="_blank" rel="noopener noreferrer">
          {children}
        </a>
      );
    default:
      return createElement(elements[node.type] ?? Fragment, null, children);
  }
}
