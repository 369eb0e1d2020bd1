import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { boot, whenStarted } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { type Density, type Direction, layOut, neighbour } from './arrange.ts';
import { changes } from './describe.ts';
import { EmptyMap } from './empty.tsx';
import { followMap, graph as graphStore, origins } from './follow.ts';
import { type Graveyard, GraveyardContext } from './ghosts.ts';
import { Ground } from './ground.tsx';
import { Inspector } from './inspector.tsx';
import { Links } from './links.tsx';
import styles from './map.module.css';
import { Minimap } from './minimap.tsx';
import { find, type MapGraph, nodeOf, related } from './model.ts';
import { type Scene, SceneContext, StandingItem, StoreItem } from './things.tsx';

const origin = { key: '', x: 0, y: 0, w: 0, h: 0 };
const arrows: Readonly<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/** Images as stacks of layers, what they share drawn once, and containers standing on them. `select` names something to pick out. */
export function MapView({ select }: { select?: string }) {
  const graph = useStore(graphStore);
  const { progress } = useStore(boot);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let over = false;
    void whenStarted.then((engine) => {
      if (!over) stop = followMap(engine);
    });
    return () => {
      over = true;
      stop?.();
    };
  }, []);
  if (graph === undefined) return <p className={styles.waiting}>{progress.stage === 'ready' ? 'Looking…' : 'The machine is starting…'}</p>;
  return <Skyline graph={graph} select={select} />;
}

function Skyline({ graph, select }: { graph: MapGraph; select: string | undefined }) {
  const scroller = useRef<HTMLDivElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const graveyard = useRef<Graveyard>({ world, alive: true }).current;
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const [selected, setSelected] = useState<string>();
  const [opened, setOpened] = useState(false);
  const [current, setCurrent] = useState<string>();
  const density = useRef<Density>(undefined);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    graveyard.alive = true;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      graveyard.alive = false;
      observer.disconnect();
    };
  }, [graveyard]);

  const layout = useMemo(() => layOut(graph, room, density.current), [graph, room]);
  useEffect(() => {
    density.current = layout;
  }, [layout]);

  // What a link named is picked out as soon as it is there.
  const wanted = select === undefined ? undefined : find(graph, select);
  useEffect(() => {
    if (wanted !== undefined) setSelected(wanted);
  }, [wanted]);

  const shown = selected !== undefined && nodeOf(graph, selected) !== undefined ? selected : undefined;
  const lit = useMemo(() => (shown === undefined ? undefined : related(graph, shown)), [graph, shown]);
  const first = graph.roots[0]?.key ?? graph.stores[0]?.key;
  const tabbed = current !== undefined && layout.boxes.has(current) ? current : (shown ?? first);
  const scene = useMemo<Scene>(
    () => ({ graph, layout, selected: shown, lit, current: tabbed, origins }),
    [graph, layout, shown, lit, tabbed],
  );

  const focus = useCallback((key: string | undefined) => {
    const element = key === undefined ? undefined : world.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'smooth' });
  }, []);
  const close = useCallback(() => {
    setOpened(false);
    setSelected(undefined);
  }, []);
  const open = (key: string) => {
    setCurrent(key);
    setSelected(key);
    setOpened(true);
  };
  useEffect(() => {
    if (shown === undefined) return;
    const element = world.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(shown)}"]`);
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'smooth' });
  }, [shown]);

  const onKeyDown = (event: KeyboardEvent) => {
    const key = keyOf(event.target);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const direction = arrows[event.key];
    if (event.key === 'Escape' && (opened || shown !== undefined)) close();
    else if (key === undefined) return;
    else if (direction) focus(neighbour(layout, key, direction));
    else if (event.key === 'Enter' || event.key === ' ') open(key);
    else if (event.key === 'Home') focus(first);
    else if (event.key === 'End') focus((graph.stores.at(-1) ?? graph.roots.at(-1))?.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pan = usePan(scroller);
  const nothing = graph.images.size === 0 && graph.containers.size === 0 && graph.stores.length === 0;

  return (
    <div
      className={styles.map}
      data-map=""
      data-narrow={layout.narrow}
      data-low={layout.low}
      data-inspecting={opened && shown !== undefined}
    >
      <Announcer graph={graph} />
      {nothing && <EmptyMap />}
      <div className={styles.scroller} ref={scroller} {...pan.handlers}>
        <div
          ref={world}
          className={styles.world}
          style={{ width: Math.max(layout.width, room.width), height: Math.max(layout.height, room.height) }}
        >
          <SceneContext value={scene}>
            <GraveyardContext value={graveyard}>
              <div
                role="tree"
                className={styles.tree}
                aria-label="Map of layers, images and containers. Arrow up moves to what stands on a thing, arrow down to what it stands on, Enter tells more."
                onKeyDown={onKeyDown}
                onFocus={(event) => setCurrent(keyOf(event.target))}
                onClick={(event) => {
                  const key = keyOf(event.target);
                  if (key === undefined || pan.moved()) return;
                  open(key);
                }}
              >
                {graph.roots.map((root, index) => (
                  <StandingItem key={root.key} node={root} origin={origin} family={index % 6} />
                ))}
                {graph.stores.map((store) => (
                  <StoreItem key={store.key} node={store} />
                ))}
              </div>
            </GraveyardContext>
          </SceneContext>
          <Links graph={graph} layout={layout} lit={lit} selected={shown} />
          <div data-ghosts="" aria-hidden="true" className={styles.ghosts} />
        </div>
      </div>
      {layout.width > room.width * 1.15 && room.width > 0 && <Minimap graph={graph} layout={layout} scroller={scroller} />}
      <Ground graph={graph} />
      {opened && shown !== undefined && (
        <Inspector
          graph={graph}
          selected={shown}
          onSelect={(key) => {
            setSelected(key);
            setCurrent(key);
          }}
          onClose={() => {
            close();
            focus(shown);
          }}
        />
      )}
    </div>
  );
}

const keyOf = (target: EventTarget): string | undefined => (target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key;

/** A mouse drags the ground; fingers scroll by themselves. The wheel goes sideways when there is nothing above. */
function usePan(scroller: { readonly current: HTMLDivElement | null }) {
  const drag = useRef<{ x: number; y: number; left: number; top: number } | undefined>(undefined);
  const far = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent) => {
      if (element === null || event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      if (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth <= element.clientWidth) return;
      element.scrollLeft += event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      event.preventDefault();
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller]);
  return {
    moved: () => far.current,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        far.current = false;
        const element = scroller.current;
        if (event.pointerType !== 'mouse' || event.button !== 0 || element === null) return;
        drag.current = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
      },
      onPointerMove: (event: PointerEvent) => {
        const element = scroller.current;
        if (drag.current === undefined || element === null) return;
        if (event.buttons === 0) {
          drag.current = undefined;
          return;
        }
        const [dx, dy] = [event.clientX - drag.current.x, event.clientY - drag.current.y];
        if (Math.abs(dx) + Math.abs(dy) > 5) far.current = true;
        if (far.current) element.scrollTo(drag.current.left - dx, drag.current.top - dy);
      },
      onPointerUp: () => {
        drag.current = undefined;
      },
    },
  };
}

/** Says what changed, for those who do not see it move. */
function Announcer({ graph }: { graph: MapGraph }) {
  const before = useRef(graph);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const told = changes(before.current, graph);
    before.current = graph;
    if (told.length === 0) return;
    setSaid(told.length > 4 ? `${told.slice(0, 3).join('. ')}. And ${told.length - 3} more changes.` : `${told.join('. ')}.`);
  }, [graph]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
