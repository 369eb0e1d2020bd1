import { useEffect, useRef, useState } from 'react';
import type { ColumnOf } from './column.tsx';
import type { Seen } from './session.ts';
import { announcement } from './words.ts';

/** Milliseconds: a container that writes all the time does not talk all the time. */
const pause = 4000;

/** New writes for a screen reader: now and then a sentence for each container that wrote. */
export function Announcer({ columns }: { columns: readonly ColumnOf[] }) {
  const [said, setSaid] = useState('');
  const waiting = useRef<{ name: string; seen: Seen }[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(-1);
  useEffect(() => {
    const fresh = columns
      .flatMap(({ name, record }) => (record?.fresh ?? []).map((seen) => ({ name, seen })))
      .filter(({ seen }) => seen.id > last.current);
    if (fresh.length === 0) return;
    last.current = Math.max(...fresh.map(({ seen }) => seen.id));
    waiting.current.push(...fresh);
    const say = (): void => {
      timer.current = undefined;
      const told = Map.groupBy(waiting.current, ({ name }) => name);
      if (told.size === 0) return;
      setSaid(
        [...told]
          .map(([name, each]) =>
            announcement(
              name,
              each.map(({ seen }) => seen),
            ),
          )
          .join('. '),
      );
      waiting.current = [];
      timer.current = setTimeout(say, pause);
    };
    if (timer.current === undefined) say();
  }, [columns]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
