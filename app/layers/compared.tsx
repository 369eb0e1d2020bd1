import { useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { Comparison, ImageInsight } from '../../engine/insight/insight.ts';
import { whenStarted } from '../session/engine.ts';
import { IconButton } from '../ui/button.tsx';
import { size } from '../ui/format.ts';
import answerStyles from './answer.module.css';
import styles from './compared.module.css';
import { FileView, TextDiff } from './file-text.tsx';
import type { FileEntry, Sign } from './merge.ts';
import stackStyles from './stack.module.css';
import { instructionText, plural } from './words.ts';

const signs = { onlyInOne: 'one', onlyInOther: 'other', differs: 'differs' } as const;

export function useComparison(
  one: string | undefined,
  other: string | undefined,
): { readonly comparison?: Comparison; readonly failure?: string } {
  const [state, setState] = useState<{ key: string; comparison?: Comparison; failure?: string }>();
  const key = `${one} ${other}`;
  useEffect(() => {
    if (one === undefined || other === undefined) return;
    let current = true;
    whenStarted
      .then(({ insight }) => insight.compare(one, other))
      .then(
        (comparison) => current && setState({ key, comparison }),
        (error) => current && setState({ key, failure: messageOf(error) }),
      );
    return () => {
      current = false;
    };
  }, [one, other, key]);
  return state?.key === key ? state : {};
}

export const comparedFiles = ({ entries }: Comparison): FileEntry[] =>
  entries.map(({ path, kind, change, sizes }) => ({
    path,
    kind,
    sign: signs[change],
    size: change === 'onlyInOne' ? sizes[0] : sizes[1],
    sizes,
  }));

export const comparedWords = (one: string, other: string): Partial<Record<Sign, string>> => ({
  one: `only in ${one}`,
  other: `only in ${other}`,
  differs: 'in both, but not the same',
});

/** Two stacks on one base: what both have is drawn once. */
export function ComparedStacks({
  one,
  other,
  names,
  shared,
}: {
  one: ImageInsight;
  other: ImageInsight;
  names: readonly [string, string];
  shared: number;
}) {
  const own = (image: ImageInsight) => image.layers.slice(shared);
  const sum = (layers: ImageInsight['layers']) => layers.reduce((bytes, layer) => bytes + layer.size, 0);
  const base = one.layers.slice(0, shared);
  const together = sum(one.layers) + sum(own(other));
  return (
    <div className={stackStyles.layers}>
      <div className={styles.twoStacks}>
        {[one, other].map((image, index) => (
          <section key={image.id} aria-label={`Layers only of ${names[index]}`}>
            <h4>
              <span className={styles.which} data-sign={index === 0 ? 'one' : 'other'}>
                {index + 1}
              </span>
              {names[index]}
            </h4>
            <Strips image={image} from={shared} to={image.layers.length} />
            <p className={stackStyles.quiet}>{own(image).length === 0 ? 'nothing of its own' : `${size(sum(own(image)))} of its own`}</p>
          </section>
        ))}
      </div>
      <section className={styles.base} aria-label="Layers of both">
        {shared === 0 ? (
          <p className={stackStyles.quiet}>They share no layer: each is stored whole.</p>
        ) : (
          <>
            <Strips image={one} from={0} to={shared} />
            <p className={stackStyles.quiet}>
              {plural(shared, 'layer')} of both, {size(sum(base))}, stored once
            </p>
          </>
        )}
      </section>
      <p className={styles.cost}>
        Together they take {size(together)}
        {shared > 0 && `; without sharing it would be ${size(together + sum(base))}`}.
      </p>
    </div>
  );
}

function Strips({ image, from, to }: { image: ImageInsight; from: number; to: number }) {
  return (
    <ol className={styles.strips}>
      {image.layers
        .slice(from, to)
        .map((layer, index) => (
          <li key={layer.chainID} title={instructionText(layer.steps[0])}>
            <span className={stackStyles.number}>{from + index + 1}</span>
            <span className={stackStyles.instruction}>{instructionText(layer.steps[0])}</span>
            <span className={stackStyles.bytes}>{size(layer.size)}</span>
          </li>
        ))
        .reverse()}
    </ol>
  );
}

export function Legend({ files, words }: { files: readonly FileEntry[]; words: Partial<Record<Sign, string>> }) {
  const count = (sign: Sign) => files.filter((file) => file.sign === sign && file.kind !== 'directory').length;
  return (
    <p className={styles.legend}>
      {(['one', 'other', 'differs'] as const).map((sign) => (
        <span key={sign}>
          <span className={styles.which} data-sign={sign}>
            {{ one: '1', other: '2', differs: '≠' }[sign]}
          </span>
          {words[sign]}: {count(sign).toLocaleString('en')}
        </span>
      ))}
    </p>
  );
}

/** A file of the comparison: its text, or both texts line by line. */
export function ComparedFile({ file, images, onClose }: { file: FileEntry; images: readonly [string, string]; onClose: () => void }) {
  const { path, sign, kind } = file;
  const places = images.map((image) => ({ of: { image }, path })) as [
    { of: { image: string }; path: string },
    { of: { image: string }; path: string },
  ];
  return (
    <>
      <header className={answerStyles.pathHeader}>
        <h3 title={path}>
          <bdi>{path}</bdi>
        </h3>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <div className={answerStyles.scroll}>
        {kind !== 'file' && <p className={answerStyles.answer}>No file: there is no text to compare.</p>}
        {kind === 'file' && sign === 'differs' && <TextDiff before={places[0]} after={places[1]} version={0} />}
        {kind === 'file' && sign !== 'differs' && <FileView place={places[sign === 'other' ? 1 : 0]} version={0} />}
      </div>
    </>
  );
}
