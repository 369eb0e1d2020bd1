import { useSyncExternalStore } from 'react';
import type { EmbedEvents, LessonState } from '../../engine/client/embed-protocol.ts';
import { type Choice, choice, openLesson } from '../lesson/choice.ts';
import { type CourseEntry, standingOf } from '../lesson/course.ts';
import { progressed, progressStore } from '../lesson/follow.ts';

let course: readonly CourseEntry[] = [];

export function setCourse(entries: readonly CourseEntry[]): void {
  course = entries;
}

/** Throws a `RangeError` that says what there is. */
export function checkLesson(lesson: string | undefined, step: string | undefined): void {
  if (lesson === undefined) return;
  const entry = course.find(({ id }) => id === lesson);
  if (entry === undefined) throw new RangeError(`There is no lesson "${lesson}": there are ${course.map(({ id }) => id).join(', ')}.`);
  if (step !== undefined && stepOf(entry, step) === undefined) {
    const ids = entry.steps.map(({ id }) => id).join(', ');
    throw new RangeError(`The lesson "${lesson}" has no step "${step}": it has 1 to ${entry.steps.length}, or by name ${ids}.`);
  }
}

export function goToLesson(lesson: string, step?: string): void {
  checkLesson(lesson, step);
  openLesson(lesson, step);
}

const stepOf = ({ steps }: CourseEntry, step: string) => steps[Number(step) - 1] ?? steps.find(({ id }) => id === step);

export const lessonState = (): LessonState | undefined => stateOf(choice.get());

function stateOf(chosen: Choice | undefined): LessonState | undefined {
  const entry = course.find(({ id }) => id === chosen?.lesson);
  if (entry === undefined) return undefined;
  const progress = progressStore.load(entry.id);
  const steps = entry.steps.map(({ id, checks }) => ({
    id,
    done: progress !== undefined && checks.every((check) => progress.met.includes(check)),
  }));
  // What was asked for is not visited before the machine is there.
  const asked = chosen?.step === undefined ? undefined : stepOf(entry, chosen.step)?.id;
  const step = [asked, progress?.step, steps[0]?.id].find((id) => steps.some((one) => one.id === id)) ?? '';
  const language = entry.languages.find((one) => one === chosen?.language) ?? entry.languages[0] ?? 'en';
  return { id: entry.id, title: entry.title, language, step, completed: standingOf(entry, progress).kind === 'done', steps };
}

let last: { text: string; state: LessonState | undefined } | undefined;

/** The same object as long as nothing has changed. */
function stableState(): LessonState | undefined {
  const state = lessonState();
  const text = JSON.stringify(state ?? null);
  if (last?.text !== text) last = { text, state };
  return last.state;
}

function subscribe(listener: () => void): () => void {
  const unsubscribe = choice.subscribe(listener);
  const listening = progressed.on(listener);
  return () => {
    unsubscribe();
    listening.dispose();
  };
}

export const useLessonState = (): LessonState | undefined => useSyncExternalStore(subscribe, stableState, () => undefined);

type Emit = <E extends 'step' | 'completed'>(event: E, value: EmbedEvents[E]) => void;

/** Tells each step that is seen or done, and a lesson that is completed. `tell`: how far the learner is already, for who comes late. */
export function followSteps(emit: Emit): { tell(): void; stop(): void } {
  let before = lessonState();
  const compare = (): void => {
    const now = lessonState();
    const was = now?.id === before?.id ? before : undefined;
    before = now;
    if (now === undefined) return;
    const isDone = (state: LessonState | undefined, step: string) => state?.steps.find(({ id }) => id === step)?.done ?? false;
    for (const { id, done } of now.steps) {
      const isNew = was !== undefined && done && !isDone(was, id);
      if (isNew || (id === now.step && id !== was?.step)) emit('step', { lesson: now.id, step: id, done });
    }
    if (now.completed && was !== undefined && !was.completed) emit('completed', { lesson: now.id });
  };
  return {
    tell() {
      const now = lessonState();
      if (now === undefined) return;
      emit('step', { lesson: now.id, step: now.step, done: now.steps.some(({ id, done }) => id === now.step && done) });
      if (now.completed) emit('completed', { lesson: now.id });
    },
    stop: subscribe(compare),
  };
}
