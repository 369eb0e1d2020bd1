import { lazy, Suspense } from 'react';
import { useStore } from '../session/store.ts';
import { closeView, openView, type Stage, stage } from '../session/view.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import styles from './stage.module.css';

// Each is fetched when it is first opened: the first prompt waits for none of them.
const MapView = lazy(async () => ({ default: (await import('../map/map-view.tsx')).MapView }));
const LayersView = lazy(async () => ({ default: (await import('../layers/layers-view.tsx')).LayersView }));
const WritesView = lazy(async () => ({ default: (await import('../writes/writes-view.tsx')).WritesView }));

const choices: ReadonlyArray<{ readonly kind: Stage['kind']; readonly title: string; readonly icon: IconName; readonly why: string }> = [
  { kind: 'workspace', title: 'Files', icon: 'code', why: 'Your files, the editor, and the lists of images and containers' },
  { kind: 'map', title: 'Map', icon: 'box', why: 'Images, layers and containers as they are now' },
  { kind: 'layers', title: 'Layers', icon: 'layers', why: 'The files of each layer, and which layer answers for a path' },
  { kind: 'writes', title: 'Writes', icon: 'pencil', why: 'What a container writes, as it writes it' },
];

function open(kind: Stage['kind']): void {
  if (kind === 'workspace') closeView();
  else if (kind === 'writes') openView({ kind, containers: [] });
  else openView({ kind });
}

/** The switch between the workspace and the views. */
export function StageSwitch({ views }: { views?: boolean }) {
  const { kind } = useStore(stage);
  return (
    <nav className={styles.switch} aria-label="Views">
      {choices
        .filter((choice) => !views || choice.kind !== 'workspace')
        .map((choice) => (
          <button
            key={choice.kind}
            type="button"
            aria-pressed={kind === choice.kind}
            title={choice.why}
            data-view={choice.kind}
            onClick={() => open(choice.kind)}
          >
            <Icon name={choice.icon} size={14} />
            {choice.title}
          </button>
        ))}
    </nav>
  );
}

/** The view that is open, in the place of files, editor and lists. */
export function StageView() {
  const shown = useStore(stage);
  if (shown.kind === 'workspace') return null;
  return (
    <>
      <div className={styles.narrow}>
        <StageSwitch views />
      </div>
      <View shown={shown} />
    </>
  );
}

/** One view, and nothing around it. */
export function View({ shown }: { shown: Stage }) {
  return (
    <Suspense fallback={<p className={styles.loading}>Loading the view…</p>}>
      {shown.kind === 'map' && <MapView {...(shown.select !== undefined && { select: shown.select })} />}
      {shown.kind === 'layers' && <LayersView target={shown} />}
      {shown.kind === 'writes' && <WritesView containers={shown.containers} />}
    </Suspense>
  );
}
