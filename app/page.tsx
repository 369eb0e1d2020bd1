import { courseOf, readLessons, readSeed } from './content.ts';
import { openingOf } from './lesson/course.ts';
import { Playground } from './shell/playground.tsx';

export default function Page() {
  const lessons = readLessons();
  const [first] = lessons;
  return <Playground course={courseOf(lessons)} opening={first && openingOf(first.original)} seed={readSeed()} />;
}
