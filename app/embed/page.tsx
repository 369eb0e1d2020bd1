import type { Metadata } from 'next';
import { courseOf, readLessons, readSeed } from '../content.ts';
import { Embed } from './embed.tsx';

export const metadata: Metadata = {
  title: 'Docker playground',
  robots: { index: false },
};

/** The playground for a frame of another page: engine/client/embed.md. */
export default function Page() {
  return <Embed course={courseOf(readLessons())} seed={readSeed()} />;
}
