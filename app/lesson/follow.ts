import { useEffect, useState } from 'react';
import { Emitter } from '../../engine/base/events.ts';
import type { EngineHandle } from '../../engine/client/client.ts';
import type { LessonHost } from '../../engine/lesson/host.ts';
import type { Lesson, LessonRun, Progress, ProgressStore } from '../../engine/lesson/lesson.ts';
import { blankProgress, followLesson } from '../../engine/lesson/run.ts';
import { firstPrompt, whenStarted } from '../session/engine.ts';
import { keep, readKept } from '../session/storage.ts';
import { createStore } from '../session/store.ts';
import { terminalActivity } from '../terminal/activity.ts';

const key = (lesson: string) => `drydock.lesson.${lesson}`;

/** Progress stays in this browser; when storage is blocked, in this page. */
export const progressStore: ProgressStore = {
  load(lesson) {
    try {
      return JSON.parse(readKept(key(lesson)) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  },
  save(lesson, progress) {
    keep(key(lesson), progress && JSON.stringify(progress));
    progressed.emit(lesson);
  },
};

/** The progress of a lesson, by its id, was kept anew. */
export const progressed = new Emitter<string>();

function hostOf(engine: EngineHandle): LessonHost {
  return {
    docker: engine.docker,
    insight: engine.insight,
    workspace: engine.workspace,
    run: (command) => engine.run(command),
    onEvent: engine.onEvent,
    onCommand: (listener) => engine.onCommand(() => listener()),
    onWorkspaceChange: engine.workspace.onChange,
    onActivity: (listener) => terminalActivity.on(listener),
  };
}

/** The lesson that is being followed now. */
export const followed = createStore<LessonRun | undefined>(undefined);

/** The run of a lesson, once there is an engine, and its progress. A lesson whose text is not all there yet is only shown. */
export function useLesson(lesson: Lesson, isWhole: boolean): { run: LessonRun | undefined; progress: Progress } {
  const [run, setRun] = useState<LessonRun>();
  useEffect(() => {
    if (!isWhole) return;
    let started: LessonRun | undefined;
    let over = false;
    void Promise.all([whenStarted, firstPrompt]).then(([engine]) => {
      if (over) return;
      started = followLesson(lesson, hostOf(engine), progressStore);
      setRun(started);
      followed.set(started);
    });
    return () => {
      over = true;
      started?.dispose();
      setRun(undefined);
      followed.set((current) => (current === started ? undefined : current));
    };
  }, [lesson, isWhole]);
  // What changes without the progress (a hint that comes on a state) is a change as well.
  const [, redraw] = useState(0);
  useEffect(() => {
    const listening = run?.onChange(() => redraw((count) => count + 1));
    return () => listening?.dispose();
  }, [run]);
  const kept = useKept(lesson);
  return { run, progress: run?.progress() ?? kept };
}

/** Before there is a run: what was kept. In the page's HTML and the first render nothing was. */
function useKept(lesson: Lesson): Progress {
  const [kept, setKept] = useState<Progress>();
  useEffect(() => setKept(progressStore.load(lesson.id)), [lesson.id]);
  const isWhole = kept?.predictions !== undefined && lesson.steps.some(({ id }) => id === kept.step);
  return isWhole ? kept : blankProgress(lesson);
}
