import { type CSSProperties, createContext, memo, type ReactNode, useContext, useEffect, useLayoutEffect, useRef } from 'react';
import { shortId } from '../../engine/base/ids.ts';
import { size } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import type { Box, Layout } from './arrange.ts';
import { describe, imageName, stateOf, storeName } from './describe.ts';
import { calm, useLeaving } from './ghosts.ts';
import type { ContainerNode, ImageNode, LayerNode, MapGraph, MapNode, Standing, StoreNode } from './model.ts';
import { instruction } from './steps.ts';
import styles from './things.module.css';

/** What every thing on the map needs to know of the whole. */
export interface Scene {
  readonly graph: MapGraph;
  readonly layout: Layout;
  readonly selected: string | undefined;
  /** What belongs to the selected thing; the rest steps back. */
  readonly lit: ReadonlySet<string> | undefined;
  /** The one that Tab comes to. */
  readonly current: string | undefined;
  /** Where a new layer comes from: the container that it was committed from, by image. */
  readonly origins: ReadonlyMap<string, string>;
}

export const SceneContext = createContext<Scene | undefined>(undefined);

function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (scene === undefined) throw new Error('outside of the map');
  return scene;
}

/** Text of what is wider goes along with the window. */
const wide = 420;

const nowhere: Box = { key: '', x: 0, y: 0, w: 0, h: 0 };
const leaves = {
  layer: [{}, { opacity: 0, translate: '0 14px' }],
  image: [{}, { opacity: 0, translate: '0 -8px' }],
  container: [{}, { opacity: 0, scale: '1 0.3' }],
  store: [{}, { opacity: 0, scale: '0.9' }],
};

/** What the scene says of one thing. */
interface Placing {
  readonly box: Box;
  readonly label: string;
  readonly dim: boolean;
  readonly selected: boolean;
  readonly tabbed: boolean;
}

function placing({ graph, layout, selected, lit, current }: Scene, node: MapNode): Placing {
  const { key } = node;
  return {
    box: layout.boxes.get(key) ?? nowhere,
    label: describe(node, graph),
    dim: lit !== undefined && !lit.has(key),
    selected: selected === key,
    tabbed: current === key,
  };
}

const samePlace = (a: Placing, b: Placing) =>
  a.label === b.label &&
  a.dim === b.dim &&
  a.selected === b.selected &&
  a.tabbed === b.tabbed &&
  a.box.x === b.box.x &&
  a.box.y === b.box.y &&
  a.box.w === b.box.w &&
  a.box.h === b.box.h;

interface ThingProps {
  readonly kind: 'layer' | 'image' | 'container' | 'store';
  readonly node: MapNode;
  readonly place: Placing;
  readonly origin: Box;
  /** For tests and for those who look for it. */
  readonly name: string;
  /** It does not come from above but from there. */
  readonly from?: Box | undefined;
  readonly className: string | undefined;
  readonly face: ReactNode;
  readonly data?: Readonly<Record<`data-${string}`, string | number | boolean | undefined>>;
  readonly style?: CSSProperties;
  readonly children?: ReactNode;
}

/** A box at its place, relative to what it stands on: when that moves, everything on it goes along. */
function Thing({ kind, node, place, origin, name, from, className, face, data, style, children }: ThingProps) {
  const { box, label, dim, selected, tabbed } = place;
  const element = useRef<HTMLDivElement>(null);
  useLeaving(element, leaves[kind]);
  const { key } = node;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it comes
  useLayoutEffect(() => {
    if (from === undefined || calm()) return;
    const start = { translate: `${from.x - box.x}px ${box.y - from.y}px`, width: `${from.w}px` };
    element.current?.animate([start, { ...start, offset: 0.15 }, { translate: '0 0', width: `${box.w}px` }], {
      duration: 800,
      easing: 'ease-in-out',
    });
  }, []);
  return (
    <div
      ref={element}
      role="treeitem"
      tabIndex={tabbed ? 0 : -1}
      aria-label={label}
      aria-selected={selected}
      data-key={key}
      data-kind={kind}
      data-name={name}
      data-from={from && ''}
      data-dim={dim}
      className={`${styles.thing} ${className}`}
      style={{ ...style, width: box.w, height: box.h, transform: `translate(${box.x - origin.x}px, ${origin.y - box.y}px)` }}
      {...data}
    >
      <div className={styles.face}>{face}</div>
      {children}
    </div>
  );
}

function On({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a branch of the tree
    <div role="group" className={styles.on}>
      {children}
    </div>
  );
}

/** A family is all that stands on one base: its own hue, lighter with each layer. */
export function StandingItem({ node, origin, family }: { node: Standing; origin: Box; family: number }) {
  return node.kind === 'layer' ? (
    <LayerItem node={node} origin={origin} family={family} />
  ) : (
    <ImageItem node={node} origin={origin} family={family} />
  );
}

function LayerItem({ node, origin, family }: { node: LayerNode; origin: Box; family: number }) {
  const scene = useScene();
  const { layout, origins } = scene;
  const place = placing(scene, node);
  const { box } = place;
  const from = node.images.length === 1 ? origins.get(node.images[0] ?? '') : undefined;
  const { keyword, rest } = instruction(node.made);
  return (
    <Thing
      kind="layer"
      node={node}
      place={place}
      origin={origin}
      name={node.diffID}
      from={from === undefined ? undefined : layout.boxes.get(from)}
      className={styles.layer}
      data={{ 'data-wide': box.w > wide }}
      style={{ '--x': `${box.x}px`, '--family': family, '--depth': Math.min(node.index, 6), '--order': node.index } as CSSProperties}
      face={
        <span className={styles.made}>
          {keyword && <b>{keyword}</b>}
          <span className={styles.what}>{keyword ? rest : rest ? `written by ${rest}` : shortId(node.diffID)}</span>
          <span className={styles.bytes}>{size(node.size)}</span>
          {node.images.length > 1 && box.w > 300 && <span className={styles.once}>stored once for {node.images.length} images</span>}
        </span>
      }
    >
      <On>
        {node.on.map((one) => (
          <StandingItem key={one.key} node={one} origin={box} family={family} />
        ))}
      </On>
    </Thing>
  );
}

function ImageItem({ node, origin, family }: { node: ImageNode; origin: Box; family: number }) {
  const scene = useScene();
  const place = placing(scene, node);
  const { box } = place;
  const { tags, ids } = node;
  const shown = tags.length > 3 ? tags.slice(0, 2) : tags;
  return (
    <Thing
      kind="image"
      node={node}
      place={place}
      origin={origin}
      name={imageName(node)}
      className={styles.image}
      data={{ 'data-wide': box.w > wide, 'data-tagged': tags.length > 0, 'data-folded': ids.length > 1, 'data-gone': ids.length === 0 }}
      style={{ '--x': `${box.x}px`, '--family': family, '--order': node.layers.length } as CSSProperties}
      face={
        <>
          <span className={styles.tags}>
            {tags.length === 0 && <span className={styles.untagged}>{ids.length === 0 ? 'image removed' : imageName(node)}</span>}
            {shown.map((tag) => (
              <TagName key={tag} tag={tag} />
            ))}
            {tags.length > shown.length && <span className={styles.untagged}>and {tags.length - shown.length} more names</span>}
          </span>
          {ids.length > 0 && (
            <span className={styles.sum}>
              {ids.length === 1 && `${node.layers.length} ${node.layers.length === 1 ? 'layer' : 'layers'}, `}
              {size(node.size)}
            </span>
          )}
        </>
      }
    >
      {node.containers.length > 0 && (
        <On>
          {node.containers.map((container) => (
            <ContainerItem key={container.key} node={container} place={placing(scene, container)} origin={box} />
          ))}
        </On>
      )}
    </Thing>
  );
}

function TagName({ tag }: { tag: string }) {
  const element = useRef<HTMLSpanElement>(null);
  useLeaving(element, [{}, { opacity: 0, translate: '26px -10px', rotate: '8deg' }]);
  const colon = tag.lastIndexOf(':');
  return (
    <span ref={element} className={styles.tag} title={tag}>
      {tag.slice(0, colon)}
      <span>{tag.slice(colon)}</span>
    </span>
  );
}

interface ContainerProps {
  readonly node: ContainerNode;
  readonly place: Placing;
  readonly origin: Box;
}

/** There are many of them, and most stay as they are. */
const ContainerItem = memo(
  ContainerThing,
  (a, b) => samePlace(a.place, b.place) && a.origin.x === b.origin.x && a.origin.y === b.origin.y && sameContainer(a.node, b.node),
);

// All else that is drawn of it is in its label.
const sameContainer = (a: ContainerNode, b: ContainerNode) =>
  a.status === b.status && a.state === b.state && a.mounts.length === b.mounts.length;

function ContainerThing({ node, place, origin }: ContainerProps) {
  const { name, state, wrote, ports, mounts, status } = node;
  const [first] = ports;
  const dot = useRef<HTMLSpanElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (calm()) return;
    dot.current?.animate([{ scale: '1' }, { scale: '2.1', offset: 0.3 }, { scale: '1' }], { duration: 520, easing: 'ease-out' });
  }, [state]);
  // Ten bytes are to be seen, and a hundred megabytes are more.
  const filled = wrote === undefined || wrote === 0 ? 0 : Math.min(1, Math.log10(wrote + 10) / 9);
  return (
    <Thing
      kind="container"
      node={node}
      place={place}
      origin={origin}
      name={name}
      className={styles.container}
      data={{ 'data-state': state }}
      face={
        <>
          <span className={styles.card}>
            <span className={styles.title}>
              <span ref={dot} className={styles.dot} data-state={state} />
              <span className={styles.name}>{name}</span>
              {mounts.length > 0 && <span className={styles.plug} />}
              {first && (
                <span className={styles.port}>
                  {first.outside}
                  <span>→{first.inside}</span>
                  {ports.length > 1 && ` +${ports.length - 1}`}
                </span>
              )}
            </span>
            <span className={styles.status}>{status || stateOf(node)}</span>
          </span>
          <span className={styles.writable} data-empty={!wrote}>
            {filled > 0 && <span className={styles.ink} style={{ width: `${100 * filled}%` }} />}
            <span className={styles.wrote}>{wrote === undefined ? '' : wrote === 0 ? 'wrote nothing' : `wrote ${size(wrote)}`}</span>
          </span>
        </>
      }
    />
  );
}

export function StoreItem({ node }: { node: StoreNode }) {
  const place = placing(useScene(), node);
  return (
    <Thing
      kind="store"
      node={node}
      place={place}
      origin={nowhere}
      name={storeName(node)}
      className={styles.store}
      data={{ 'data-store': node.kind }}
      face={
        <>
          <Icon name={node.kind === 'folder' ? 'folder' : 'disk'} size={14} />
          <span className={styles.storeText}>
            <span className={styles.name}>{storeName(node)}</span>
            <span className={styles.status}>
              {node.kind === 'folder' ? 'folder' : node.anonymous ? 'unnamed volume' : 'volume'}
              {node.users.length === 0 && ', unused'}
            </span>
          </span>
        </>
      }
    />
  );
}
