import { type Clock, systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStack } from '../base/disposable.ts';
import { Emitter } from '../base/events.ts';
import { type CheckHost, evaluate } from './evaluate.ts';
import type { Assertion, Check, Lesson, LessonRun, Progress, ProgressStore, Step } from './lesson.ts';

/** Where a lesson is followed: what its checks read, and what says that it is time to look. */
export interface LessonHost extends CheckHost {
  onEvent(listener: () => void): Disposable;
  onWorkspaceChange(listener: () => void): Disposable;
}

/** Milliseconds after an event. */
const wake: readonly number[] = [150, 400, 1000, 2500, 6000];
/** What these read changes without an event. */
const silent: ReadonlySet<Assertion['kind']> = new Set(['http', 'containerFile']);

/**
 * Events come in bursts, and each look reads lists: the first event of a burst looks at once, those that come meanwhile cause one more look.
 * A check is looked at in the step that the learner sees and in the first one that is not done.
 *
 * Some state comes without an event of its own: a server answers a moment after its container has started, a program writes its file. While a
 * check of that kind is unmet, an event has a few late looks in its wake.
 */
export function followLesson(lesson: Lesson, host: LessonHost, store: ProgressStore, clock: Clock = systemClock): LessonRun {
  const [firstStep] = lesson.steps;
  if (firstStep === undefined) throw new RangeError(`lesson ${lesson.id} has no steps`);
  const blank: Progress = { met: [], answers: {}, step: firstStep.id };
  let progress: Progress = known(lesson, store.load(lesson.id)) ?? blank;
  const changed = new Emitter<void>();
  const stack = new DisposableStack();
  let looking = false;
  let again = false;
  let disposed = false;

  const keep = (next: Progress): void => {
    progress = next;
    store.save(lesson.id, next);
    changed.emit();
  };
  const done = ({ checks }: Step): boolean => checks.every(({ id }) => progress.met.includes(id));
  const answeredRight = (quiz: string): boolean => isRight(lesson, quiz, progress.answers[quiz] ?? []);

  const due = (): Check[] => {
    const steps = new Set([lesson.steps.find((step) => !done(step)), lesson.steps.find(({ id }) => id === progress.step)]);
    const open = [...steps].flatMap((step) => step?.checks ?? []).filter(({ id }) => !progress.met.includes(id));
    return open.filter(({ needs }) => needs.every((need) => progress.met.includes(need)));
  };

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    do {
      again = false;
      for (const check of due()) {
        // The engine may be away for a moment (it starts, an object goes between two reads): the next event looks again.
        const met = await evaluate(check.assertion, host, answeredRight).catch(() => false);
        if (disposed) return;
        // What needs this one can be met by the same state.
        if (met) {
          again = true;
          keep({ ...progress, met: [...progress.met, check.id] });
        }
      }
    } while (again);
    looking = false;
  }

  let late: Disposable[] = [];
  const cancelLate = (): void => {
    for (const timer of late) timer.dispose();
  };
  const onEvent = (): void => {
    void look();
    cancelLate();
    late = wake.map((delay) =>
      clock.after(delay, () => {
        if (due().some(({ assertion }) => silent.has(assertion.kind))) void look();
      }),
    );
  };
  stack.defer(cancelLate);
  stack.use(host.onEvent(onEvent));
  stack.use(host.onWorkspaceChange(onEvent));
  stack.defer(() => {
    disposed = true;
  });
  onEvent();

  return {
    lesson,
    progress: () => progress,
    state(id) {
      const step = lesson.steps.find((one) => one.id === id);
      const checks = (step?.checks ?? []).map((check) => ({ id: check.id, met: progress.met.includes(check.id) }));
      return { done: step !== undefined && done(step), checks };
    },
    visit(step) {
      if (step !== progress.step) keep({ ...progress, step });
      onEvent();
    },
    answer(quiz, options) {
      keep({ ...progress, answers: { ...progress.answers, [quiz]: [...options].sort((a, b) => a - b) } });
      void look();
      return answeredRight(quiz);
    },
    reset() {
      progress = blank;
      store.save(lesson.id, undefined);
      changed.emit();
      void look();
    },
    onChange: (listener) => changed.on(listener),
    dispose: () => stack.dispose(),
  };
}

/** Exactly the right options, no more and no fewer. */
export function isRight(lesson: Lesson, id: string, chosen: readonly number[]): boolean {
  for (const { body } of lesson.steps) {
    for (const block of body) {
      if (block.kind !== 'quiz' || block.quiz.id !== id) continue;
      return block.quiz.options.every(({ correct }, index) => correct === chosen.includes(index));
    }
  }
  return false;
}

/** Progress of an older text of the lesson: what is no longer in it is forgotten. */
function known(lesson: Lesson, progress: Progress | undefined): Progress | undefined {
  if (progress === undefined) return undefined;
  const checks = new Set(lesson.steps.flatMap((step) => step.checks.map(({ id }) => id)));
  const step = lesson.steps.find(({ id }) => id === progress.step) ?? lesson.steps[0];
  return { answers: progress.answers, met: progress.met.filter((id) => checks.has(id)), step: step?.id ?? '' };
}
