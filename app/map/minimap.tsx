import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { Layout } from './arrange.ts';
import styles from './map.module.css';
import type { MapGraph } from './model.ts';

const height = 34;

/** The whole skyline, small, with the part that is seen: a drag moves it. Keyboard and screen readers have the map itself. */
export function Minimap({ graph, layout, scroller }: { graph: MapGraph; layout: Layout; scroller: RefObject<HTMLDivElement | null> }) {
  const view = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width of the map shows another part of it
  useEffect(() => {
    const element = scroller.current;
    const follow = () => {
      if (element === null || view.current === null) return;
      const { scrollLeft, scrollWidth, clientWidth } = element;
      view.current.style.left = `${(100 * scrollLeft) / scrollWidth}%`;
      view.current.style.width = `${(100 * clientWidth) / scrollWidth}%`;
    };
    // Reading scroll positions lays the page out: in the frame that does so anyway, and only when the width is another one.
    const frame = requestAnimationFrame(follow);
    element?.addEventListener('scroll', follow, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      element?.removeEventListener('scroll', follow);
    };
  }, [scroller, layout.width]);
  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    const element = scroller.current;
    if (element === null || event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    element.scrollLeft = ((event.clientX - box.left) / box.width) * element.scrollWidth - element.clientWidth / 2;
  };
  return (
    <div
      className={styles.minimap}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={goTo}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: hidden from those who would read it */}
      <svg viewBox={`0 0 ${layout.width} ${layout.height}`} preserveAspectRatio="none" width="100%" height={height}>
        <g transform={`translate(0 ${layout.height}) scale(1 -1)`}>
          {[...layout.boxes.values()].map(({ key, x, y, w, h }) => {
            const kind = graph.layers.has(key)
              ? 'layer'
              : graph.images.has(key)
                ? 'image'
                : graph.containers.has(key)
                  ? 'container'
                  : 'store';
            return <rect key={key} x={x} y={y} width={w} height={h} data-of={kind} data-state={graph.containers.get(key)?.state} />;
          })}
        </g>
      </svg>
      <span ref={view} className={styles.seen} />
    </div>
  );
}
