import type { Lesson, Progress } from '../../engine/lesson/lesson.ts';

/** What stands in the course list. */
export type CourseText = Pick<Lesson, 'title' | 'summary' | 'misconception'>;

/** What the page knows of every lesson; the lesson itself is fetched when it is opened. */
export interface CourseEntry extends CourseText, Pick<Lesson, 'id' | 'duration' | 'order'> {
  /** BCP 47; the first is the original. */
  readonly languages: readonly string[];
  /** What the course list says of it in the others. */
  readonly translations: Readonly<Record<string, CourseText>>;
  readonly steps: ReadonlyArray<{ readonly id: string; readonly checks: readonly string[] }>;
}

/** In the wanted language, or in the original. */
export function textOf(entry: CourseEntry, wanted: string): CourseText & { readonly language: string } {
  const text = entry.translations[wanted];
  return text === undefined ? { ...entry, language: entry.languages[0] ?? 'en' } : { ...text, language: wanted };
}

/**
 * The first lesson as it stands in the page's HTML: its first step, and of the others only their titles. A visitor reads while the machine
 * starts, and nothing has to be fetched for it.
 */
export function openingOf(lesson: Lesson): Lesson {
  return { ...lesson, solution: {}, steps: lesson.steps.map((step, index) => (index === 0 ? step : { ...step, body: [], checks: [] })) };
}

export type Standing = { readonly kind: 'new' | 'done' } | { readonly kind: 'begun'; readonly step: number };

/** How far a learner is. */
export function standingOf({ steps }: CourseEntry, progress: Progress | undefined): Standing {
  if (progress === undefined) return { kind: 'new' };
  const isDone = ({ checks }: CourseEntry['steps'][number]) => checks.every((id) => progress.met.includes(id));
  if (steps.every(isDone)) return { kind: 'done' };
  const at = Math.max(
    0,
    steps.findIndex(({ id }) => id === progress.step),
  );
  return progress.met.length > 0 || at > 0 ? { kind: 'begun', step: at + 1 } : { kind: 'new' };
}
