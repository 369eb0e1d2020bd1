import { type Clock, systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStack } from '../base/disposable.ts';
import { isSlow, type Look, lookAt, type Said } from './evaluate.ts';
import type { HostEvent, LessonHost } from './host.ts';
import type { Assertion } from './lesson.ts';
import { atMoment, type Moment, rememberMoments } from './moments.ts';

/** Milliseconds between the starts of two looks: a burst of events is looked at when it begins and when it is over. */
const gap = 120;
/** Milliseconds after an event. A server answers a moment after its container has started, a program writes its file. */
const wake: readonly number[] = [300, 600, 1000, 1600, 2400, 3500, 5000, 8000];

/** Of these, what one sees changes without an event of Docker. */
const isSilent = ({ kind }: Assertion): boolean => isSlow({ kind } as Assertion) || kind === 'containerFile';

export interface Watch extends Disposable {
  /** Now, and once more if a look is going on. */
  look(): void;
  /** Without the gap between looks, while the lesson itself is acting. */
  hurry: boolean;
  /** No looks while this is set. */
  paused: boolean;
  /** What was until now is not looked at any more. */
  forget(): void;
}

export interface Watched {
  /** What is looked at now. */
  due(): readonly Assertion[];
  /** Looks at those of them that `mine` names. Resolves with whether more can be seen in the same state. */
  examine(look: Look, mine: (assertion: Assertion) => boolean): Promise<boolean>;
  /** Looks at what containers were at moments that have passed, oldest first. */
  recall(passed: ReadonlyArray<{ readonly look: Look; readonly due: Moment['due'] }>): Promise<void>;
  /** A docker command of the learner has ended. */
  tried(): void;
}

/**
 * Says when to look. Nothing is polled: looks follow events, and late looks follow them only while something is due that changes silently.
 * What starts a process in the guest has a lane of its own: a server that does not answer holds up nothing else.
 */
export function watch(host: LessonHost, said: Said, watched: Watched, clock: Clock = systemClock): Watch {
  const stack = new DisposableStack();
  /** Execs of our own; docker commands of a check that is being asked. Their events are no news. */
  const ours = new Set<string>();
  let asking = 0;
  let disposed = false;
  stack.defer(() => {
    disposed = true;
  });
  const own: LessonHost = {
    ...host,
    async run(command) {
      const isDocker = /\bdocker\b/.test(command);
      if (isDocker) asking++;
      try {
        return await host.run(command);
      } finally {
        if (isDocker) asking--;
      }
    },
  };
  const moments = stack.use(rememberMoments(host, watched.due));
  const self: Watch = {
    look: () => wakeUp(),
    hurry: false,
    paused: false,
    forget: () => moments.forget(),
    dispose: () => stack.dispose(),
  };

  const lanes = [false, true].map((slow) => {
    const mine = (assertion: Assertion) => isSlow(assertion) === slow;
    let busy = false;
    let again = false;
    let last = Number.NEGATIVE_INFINITY;
    let timer: Disposable | undefined;
    stack.defer(() => timer?.dispose());

    async function look(): Promise<void> {
      timer?.dispose();
      timer = undefined;
      busy = true;
      again = false;
      last = clock.now();
      const passed = slow ? [] : moments.passed().map((moment) => ({ look: lookAt(atMoment(own, moment), said, ours), due: moment.due }));
      const more = await watched
        .recall(passed)
        .then(() => watched.examine(lookAt(own, said, ours), mine))
        // Whatever went wrong, the lane is free again.
        .catch(() => false);
      busy = false;
      // What needs a check that was just met may be in the other lane.
      if (more) for (const lane of lanes) lane.trigger(true);
      else if (again) trigger(false);
    }
    function trigger(atOnce: boolean): void {
      if (self.paused || disposed || !watched.due().some(mine)) return;
      if (busy) {
        again = true;
        return;
      }
      const wait = atOnce || self.hurry ? 0 : last + gap - clock.now();
      if (wait <= 0) void look();
      else {
        timer ??= clock.after(wait, () => {
          timer = undefined;
          trigger(true);
        });
      }
    }
    return { trigger, mine };
  });

  let late: Disposable[] = [];
  const cancelLate = () => {
    for (const timer of late) timer.dispose();
  };
  stack.defer(cancelLate);
  const lookForSilent = (): void => {
    const silent = watched.due().filter(isSilent);
    for (const lane of lanes) if (silent.some(lane.mine)) lane.trigger(false);
  };
  const wakeUp = (): void => {
    for (const lane of lanes) lane.trigger(false);
    cancelLate();
    late = wake.map((delay) => clock.after(delay, lookForSilent));
  };

  const isNews = ({ Action, Actor }: HostEvent): boolean => {
    if (/^(archive-path|attach|resize|top|exec_create|exec_start|exec_detach)\b/.test(Action)) return false;
    return !/^exec_die\b/.test(Action) || (asking === 0 && !ours.has(Actor.Attributes.execID ?? ''));
  };
  stack.use(host.onEvent((event) => isNews(event) && wakeUp()));
  stack.use(
    host.onCommand(() => {
      if (asking > 0) return;
      watched.tried();
      wakeUp();
    }),
  );
  stack.use(host.onWorkspaceChange(wakeUp));
  stack.use(host.onActivity(lookForSilent));
  return self;
}
