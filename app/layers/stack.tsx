import { type KeyboardEvent, useRef } from 'react';
import { shortId } from '../../engine/base/ids.ts';
import type { LayerInsight, StepOrigin, WritableLayer } from '../../engine/insight/insight.ts';
import { files } from '../files/files.ts';
import { type ImageRow, imageName, objects } from '../objects/objects.ts';
import { useStore } from '../session/store.ts';
import { size } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Counts } from './counts.tsx';
import type { Explorer } from './explorer.ts';
import type { Opened } from './load.ts';
import { candidates, openDockerfile } from './open-line.ts';
import styles from './stack.module.css';
import { instructionOf, instructionText, plural } from './words.ts';

/** The layers, topmost first, as they lie on one another; above them what all of them give together. */
export function Stack({ opened, shown, onShow }: { opened: Opened; shown: Explorer['shown']; onShow: (shown: Explorer['shown']) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const { images = [] } = useStore(objects);
  const { image, container, writable } = opened;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[aria-pressed]') ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (step === 0 || next === undefined) return;
    next.focus();
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between its buttons
    <div ref={list} className={styles.layers} onKeyDown={onKeyDown}>
      <button type="button" className={styles.together} aria-pressed={shown === 'merged'} onClick={() => onShow('merged')}>
        <Icon name="layers" size={14} />
        <span>
          <strong>All together</strong>
          <span className={styles.quiet}>{container ? `what ${container.name} sees` : 'what a container sees at its start'}</span>
        </span>
      </button>
      <ol className={styles.stack} aria-label="Layers, topmost first">
        {container && (
          <li className={styles.layer} data-writable="true" data-shown={shown === 'writable'}>
            <button type="button" aria-pressed={shown === 'writable'} onClick={() => onShow('writable')}>
              <span className={styles.number}>W</span>
              <span className={styles.instruction}>Writable layer</span>
              <span className={styles.bytes}>{writable && size(writable.size)}</span>
              <WritableFacts writable={writable} name={container.name} />
            </button>
          </li>
        )}
        {image.layers
          .map((layer, index) => (
            <LayerItem
              key={layer.chainID}
              layer={layer}
              index={index}
              images={images}
              shown={shown === index}
              onShow={() => onShow(index)}
            />
          ))
          .reverse()}
      </ol>
      <BeforeFirst steps={image.beginning} />
    </div>
  );
}

function WritableFacts({ writable, name }: { writable: WritableLayer | undefined; name: string }) {
  if (writable === undefined) return <span className={styles.facts}>reading…</span>;
  const count = (change: string) => writable.entries.filter((entry) => entry.change === change).length;
  return (
    <span className={styles.facts}>
      <Counts added={count('added')} changed={count('changed')} removed={count('removed')} />
      <span>only {name}'s</span>
    </span>
  );
}

function LayerItem({
  layer,
  index,
  images,
  shown,
  onShow,
}: {
  layer: LayerInsight;
  index: number;
  images: readonly ImageRow[];
  shown: boolean;
  onShow: () => void;
}) {
  const [made, ...after] = layer.steps;
  const { word, rest } = instructionOf(made?.createdBy ?? '');
  const sharers = layer.sharedBy.map((id) => {
    const row = images.find((image) => image.id === id);
    return row ? imageName(row) : shortId(id);
  });
  return (
    <li className={styles.layer} data-shown={shown} data-layer={index} data-line={made?.line !== undefined}>
      <button type="button" aria-pressed={shown} onClick={onShow} title={instructionText(made)}>
        <span className={styles.number}>{index + 1}</span>
        <span className={styles.instruction}>
          {word && <b>{word}</b>} {rest || (!word && 'made without an instruction')}
        </span>
        <span className={styles.bytes}>{size(layer.size)}</span>
        <span className={styles.facts}>
          <Counts {...layer.counts} />
          {layer.hides > 0 && <span>hides {size(layer.hides)}</span>}
          {sharers.length > 0 && (
            <span title={`Stored once for them: ${sharers.join(', ')}`}>
              also in {sharers.length === 1 ? sharers[0] : plural(sharers.length, 'image')}
            </span>
          )}
          {after.length > 0 && <span title={after.map(instructionText).join('\n')}>and {plural(after.length, 'setting')}</span>}
        </span>
      </button>
      <DockerfileLine step={made} />
    </li>
  );
}

/** History's steps that changed no file and stand before the first layer. */
function BeforeFirst({ steps }: { steps: readonly StepOrigin[] }) {
  if (steps.length === 0) return null;
  return (
    <p className={styles.before} title={steps.map(instructionText).join('\n')}>
      before the first layer: {plural(steps.length, 'setting')} without files
    </p>
  );
}

/** Where in a Dockerfile a step was written; a click goes there when the file is in the workspace. */
export function DockerfileLine({ step }: { step: StepOrigin | undefined }) {
  const { entries = [] } = useStore(files);
  const line = step?.line;
  if (line === undefined) return null;
  const words = `${line.dockerfile}:${line.start}`;
  const there = candidates(
    line,
    entries.map(({ path }) => path),
  );
  return there.length === 0 ? (
    <span className={styles.line} title="The Dockerfile is not in the workspace">
      {words}
    </span>
  ) : (
    <button type="button" className={styles.line} title="Open the Dockerfile at this line" onClick={() => void openDockerfile(line)}>
      {words}
    </button>
  );
}
