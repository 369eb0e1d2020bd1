import { useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import type { Lesson } from '../../engine/lesson/lesson.ts';
import { siteBase } from '../session/engine.ts';

export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A lesson on its way, there, or not to be had. */
export type Loaded =
  | { readonly kind: 'loading' }
  /** Images are named relative to `base`. */
  | { readonly kind: 'lesson'; readonly lesson: Lesson; readonly base: string }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] }
  | { readonly kind: 'failed'; readonly message: string };

const fetched = new Map<string, Promise<Lesson>>();

function fetchLesson(id: string, language: string): Promise<Lesson> {
  const file = `lessons/${id}.${language}.json`;
  const known = fetched.get(file) ?? fetchJson<Lesson>(file);
  fetched.set(file, known);
  known.catch(() => fetched.delete(file));
  return known;
}

async function fetchJson<T>(file: string): Promise<T> {
  const response = await fetch(new URL(file, siteBase()));
  if (!response.ok) throw new Error(`${file} cannot be fetched: ${response.status} ${response.statusText}`);
  return (await response.json()) as T;
}

export const imagesOf = (id: string): string => `lessons/${id}/`;

/** One lesson of the course. `attempt`: another number tries again. The one before stays until it is there. */
export function useLessonText(id: string, language: string, attempt: number): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    let over = false;
    const tell = (next: Loaded) => !over && setLoaded(next);
    fetchLesson(id, language).then(
      (lesson) => tell({ kind: 'lesson', lesson, base: imagesOf(id) }),
      (error) => tell({ kind: 'failed', message: messageOf(error) }),
    );
    return () => {
      over = true;
    };
  }, [id, language, attempt]);
  const isAnother = loaded.kind === 'lesson' && (loaded.lesson.id !== id || loaded.lesson.language !== language);
  return isAnother ? { kind: 'loading' } : loaded;
}

/** The lesson that `drydock lesson preview` serves, again each time its author saves it. */
export function usePreview(): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    let last = 0;
    const load = async () => {
      const own = ++last;
      try {
        const answer = await fetchJson<{ lesson: Lesson } | { faults: readonly Fault[] }>('lessons/preview.json');
        if (own !== last) return;
        if ('faults' in answer) setLoaded({ kind: 'faults', faults: answer.faults });
        else setLoaded({ kind: 'lesson', lesson: answer.lesson, base: 'lessons/preview/' });
      } catch (error) {
        if (own === last) setLoaded({ kind: 'failed', message: messageOf(error) });
      }
    };
    const events = new EventSource(new URL('lessons/preview.events', siteBase()));
    events.addEventListener('change', () => void load());
    events.addEventListener('message', ({ data }) => data === 'change' && void load());
    void load();
    return () => {
      last = -1;
      events.close();
    };
  }, []);
  return loaded;
}
