import { useEffect, useRef, useState } from 'react';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import { findContainer } from '../layers/explorer.ts';
import { useImage } from '../layers/load.ts';
import { objects } from '../objects/objects.ts';
import { useStore } from '../session/store.ts';
import { Try } from '../terminal/try.tsx';
import { Empty } from '../ui/empty.tsx';
import { containerName } from '../ui/format.ts';
import { Announcer } from './announcer.tsx';
import { BeforeAfter } from './before-after.tsx';
import { Column } from './column.tsx';
import { costOf } from './cost.ts';
import { fly } from './flight.ts';
import logStyles from './log.module.css';
import { Log } from './log.tsx';
import { chosen, follow, record, records, sensible, settle } from './session.ts';
import { Strips } from './strips.tsx';
import { watchWrites } from './watch.ts';
import { costWords } from './words.ts';
import styles from './writes.module.css';

/** Milliseconds between two looks, and how long what is new stays marked. */
const every = 500;
const marked = 2600;

/** What running containers write, as they write it: copies that come up from the image, whiteouts over it, and what each costs. */
export function WritesView({ containers }: { containers: readonly string[] }) {
  useEffect(() => follow(containers), [containers]);
  const all = useStore(objects);
  const asked = useStore(chosen);
  const [first, setFirst] = useState<readonly string[]>([]);
  const running = all.containers?.map(({ Id, State }) => Id + State).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one runs
  useEffect(() => {
    if (asked === undefined) setFirst((seen) => sensible(all.containers ?? [], seen));
  }, [asked, running]);
  const names = asked ?? first;
  const shown = names.flatMap((name) => findContainer(all, name) ?? []);
  const missing = all.containers === undefined ? [] : names.filter((name) => findContainer(all, name) === undefined);
  if (all.containers?.length === 0) return <Teach />;
  return (
    <div className={styles.view}>
      <header className={styles.header}>
        <Pickers all={all.containers ?? []} shown={shown} />
      </header>
      {missing.map((name) => (
        <p key={name} role="status" className={styles.gone}>
          There is no container {name.slice(0, 12)} any more. When a container is removed, its writable layer goes with it.
        </p>
      ))}
      {shown.length > 0 && <Microscope key={shown.map(({ Id }) => Id).join()} containers={shown} />}
    </div>
  );
}

function Teach() {
  return (
    <Empty title="No container writes yet">
      <p>
        An image never changes. Each container has a thin writable layer on top of it: the first time it writes to a file of the image, the
        file is copied up into that layer; when it deletes one, a whiteout hides it. Here you see it happen.
      </p>
      <p>
        Start one with <Try command="docker run -d --name web1 nginx" />, then write in it:{' '}
        <Try command="docker exec web1 sh -c 'echo hello >> /usr/share/nginx/html/index.html'" />
      </p>
    </Empty>
  );
}

function Pickers({ all, shown }: { all: readonly ContainerSummary[]; shown: readonly ContainerSummary[] }) {
  const [one, other] = shown;
  const option = (each: ContainerSummary) => (
    <option key={each.Id} value={each.Id}>
      {containerName(each)} ({each.State})
    </option>
  );
  return (
    <>
      <select
        className={styles.pick}
        aria-label="Container"
        value={one?.Id ?? ''}
        onChange={(event) => chosen.set([event.target.value, ...(other && other.Id !== event.target.value ? [other.Id] : [])])}
      >
        {one === undefined && <option value="">choose a container</option>}
        {all.map(option)}
      </select>
      {one && all.length > 1 && (
        <select
          className={styles.pick}
          aria-label="Beside it"
          value={other?.Id ?? ''}
          onChange={(event) => chosen.set([one.Id, ...(event.target.value ? [event.target.value] : [])])}
        >
          <option value="">{other ? 'alone' : 'beside it…'}</option>
          {all.filter(({ Id }) => Id !== one.Id).map(option)}
        </select>
      )}
      {one && all.length === 1 && (
        <p className={styles.suggest}>
          A second one of the same image:{' '}
          <Try command={`docker run -d --name ${containerName(one) === 'web2' ? 'web3' : 'web2'} ${one.Image}`} />
        </p>
      )}
    </>
  );
}

function Microscope({ containers }: { containers: readonly ContainerSummary[] }) {
  const place = useRef<HTMLDivElement>(null);
  const known = useStore(records);
  const [one, other] = containers;
  const { image, failure } = useImage(one?.ImageID);
  const { image: otherImage, failure: otherFailure } = useImage(other?.ImageID);
  const [problem, setProblem] = useState<string>();
  const [file, setFile] = useState<{ container: string; path: string }>();
  const [pointed, setPointed] = useState<string>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the component is another one for other containers
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const stops = containers.map(({ Id, State }) =>
      watchWrites({
        container: Id,
        // Who does not run writes only by `docker cp`.
        every: State === 'running' ? every : every * 4,
        place: element,
        tell: (writable) => {
          setProblem(undefined);
          record(writable);
        },
        fail: setProblem,
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [containers.map(({ State }) => State).join()]);

  const columns = containers.map((container, index) => ({
    container,
    name: containerName(container),
    image: index === 0 ? image : otherImage,
    record: known.get(container.Id),
  }));
  const cost = costOf(columns.map((column) => ({ layers: column.image?.layers ?? [], own: column.record?.writable.size ?? 0 })));
  // Each look that found something is drawn once, and what is new stays marked for a moment.
  const flown = useRef(-1);
  useEffect(() => {
    const element = place.current;
    for (const { container, record: seen } of columns) {
      const fresh = (seen?.fresh ?? []).filter(({ id }) => id > flown.current);
      if (element === null || fresh.length === 0) continue;
      fly(element, container.Id, fresh);
      setTimeout(() => settle(container.Id, fresh), marked);
    }
    flown.current = Math.max(flown.current, ...columns.flatMap(({ record: seen }) => seen?.fresh.map(({ id }) => id) ?? []));
  });

  const trouble = problem ?? failure ?? otherFailure;
  const ready = image !== undefined && (other === undefined || otherImage !== undefined);
  return (
    <>
      {trouble !== undefined && (
        <p role="alert" className={styles.problem}>
          {trouble}
        </p>
      )}
      <div className={styles.body}>
        <div ref={place} className={styles.diagram}>
          <div className={styles.columns}>
            {columns.map((column) => (
              <Column
                key={column.container.Id}
                {...column}
                from={cost.shared}
                pointed={pointed}
                alone={other === undefined}
                onPoint={setPointed}
                onCompare={(path) => setFile({ container: column.container.Id, path })}
              />
            ))}
          </div>
          {ready && image && cost.shared > 0 && (
            <section className={styles.base} aria-label="Layers of the image, read-only">
              <h3>{other === undefined ? `${one?.Image}: read-only` : 'Both stand on the same layers, stored once, read-only'}</h3>
              <Strips image={image} from={0} to={cost.shared} pointed={pointed} />
            </section>
          )}
        </div>
        <aside className={logStyles.side}>
          {file ? (
            <BeforeAfter
              {...file}
              name={columns.find(({ container: { Id } }) => Id === file.container)?.name ?? ''}
              writable={known.get(file.container)?.writable}
              onClose={() => setFile(undefined)}
            />
          ) : (
            <Log columns={columns} />
          )}
        </aside>
      </div>
      {ready && columns.every((column) => column.record) && (
        <p className={styles.cost}>
          {costWords(
            cost,
            columns.map(({ name }) => name),
          )}
        </p>
      )}
      <Announcer columns={columns} />
    </>
  );
}
