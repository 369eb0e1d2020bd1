import { readLessons, readSeed } from './content.ts';
import { Playground } from './shell/playground.tsx';

export default function Page() {
  return <Playground lessons={readLessons()} seed={readSeed()} />;
}
