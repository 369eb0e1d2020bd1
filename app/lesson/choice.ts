import { keep, readKept } from '../session/storage.ts';
import { createStore } from '../session/store.ts';
import { tab } from '../session/tab.ts';

/** Which lesson is before the learner, and in which language. */
export interface Choice {
  /** `undefined`: the course list. */
  readonly lesson: string | undefined;
  /** To go to when the lesson is there: its number from 1, or its id. */
  readonly step?: string;
  /** The wanted language; a lesson without it is shown in its original. */
  readonly language?: string;
  /** `lesson preview`: the lesson is being written, and is fetched anew when it changes. */
  readonly preview?: true;
}

const kept = 'drydock.lesson';

/** Before the first effect: the lesson that stands in the page's HTML. */
export const choice = createStore<Choice | undefined>(undefined);

/** What the address asks for (`?lesson=ID&step=N&language=es`, `?preview=1`), what was open last, or the first lesson. */
export function loadChoice(first: string | undefined): void {
  if (choice.get() !== undefined) return;
  const asked = new URLSearchParams(location.search);
  const language = asked.get('language') ?? undefined;
  const step = asked.get('step') ?? undefined;
  const lesson = asked.get('lesson') ?? undefined;
  // Who follows a link to a lesson wants to read it first, on a narrow window too.
  if (asked.has('preview') || lesson !== undefined) tab.set('lesson');
  if (asked.has('preview')) choice.set({ lesson: undefined, preview: true });
  else if (lesson !== undefined) set({ lesson, ...(step !== undefined && { step }), ...(language !== undefined && { language }) });
  else choice.set({ lesson: first, ...readLast() });
}

/** `step`: its number from 1, or its id; without it, where the learner left. */
export function openLesson(id: string, step?: number | string): void {
  const { language } = choice.get() ?? {};
  set({ lesson: id, ...(step !== undefined && { step: String(step) }), ...(language !== undefined && { language }) });
  tab.set('lesson');
}

export function openCourse(): void {
  const { language } = choice.get() ?? {};
  set({ lesson: undefined, ...(language !== undefined && { language }) });
}

export function chooseLanguage(language: string): void {
  const { lesson } = choice.get() ?? {};
  set({ lesson, language });
}

/** The step was gone to: it is the learner's own from now on. */
export function arrived(): void {
  choice.set((current) => {
    if (current?.step === undefined) return current;
    const { step: _, ...rest } = current;
    return rest;
  });
}

function set(next: Choice): void {
  choice.set(next);
  keep(kept, JSON.stringify({ lesson: next.lesson ?? null, language: next.language }));
}

function readLast(): Partial<Choice> {
  try {
    const { lesson, language } = JSON.parse(readKept(kept) ?? '{}') as { lesson?: string | null; language?: string };
    return { ...(lesson !== undefined && { lesson: lesson ?? undefined }), ...(language !== undefined && { language }) };
  } catch {
    return {};
  }
}
