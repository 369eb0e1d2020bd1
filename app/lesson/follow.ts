import { useEffect, useState, useSyncExternalStore } from 'react';
import type { EngineHandle } from '../../engine/client/client.ts';
import type { Lesson, LessonRun, Progress, ProgressStore } from '../../engine/lesson/lesson.ts';
import { followLesson, type LessonHost } from '../../engine/lesson/run.ts';
import { firstPrompt, whenStarted } from '../session/engine.ts';

const key = (lesson: string) => `drydock.lesson.${lesson}`;

/** Progress stays in this browser; when storage is blocked, in this page. */
const store: ProgressStore = {
  load(lesson) {
    try {
      return JSON.parse(localStorage.getItem(key(lesson)) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  },
  save(lesson, progress) {
    try {
      if (progress === undefined) localStorage.removeItem(key(lesson));
      else localStorage.setItem(key(lesson), JSON.stringify(progress));
    } catch {
      // The lesson works without.
    }
  },
};

function hostOf(engine: EngineHandle): LessonHost {
  return {
    docker: engine.docker,
    workspace: engine.workspace,
    run: (command) => engine.run(command),
    onEvent: (listener) => engine.onEvent(listener),
    onWorkspaceChange: (listener) => engine.workspace.onChange(listener),
  };
}

/** The run of a lesson, once there is an engine, and its progress. */
export function useLesson(lesson: Lesson): { run: LessonRun | undefined; progress: Progress } {
  const [run, setRun] = useState<LessonRun>();
  useEffect(() => {
    let started: LessonRun | undefined;
    let over = false;
    void Promise.all([whenStarted, firstPrompt]).then(([engine]) => {
      if (over) return;
      started = followLesson(lesson, hostOf(engine), store);
      setRun(started);
    });
    return () => {
      over = true;
      started?.dispose();
      setRun(undefined);
    };
  }, [lesson]);
  const blank: Progress = emptyProgress(lesson);
  const progress = useSyncExternalStore(
    (listener) => {
      const subscription = run?.onChange(listener);
      return () => subscription?.dispose();
    },
    () => run?.progress() ?? blank,
    () => blank,
  );
  return { run, progress };
}

const empties = new WeakMap<Lesson, Progress>();
/** The same object each time, as `useSyncExternalStore` asks for. */
function emptyProgress(lesson: Lesson): Progress {
  const known = empties.get(lesson) ?? { met: [], answers: {}, step: lesson.steps[0]?.id ?? '' };
  empties.set(lesson, known);
  return known;
}
