import { type ReactNode, useEffect, useRef } from 'react';
import { shortId } from '../../engine/base/ids.ts';
import type { BuildReport, ImageInsight, LayerInsight } from '../../engine/insight/insight.ts';
import { openView } from '../session/view.ts';
import { preview } from '../terminal/links.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { size } from '../ui/format.ts';
import type { IconName } from '../ui/icons.tsx';
import { imageName, list, stateOf, storeName } from './describe.ts';
import styles from './inspector.module.css';
import { type ContainerNode, type ImageNode, type LayerNode, type MapGraph, type MapNode, nodeOf, type StoreNode } from './model.ts';
import { Raw, useAnswer } from './raw.tsx';
import { instruction } from './steps.ts';

/** All there is to say of one thing: beside the map, which goes on. Escape closes it. */
export function Inspector({
  graph,
  selected,
  onSelect,
  onClose,
}: {
  graph: MapGraph;
  selected: string;
  onSelect: (key: string) => void;
  onClose: () => void;
}) {
  const panel = useRef<HTMLElement>(null);
  const node = nodeOf(graph, selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each thing begins at its top
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    panel.current?.scrollTo(0, 0);
  }, [selected]);
  if (node === undefined) return null;
  const { kind, title } = headline(node);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={styles.inspector}
      aria-label={`${kind} ${title}`}
      data-inspector={node.kind}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h2>
          <small>{kind}</small>
          {title}
        </h2>
        <IconButton icon="close" label="Close" shortcut="Esc" onClick={onClose} />
      </header>
      <div className={styles.body}>
        {node.kind === 'layer' && <OfLayer key={node.key} node={node} graph={graph} onSelect={onSelect} />}
        {node.kind === 'image' && <OfImage key={node.key} node={node} graph={graph} onSelect={onSelect} />}
        {node.kind === 'container' && <OfContainer key={node.key} node={node} graph={graph} onSelect={onSelect} />}
        {(node.kind === 'volume' || node.kind === 'folder') && <OfStore key={node.key} node={node} graph={graph} onSelect={onSelect} />}
      </div>
    </aside>
  );
}

function headline(node: MapNode): { kind: string; title: string } {
  switch (node.kind) {
    case 'layer':
      return { kind: 'Layer', title: shortId(node.diffID) };
    case 'image':
      return { kind: node.ids.length > 1 ? '' : 'Image', title: imageName(node) };
    case 'container':
      return { kind: 'Container', title: node.name };
    default:
      return { kind: node.kind === 'folder' ? 'Folder of the host' : 'Volume', title: storeName(node) };
  }
}

interface Part<T> {
  readonly node: T;
  readonly graph: MapGraph;
  readonly onSelect: (key: string) => void;
}

function OfLayer({ node, graph, onSelect }: Part<LayerNode>) {
  const image = node.images[0] ?? '';
  const insight = useAnswer(async ({ insight }) => ({ image: await insight.image(image), builds: await insight.builds() }), image);
  const layer = insight?.image.layers[node.index];
  const { keyword, rest } = instruction(node.made);
  return (
    <>
      <pre className={styles.step}>
        <b>{keyword}</b> {rest || (keyword ? '' : 'Nobody wrote down what made it.')}
      </pre>
      <DockerfileLine layer={layer} builds={insight?.builds} said={`${keyword} ${rest}`} />
      <dl>
        <Fact name="Size">{size(node.size)}</Fact>
        {layer && (
          <Fact name="Files">
            {layer.counts.added} added, {layer.counts.changed} changed, {layer.counts.removed} removed
          </Fact>
        )}
        <Fact name="Place">{node.index === 0 ? 'on the ground: a base layer' : `number ${node.index + 1} from the ground, read-only`}</Fact>
      </dl>
      <Names
        title={node.images.length > 1 ? 'Stored once, shared by' : 'Only in'}
        keys={node.images.filter((id) => graph.images.has(id))}
        graph={graph}
        onSelect={onSelect}
      />
      <Later layer={layer} />
      <Actions>
        <Button icon="layers" onClick={() => openView({ kind: 'layers', image, layer: node.index })}>
          Its files
        </Button>
      </Actions>
    </>
  );
}

/** Where it was built here: the lines of the Dockerfile as they were. */
function DockerfileLine({
  layer,
  builds,
  said,
}: {
  layer: LayerInsight | undefined;
  builds: readonly BuildReport[] | undefined;
  /** Not to be said twice. */
  said: string;
}) {
  const line = layer?.steps[0]?.line;
  if (line === undefined) return null;
  const source = builds
    ?.find(({ id }) => id === line.build)
    ?.source.split('\n')
    .slice(line.start - 1, line.end)
    .join('\n');
  return (
    <p className={styles.line}>
      {line.dockerfile}, {line.end > line.start ? `lines ${line.start} to ${line.end}` : `line ${line.start}`}
      {source && source.trim() !== said && <code>{source}</code>}
    </p>
  );
}

/** Steps after it that made no layer of their own. */
function Later({ layer }: { layer: LayerInsight | undefined }) {
  const steps = layer?.steps.slice(1).filter(({ empty }) => empty) ?? [];
  if (steps.length === 0) return null;
  return (
    <section>
      <h3>Then, without a layer</h3>
      <ul className={styles.steps}>
        {steps.map(({ createdBy }, index) => {
          const { keyword, rest } = instruction(createdBy);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: history has no other identity than its order
            <li key={index}>
              <b>{keyword}</b> {rest}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function OfImage({ node, graph, onSelect }: Part<ImageNode>) {
  const { ids, tags, layers, shared, sharedWith, containers } = node;
  const single = ids.length === 1;
  const insight = useAnswer(
    async ({ insight }): Promise<ImageInsight | undefined> => (single ? insight.image(node.key) : undefined),
    node.key,
  );
  const name = tags[0]?.replace(/:latest$/, '') ?? shortId(node.key);
  if (ids.length === 0) return <p>The image was removed while its containers stay. They go on with the layers that they hold.</p>;
  if (!single) {
    return (
      <>
        <p>They lost their names, mostly to newer builds, and no container uses them. {size(node.size)} would be free without them.</p>
        <ul className={styles.ids}>
          {ids.map((id) => (
            <li key={id}>{shortId(id)}</li>
          ))}
        </ul>
        <Commands commands={[['trash', 'docker image prune -f']]} />
      </>
    );
  }
  return (
    <>
      <dl>
        <Fact name="ID">{shortId(node.key)}</Fact>
        <Fact name="Names">{tags.length > 0 ? tags.join(', ') : 'none: it is dangling'}</Fact>
        <Fact name="Size">{size(node.size)}</Fact>
        <Fact name="Layers">
          {layers.length}
          {shared > 0 && `, ${shared} of them shared with ${list(sharedWith)}`}
        </Fact>
        {insight !== undefined && insight.wasted > 0 && (
          <Fact name="Hidden">{size(insight.wasted)} of files that higher layers replace or delete</Fact>
        )}
      </dl>
      <Names title="Layers, top first" keys={[...layers].reverse()} graph={graph} onSelect={onSelect} />
      <Names title="Containers" keys={containers.map(({ key }) => key)} graph={graph} onSelect={onSelect} />
      <Actions>
        <Button icon="layers" onClick={() => openView({ kind: 'layers', image: name })}>
          Its files
        </Button>
      </Actions>
      <Commands
        commands={[
          ['play', `docker run -d ${name}`],
          ['logs', `docker history ${name}`],
          ['trash', `docker rmi ${name}`],
        ]}
      />
      <Raw ask={({ docker }) => docker.images.inspect(node.key)} mark={tags.join()} />
    </>
  );
}

function OfContainer({ node, graph, onSelect }: Part<ContainerNode>) {
  const { name, state, status, wrote, ports, mounts, networks } = node;
  const live = state === 'running' || state === 'paused' || state === 'restarting';
  const commands: Array<[IconName, string]> = [];
  if (state === 'paused') commands.push(['play', `docker unpause ${name}`]);
  else if (state === 'running') commands.push(['stop', `docker stop ${name}`], ['terminal', `docker exec -it ${name} sh`]);
  else commands.push(['play', `docker start ${name}`]);
  commands.push(['logs', `docker logs ${name}`], ['trash', `docker rm ${live ? '-f ' : ''}${name}`]);
  return (
    <>
      <dl>
        <Fact name="State">
          {state === 'exited' ? status : stateOf(node)}
          {state !== 'exited' && status && <small> {status}</small>}
        </Fact>
        <Fact name="Wrote">
          {wrote === undefined ? 'not weighed yet' : wrote === 0 ? 'nothing: all it sees is its image' : size(wrote)}
        </Fact>
        {ports.length > 0 && (
          <Fact name="Ports">
            {ports.map(({ outside, inside }) => (
              <button key={outside} type="button" className={styles.link} onClick={() => preview.set(`http://localhost:${outside}/`)}>
                {outside} of the host → {inside}
              </button>
            ))}
          </Fact>
        )}
        {networks.length > 0 && <Fact name="Networks">{networks.join(', ')}</Fact>}
        {mounts.length > 0 && (
          <Fact name="Mounts">
            {mounts.map(({ store, at, writable }) => (
              <button key={at} type="button" className={styles.link} onClick={() => onSelect(store)}>
                {at} is {nameIn(graph, store)}
                {!writable && ', read-only'}
              </button>
            ))}
          </Fact>
        )}
      </dl>
      <Names
        title="Stands on"
        keys={[node.below, ...[...(graph.images.get(node.below)?.layers ?? [])].reverse()]}
        graph={graph}
        onSelect={onSelect}
      />
      <Actions>
        <Button icon="pencil" onClick={() => openView({ kind: 'writes', containers: [name] })}>
          What it writes
        </Button>
        <Button icon="layers" onClick={() => openView({ kind: 'layers', container: name })}>
          Its files
        </Button>
      </Actions>
      <Commands commands={commands} />
      <Raw ask={({ docker }) => docker.containers.inspect(node.key)} mark={`${state} ${name}`} />
    </>
  );
}

function OfStore({ node, graph, onSelect }: Part<StoreNode>) {
  return (
    <>
      <p>
        {node.kind === 'folder'
          ? 'A folder of the host that containers see as their own. What they write there is written here.'
          : 'Kept outside of all containers: it stays when they are removed.'}
      </p>
      <Names title="Mounted by" keys={node.users} graph={graph} onSelect={onSelect} />
      {node.users.length === 0 && <p className={styles.quiet}>No container uses it.</p>}
      {node.kind === 'volume' && (
        <>
          <Commands commands={node.users.length === 0 ? [['trash', `docker volume rm ${node.name}`]] : []} />
          <Raw ask={({ docker }) => docker.volumes.inspect(node.name)} mark="" />
        </>
      )}
    </>
  );
}

const nameIn = (graph: MapGraph, key: string): string => {
  const node = nodeOf(graph, key);
  if (node === undefined) return shortId(key);
  if (node.kind === 'layer') {
    const { keyword, rest } = instruction(node.made);
    return `${keyword} ${rest}`.trim() || shortId(node.diffID);
  }
  return headline(node).title;
};

/** Other things of the map, to go to. */
function Names({
  title,
  keys,
  graph,
  onSelect,
}: {
  title: string;
  keys: readonly string[];
  graph: MapGraph;
  onSelect: (key: string) => void;
}) {
  if (keys.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={styles.names}>
        {keys.map((key) => {
          const node = nodeOf(graph, key);
          return (
            <li key={key}>
              <button
                type="button"
                onClick={() => onSelect(key)}
                data-of={node?.kind}
                data-state={node?.kind === 'container' ? node.state : undefined}
              >
                <span>{nameIn(graph, key)}</span>
                {node?.kind === 'layer' && <small>{size(node.size)}</small>}
                {node?.kind === 'container' && <small>{stateOf(node)}</small>}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const Actions = ({ children }: { children: ReactNode }) => <div className={styles.actions}>{children}</div>;

/** Typed into the terminal, where they are seen. */
function Commands({ commands }: { commands: ReadonlyArray<readonly [IconName, string]> }) {
  return (
    <div className={styles.commands}>
      {commands.map(([icon, command]) => (
        <Button key={command} kind="quiet" icon={icon} onClick={() => void runInTerminal(command)} title="Run it in the terminal">
          <code>{command}</code>
        </Button>
      ))}
    </div>
  );
}
