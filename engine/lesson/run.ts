import { type Clock, systemClock } from '../base/clock.ts';
import { DisposableStack } from '../base/disposable.ts';
import { EngineError, messageOf } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import { findQuiz, isRight, predictionsOf } from './answers.ts';
import type { Look, Said } from './evaluate.ts';
import type { LessonHost } from './host.ts';
import type { Assertion, Check, CheckState, Lesson, LessonRun, Progress, ProgressStore, Step } from './lesson.ts';
import { nothingMade, recordMade } from './made.ts';
import { carryOut, namesTaken, removeObjects, restoreFiles, toRemove } from './reset.ts';
import { type Watched, watch } from './watch.ts';

/** How long a reset waits for a step that it has carried out, in milliseconds; on a slow machine as often as long as the step took. */
const patience = 10_000;
const slowPatience = 3;

export const blankProgress = ({ steps }: Lesson): Progress => ({
  met: [],
  answers: {},
  predictions: {},
  tries: {},
  step: steps[0]?.id ?? '',
  made: nothingMade,
});

/**
 * A check is looked at in the step that the learner sees and in the first one that is not done. What was met is done, whatever comes after.
 */
export function followLesson(lesson: Lesson, host: LessonHost, store: ProgressStore, clock: Clock = systemClock): LessonRun {
  if (lesson.steps.length === 0) throw new RangeError(`lesson ${lesson.id} has no steps`);
  const blank = blankProgress(lesson);
  let progress = known(lesson, store.load(lesson.id)) ?? blank;
  const changed = new Emitter<void>();
  const stack = new DisposableStack();
  /** Hints that came on a state, and wrong ways that hold, by check. They are seen again after a reload. */
  let shown = new Set<Check['hints'][number]>();
  let wrong = new Set<Check['fails'][number]>();
  /** Docker commands that ended since a check was last looked at. */
  let owed: Record<string, number> = {};
  /** What a look finds after a reset was true before it. */
  let era = 0;
  let resetting = false;
  let disposed = false;

  const keep = (next: Progress): void => {
    if (disposed) return;
    progress = next;
    store.save(lesson.id, next);
    changed.emit();
  };
  const isMet = (id: string): boolean => progress.met.includes(id);
  const meet = ({ id }: Check): void => keep({ ...progress, met: [...progress.met, id] });
  const done = ({ checks }: Step): boolean => checks.every(({ id }) => isMet(id));
  const said: Said = {
    answered: (id) => {
      const quiz = findQuiz(lesson, id);
      return quiz !== undefined && isRight(quiz, progress.answers[id]);
    },
    predicted: (id) => {
      const { choice = -1, outcome } = progress.predictions[id] ?? {};
      return choice >= 0 && outcome !== undefined;
    },
  };

  const due = (): Check[] => {
    const steps = new Set([lesson.steps.find((step) => !done(step)), lesson.steps.find(({ id }) => id === progress.step)]);
    const open = [...steps].flatMap((step) => step?.checks ?? []).filter(({ id }) => !isMet(id));
    return open.filter(({ needs }) => needs.every(isMet));
  };
  const asides = ({ hints, fails }: Check): Assertion[] => [...hints, ...fails].flatMap(({ when }) => when ?? []);

  const grading = new Set<string>();
  const ungraded = (step: Step) =>
    predictionsOf(step).filter(({ id, after }) => isMet(after) && progress.predictions[id]?.outcome === undefined);

  /** What has happened is settled at the look that sees its check met: afterwards the state may be another. The mark does not wait for it. */
  async function grade(look: Look): Promise<boolean> {
    const began = era;
    const open = lesson.steps.flatMap(ungraded).filter(({ id }) => !grading.has(id));
    for (const { id } of open) grading.add(id);
    let more = false;
    try {
      for (const { id, options } of open) {
        let outcome = -1;
        for (const [index, option] of options.entries()) {
          if (!(await look.holds(option.outcome))) continue;
          outcome = index;
          break;
        }
        if (began !== era) break;
        more = true;
        keep({ ...progress, predictions: { ...progress.predictions, [id]: { choice: progress.predictions[id]?.choice ?? -1, outcome } } });
      }
    } catch {
      // The engine is away for a moment: the next look grades.
    } finally {
      for (const { id } of open) grading.delete(id);
    }
    return more;
  }

  async function examine(look: Look, mine: (assertion: Assertion) => boolean): Promise<boolean> {
    const began = era;
    const open = due();
    let more = await grade(look);
    await Promise.all(
      open.map(async (check) => {
        const tries = mine(check.assertion) ? (owed[check.id] ?? 0) : 0;
        if (tries > 0) delete owed[check.id];
        // The engine may be away for a moment (it starts, an object goes between two reads): the next event looks again.
        const holds = (assertion: Assertion) => look.holds(assertion).catch(() => false);
        if (mine(check.assertion) && (await holds(check.assertion))) {
          if (began !== era || isMet(check.id)) return;
          more = true;
          meet(check);
          await grade(look);
          return;
        }
        const seen = await Promise.all([...check.hints, ...check.fails].map(async ({ when }) => when && mine(when) && (await holds(when))));
        if (began !== era || isMet(check.id)) return;
        if (tries > 0) keep({ ...progress, tries: { ...progress.tries, [check.id]: (progress.tries[check.id] ?? 0) + tries } });
        remark(check, seen, mine);
      }),
    );
    return more && began === era;
  }

  /** What needs a check that a moment meets may be met by the same one, or by a later one. */
  async function recall(passed: Parameters<Watched['recall']>[0]): Promise<void> {
    const began = era;
    const followers = new Set<Assertion>();
    for (const { look, due: asked } of passed) {
      const tried = new Set<Check>();
      const next = () => due().find((check) => !tried.has(check) && (asked.has(check.assertion) || followers.has(check.assertion)));
      for (let check = next(); check !== undefined; check = next()) {
        tried.add(check);
        const holds = await look.holds(check.assertion).catch(() => false);
        if (began !== era) return;
        if (!holds || isMet(check.id)) continue;
        const before = due();
        meet(check);
        for (const { assertion } of due().filter((one) => !before.includes(one)))
          if (assertion.kind === 'containers') followers.add(assertion);
        await grade(look);
      }
    }
  }

  function remark({ hints, fails }: Check, seen: ReadonlyArray<boolean | undefined>, mine: (assertion: Assertion) => boolean): void {
    const hintsNow = new Set([...shown, ...hints.filter((_, index) => seen[index])]);
    const failsNow = new Set(wrong);
    for (const [index, fail] of fails.entries()) {
      if (!mine(fail.when)) continue;
      if (seen[hints.length + index]) failsNow.add(fail);
      else failsNow.delete(fail);
    }
    const isNew = hintsNow.size !== shown.size || failsNow.size !== wrong.size || [...failsNow].some((fail) => !wrong.has(fail));
    shown = hintsNow;
    wrong = failsNow;
    if (isNew) changed.emit();
  }

  const watching = stack.use(
    watch(
      host,
      said,
      {
        due: () => due().flatMap((check) => [check.assertion, ...asides(check)]),
        examine,
        recall,
        tried() {
          if (!resetting) for (const { id } of due()) owed[id] = (owed[id] ?? 0) + 1;
        },
      },
      clock,
    ),
  );
  const recorder = stack.use(
    recordMade(
      host,
      () => progress.step,
      (change) => {
        const made = change(progress.made);
        if (made !== progress.made) keep({ ...progress, made });
      },
    ),
  );

  const stateOf = (check: Check): CheckState => {
    if (isMet(check.id)) return { id: check.id, met: true, hints: [] };
    const tries = progress.tries[check.id] ?? 0;
    const came = check.hints.filter((hint) => shown.has(hint) || (hint.tries !== undefined && tries >= hint.tries));
    const fail = check.fails.find((one) => wrong.has(one));
    return { id: check.id, met: false, hints: came.map(({ text }) => text), ...(fail !== undefined && { fail: fail.text }) };
  };

  function visit(step: string): void {
    if (step !== progress.step) keep({ ...progress, step });
    watching.look();
  }

  function answer(id: string, given: Progress['answers'][string]): boolean {
    const quiz = findQuiz(lesson, id);
    if (quiz === undefined) return false;
    const sorted = typeof given === 'string' ? given : [...given].sort((a, b) => a - b);
    const right = isRight(quiz, sorted);
    const asking = due().filter(({ assertion }) => assertion.kind === 'quiz' && assertion.quiz === id);
    const tries = right ? {} : Object.fromEntries(asking.map((check) => [check.id, (progress.tries[check.id] ?? 0) + 1]));
    keep({ ...progress, answers: { ...progress.answers, [id]: sorted }, tries: { ...progress.tries, ...tries } });
    watching.look();
    return right;
  }

  function predict(id: string, choice: number): void {
    const { choice: before = -1, outcome } = progress.predictions[id] ?? {};
    if (outcome !== undefined && before >= 0) return;
    keep({ ...progress, predictions: { ...progress.predictions, [id]: { choice, ...(outcome !== undefined && { outcome }) } } });
    watching.look();
  }

  /** As a learner would, with what this learner has already said where it is right. */
  async function redo(step: Step, said: Progress): Promise<void> {
    const solution = lesson.solution[step.id] ?? { script: '', answers: {}, predictions: {} };
    keep({ ...progress, step: step.id });
    for (const [id, given] of Object.entries(solution.answers)) {
      const quiz = findQuiz(lesson, id);
      const own = said.answers[id];
      answer(id, own !== undefined && quiz !== undefined && isRight(quiz, own) ? own : given);
    }
    for (const [id, choice] of Object.entries(solution.predictions)) {
      const own = said.predictions[id]?.choice ?? -1;
      predict(id, own >= 0 ? own : choice);
    }
    const hasOrder = step.checks.some(({ needs }) => needs.some((need) => step.checks.some(({ id }) => id === need)));
    const began = clock.now();
    const complaint = await carryOut(host, solution, { slowly: hasOrder });
    watching.look();
    if (await whenDone(step, Math.max(patience, slowPatience * (clock.now() - began)))) return;
    const open = step.checks.filter(({ id }) => !isMet(id)).map(({ title }) => `“${title}”`);
    throw new EngineError('conflict', `The step “${step.title}” could not be repeated: ${open.join(', ')} is not so. ${complaint}`.trim());
  }

  function whenDone(step: Step, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = () => {
        timer.dispose();
        listening.dispose();
        resolve(done(step));
      };
      const timer = clock.after(milliseconds, settle);
      const isOver = () => done(step) && ungraded(step).length === 0;
      const listening = changed.on(() => isOver() && settle());
      if (isOver()) settle();
    });
  }

  async function reset(step = lesson.steps[0]?.id ?? ''): Promise<void> {
    const target = lesson.steps.findIndex(({ id }) => id === step);
    const earlier = lesson.steps.slice(0, Math.max(target, 0));
    if (target < 0) throw new EngineError('notFound', `the lesson has no step ${step}`);
    if (resetting) throw new EngineError('conflict', 'The lesson is being reset already.');
    resetting = true;
    const forget = (rest: Partial<Progress>) => {
      era++;
      shown = new Set();
      wrong = new Set();
      owed = {};
      watching.forget();
      keep({ ...blank, made: progress.made, ...rest });
    };
    const before = progress;
    let isTouched = false;
    try {
      await recorder.settle();
      const { made } = progress;
      const taken = await namesTaken(
        host,
        earlier.map(({ id }) => lesson.solution[id]?.script ?? ''),
        made,
      );
      if (taken.length > 0) {
        const names = taken.join(', ');
        throw new EngineError('conflict', `A container named ${names} is there that is not of this lesson. Rename or remove it first.`);
      }
      isTouched = true;
      watching.paused = true;
      watching.hurry = true;
      const remove = toRemove(made, (id) => earlier.some((one) => one.id === id));
      await removeObjects(host, remove);
      await restoreFiles(host, made.files, recorder.restored);
      // What the removal itself has moved is not made by the lesson.
      await recorder.settle();
      const objects = made.objects.filter((one) => !remove.includes(one));
      forget({ made: { objects, files: {} } });
      watching.paused = false;
      for (const one of earlier) await redo(one, before);
      await recorder.settle();
      keep({ ...progress, step });
    } catch (error) {
      if (isTouched) forget({});
      throw new EngineError('conflict', messageOf(error), { cause: error });
    } finally {
      resetting = false;
      watching.paused = false;
      watching.hurry = false;
      watching.look();
    }
  }

  stack.defer(() => {
    disposed = true;
    era++;
  });
  watching.look();
  return {
    lesson,
    progress: () => progress,
    state(id) {
      const step = lesson.steps.find((one) => one.id === id);
      return {
        done: step !== undefined && done(step),
        graded: step === undefined || ungraded(step).length === 0,
        checks: (step?.checks ?? []).map(stateOf),
      };
    },
    visit,
    answer,
    predict,
    reset,
    onChange: (listener) => changed.on(listener),
    dispose: () => stack.dispose(),
  };
}

/** Progress of an older text of the lesson, or of an older page: what is no longer in it is forgotten. */
function known(lesson: Lesson, kept: Progress | undefined): Progress | undefined {
  if (kept === undefined) return undefined;
  const checks = new Set(lesson.steps.flatMap((step) => step.checks.map(({ id }) => id)));
  const blank = blankProgress(lesson);
  const step = lesson.steps.find(({ id }) => id === kept.step)?.id ?? blank.step;
  return { ...blank, ...kept, met: kept.met.filter((id) => checks.has(id)), step };
}
