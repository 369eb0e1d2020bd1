'use client';

import { useEffect } from 'react';
import type { StartOptions } from '../../engine/client/protocol.ts';
import type { CourseEntry } from '../lesson/course.ts';
import { openFirst } from '../session/machine.ts';
import { loadSettings, showTheme } from '../session/settings.ts';
import { useStore } from '../session/store.ts';
import { Preview } from '../terminal/preview.tsx';
import type { Address } from './address.ts';
import { Bar } from './bar.tsx';
import styles from './embed.module.css';
import { tellParent } from './events.ts';
import { Fault } from './fault.tsx';
import { openFrame, shown, startMachine } from './machine.ts';
import { Panels } from './panels.tsx';

/** The playground in a frame of another page: what its address names, and a slim bar. */
export function Embed({ course, seed }: { course: readonly CourseEntry[]; seed: StartOptions['seed'] }) {
  const { address, fault } = useStore(shown);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let over = false;
    void openFrame(course, seed).then(() => {
      if (over) return;
      loadSettings();
      const { address } = shown.get();
      if (address) showTheme(address.theme);
      const stops = [
        tellParent(),
        ...(address ? [startWhen(address.start)] : []),
        ...(address?.panels.includes('editor') ? [openFirst()] : []),
      ];
      stop = () => {
        for (const one of stops) one();
      };
    });
    return () => {
      over = true;
      stop?.();
    };
  }, [course, seed]);
  return (
    <div className={styles.app}>
      <Bar />
      {fault ? <Fault fault={fault} /> : address && <Panels address={address} course={course} />}
      <Preview />
    </div>
  );
}

/** So much of the frame must be seen, or the bar alone would start machines at the lower edge of the window. */
const enough = 0.1;

function startWhen(when: Address['start']): () => void {
  if (when === 'load') startMachine();
  if (when !== 'visible') return () => undefined;
  // Without a root this is about what the visitor sees, through all frames around.
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ intersectionRatio }) => intersectionRatio >= enough)) return;
      observer.disconnect();
      startMachine();
    },
    { threshold: enough },
  );
  observer.observe(document.body);
  return () => observer.disconnect();
}
