import { type CSSProperties, createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef } from 'react';
import { shortId, size } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { describe, imageName, stateOf, storeName } from './describe.ts';
import { calm, useLeaving } from './ghosts.ts';
import type { Box, Layout } from './layout.ts';
import styles from './map.module.css';
import type { ContainerNode, ImageNode, LayerNode, MapGraph, Standing, StoreNode } from './model.ts';
import { instruction } from './steps.ts';

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

const nowhere: Box = { key: '', x: 0, y: 0, w: 0, h: 0 };
const leaves = {
  layer: [{}, { opacity: 0, translate: '0 14px' }],
  image: [{}, { opacity: 0, translate: '0 -8px' }],
  container: [{}, { opacity: 0, scale: '1 0.3' }],
  store: [{}, { opacity: 0, scale: '0.9' }],
};

interface ThingProps {
  readonly kind: 'layer' | 'image' | 'container' | 'store';
  readonly node: Standing | ContainerNode | StoreNode;
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
function Thing({ kind, node, origin, name, from, className, face, data, style, children }: ThingProps) {
  const { graph, layout, selected, lit, current } = useScene();
  const element = useRef<HTMLDivElement>(null);
  useLeaving(element, leaves[kind]);
  const { key } = node;
  const box = layout.boxes.get(key) ?? nowhere;
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
      tabIndex={current === key ? 0 : -1}
      aria-label={describe(node, graph)}
      aria-selected={selected === key}
      data-key={key}
      data-kind={kind}
      data-name={name}
      data-from={from && ''}
      data-dim={lit !== undefined && !lit.has(key)}
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
  const { layout, origins } = useScene();
  const box = layout.boxes.get(node.key) ?? nowhere;
  const from = node.images.length === 1 ? origins.get(node.images[0] ?? '') : undefined;
  const { keyword, rest } = instruction(node.made);
  return (
    <Thing
      kind="layer"
      node={node}
      origin={origin}
      name={node.diffID}
      from={from === undefined ? undefined : layout.boxes.get(from)}
      className={styles.layer}
      data={{ 'data-shared': node.images.length > 1 }}
      style={{ '--family': family, '--depth': Math.min(node.index, 6), '--order': node.index } as CSSProperties}
      face={
        <span className={styles.made}>
          {keyword && <b>{keyword}</b>}
          <span className={styles.what}>{rest || (keyword ? '' : shortId(node.diffID))}</span>
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
  const { layout } = useScene();
  const box = layout.boxes.get(node.key) ?? nowhere;
  const { tags, ids } = node;
  const shown = tags.length > 3 ? tags.slice(0, 2) : tags;
  return (
    <Thing
      kind="image"
      node={node}
      origin={origin}
      name={imageName(node)}
      className={styles.image}
      data={{ 'data-tagged': tags.length > 0, 'data-folded': ids.length > 1, 'data-gone': ids.length === 0 }}
      style={{ '--family': family, '--order': node.layers.length } as CSSProperties}
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
            <ContainerItem key={container.key} node={container} origin={box} />
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

function ContainerItem({ node, origin }: { node: ContainerNode; origin: Box }) {
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
      origin={origin}
      name={name}
      className={styles.container}
      data={{ 'data-state': state }}
      face={
        <>
          <span className={styles.card}>
            <span className={styles.title}>
              <span ref={dot} className={styles.dot} />
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
            <span className={styles.ink} style={{ transform: `scaleX(${filled})` }} />
            <span className={styles.wrote}>{wrote === undefined ? '' : wrote === 0 ? 'wrote nothing' : `wrote ${size(wrote)}`}</span>
          </span>
        </>
      }
    />
  );
}

export function StoreItem({ node }: { node: StoreNode }) {
  return (
    <Thing
      kind="store"
      node={node}
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
