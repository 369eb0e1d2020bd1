import { imageName, objects } from '../objects/objects.ts';
import { useStore } from '../session/store.ts';
import { containerName } from '../ui/format.ts';
import { type Chosen, change, choose, findContainer, findImage } from './explorer.ts';
import styles from './layers.module.css';
import type { Opened } from './load.ts';

/** Images and containers there are. One that was asked for and is not there stays named. */
export function SubjectPicker({ of }: { of: Chosen | undefined }) {
  const all = useStore(objects);
  const { images = [], containers = [] } = all;
  const container = of?.kind === 'container' ? findContainer(all, of.name) : undefined;
  const image = of?.kind === 'image' ? findImage(all, of.name) : undefined;
  const name = container ? containerName(container) : image ? imageName(image) : (of?.name ?? '');
  const value = `${of?.kind} ${name}`;
  return (
    <select
      className={styles.pick}
      aria-label="Image or container"
      value={value}
      onChange={(event) => {
        const [kind, ...rest] = event.target.value.split(' ');
        choose({ kind: kind as Chosen['kind'], name: rest.join(' ') });
      }}
    >
      {of && !container && !image && <option value={value}>{of.name}</option>}
      {containers.length > 0 && (
        <optgroup label="Containers">
          {containers.map((each) => (
            <option key={each.Id} value={`container ${containerName(each)}`}>
              {containerName(each)} ({each.State})
            </option>
          ))}
        </optgroup>
      )}
      {images.length > 0 && (
        <optgroup label="Images">
          {images.map((each) => (
            <option key={each.key} value={`image ${imageName(each)}`}>
              {imageName(each)}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

/** Another image to lay beside this one. */
export function ComparePicker({ of, compare }: { of: Opened; compare: string | undefined }) {
  const all = useStore(objects);
  const others = (all.images ?? []).filter(({ id }) => id !== of.image.id);
  if (others.length === 0 && compare === undefined) return null;
  const found = compare === undefined ? undefined : findImage(all, compare);
  const value = found ? imageName(found) : (compare ?? '');
  return (
    <select
      className={styles.pick}
      aria-label="Compare with"
      value={value}
      onChange={(event) =>
        change({ compare: event.target.value || undefined, path: undefined, pane: event.target.value ? 'files' : 'stack' })
      }
    >
      <option value="">{compare === undefined ? 'compare with…' : 'do not compare'}</option>
      {compare !== undefined && !others.some((each) => imageName(each) === value) && <option value={value}>with {value}</option>}
      {others.map((each) => (
        <option key={each.key} value={imageName(each)}>
          {compare === undefined ? imageName(each) : `with ${imageName(each)}`}
        </option>
      ))}
    </select>
  );
}
