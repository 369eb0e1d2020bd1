import { createElement, Fragment, type ReactNode, useContext } from 'react';
import type { Markdown } from '../../engine/lesson/lesson.ts';
import { isViewLink, parseView, type ViewTarget } from '../../engine/lesson/view.ts';
import { openView } from '../session/view.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Shown } from './language.ts';
import styles from './text.module.css';

/** mdast nodes as elements. The parser lets nothing else through than what is named here. */
const elements: Readonly<Record<string, string>> = {
  paragraph: 'p',
  emphasis: 'em',
  strong: 'strong',
  delete: 'del',
  blockquote: 'blockquote',
  listItem: 'li',
  tableRow: 'tr',
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
        <pre data-language={typeof node.lang === 'string' ? node.lang : undefined}>
          <code>{node.value}</code>
        </pre>
      );
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'heading':
      return <h4>{children}</h4>;
    case 'list':
      return node.ordered ? <ol start={Number(node.start ?? 1)}>{children}</ol> : <ul>{children}</ul>;
    case 'table':
      return <Table rows={node.children ?? []} />;
    case 'tableCell':
      return <td>{children}</td>;
    case 'image':
      return <Picture url={String(node.url)} alt={String(node.alt ?? '')} title={node.title ? String(node.title) : undefined} />;
    case 'link':
      return isViewLink(String(node.url)) ? (
        <ViewLink url={String(node.url)}>{children}</ViewLink>
      ) : (
        <a href={String(node.url)} target="_blank" rel="noopener noreferrer">
          {children}
        </a>
      );
    default:
      return createElement(elements[node.type] ?? Fragment, null, children);
  }
}

/** The first row of a Markdown table is its head. It scrolls by itself where the panel is too narrow for it. */
function Table({ rows }: { rows: readonly Markdown[] }) {
  const [head, ...body] = rows;
  return (
    <div className={styles.table}>
      <table>
        <thead>
          <tr>
            {head?.children?.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the nodes of a lesson never change their order
              <th key={index} scope="col">
                <Text nodes={cell.children} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Text nodes={body} />
        </tbody>
      </table>
    </div>
  );
}

function Picture({ url, alt, title }: { url: string; alt: string; title: string | undefined }) {
  const { images } = useContext(Shown);
  // biome-ignore lint/performance/noImgElement: a static file, of whatever size its author gave it
  return <img className={styles.picture} src={images + url} alt={alt} title={title} loading="lazy" />;
}

const icons: Readonly<Record<ViewTarget['kind'], IconName>> = { map: 'box', layers: 'layers', writes: 'pencil', editor: 'code' };

function ViewLink({ url, children }: { url: string; children: ReactNode }) {
  const target = parseView(url);
  return (
    <button type="button" className={styles.view} onClick={() => openView(target)}>
      <Icon name={icons[target.kind]} size={14} />
      <span>{children}</span>
    </button>
  );
}
