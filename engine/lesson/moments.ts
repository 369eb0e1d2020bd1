import type { ContainerSummary } from '../api/types/container.ts';
import { type Disposable, DisposableStack } from '../base/disposable.ts';
import { EngineError } from '../base/errors.ts';
import type { CheckHost } from './evaluate.ts';
import type { HostEvent, LessonHost } from './host.ts';
import type { Assertion } from './lesson.ts';

/** Right after an event. */
export interface Moment {
  /** The status of each container, by its full ID; undefined where only a look can tell. */
  readonly states: ReadonlyMap<string, string | undefined>;
  /** What was asked for then: what became due later is not met by what was before. */
  readonly due: ReadonlySet<Assertion>;
}

export interface Moments extends Disposable {
  /** Those that have passed since the last call, oldest first: the newest is still what a look sees. */
  passed(): readonly Moment[];
  forget(): void;
}

/** Older ones are forgotten: a lesson beside a busy script does not owe an hour of looks. */
const most = 20;

/** A `die` alone tells of no state: a restart policy may follow it. `docker stop` and `docker restart` say `stop` after it. */
const statusAfter: Readonly<Record<string, string | undefined>> = {
  create: 'created',
  start: 'running',
  pause: 'paused',
  unpause: 'running',
  stop: 'exited',
  die: undefined,
};

/**
 * Remembers what the events of containers tell: a look takes milliseconds and sees the state of now, so on a slow machine a container that
 * is stopped and started at once would never have been exited.
 */
export function rememberMoments({ docker, onEvent }: Pick<LessonHost, 'docker' | 'onEvent'>, due: () => ReadonlyArray<Assertion>): Moments {
  const stack = new DisposableStack();
  let now: Moment['states'] | undefined;
  let moments: Moment[] = [];
  const known = docker.containers.list({ all: true }).then(
    (list) => {
      now = new Map(list.map(({ Id, State }) => [Id, State]));
    },
    () => undefined,
  );
  const hear = ({ Type, Action, Actor: { ID } }: HostEvent): void => {
    if (Type !== 'container' || now === undefined) return;
    const next = new Map(now);
    if (Action === 'destroy') next.delete(ID);
    else if (Action in statusAfter && !(next.has(ID) && next.get(ID) === statusAfter[Action])) next.set(ID, statusAfter[Action]);
    else return;
    now = next;
    const asked = due().filter(({ kind }) => kind === 'containers');
    if (asked.length > 0 && Action !== 'die') moments = [...moments, { states: next, due: new Set(asked) }].slice(-most);
  };
  stack.use(onEvent((event) => void known.then(() => hear(event))));
  return {
    passed() {
      const passed = moments.slice(0, -1);
      moments = moments.slice(-1);
      return passed;
    },
    forget() {
      moments = [];
    },
    dispose: () => stack.dispose(),
  };
}

/**
 * The host as it was at a moment: its list of containers is. All else is of now. What cannot be told any more, of a container that is
 * removed since or by what an event does not say, is `unavailable`.
 */
export function atMoment<H extends CheckHost>(host: H, { states }: Moment): H {
  const { containers } = host.docker;
  let asked: Promise<readonly ContainerSummary[]> | undefined;
  const list: typeof containers.list = async (options) => {
    const { status, exited, health, ...filters } = options?.filters ?? {};
    asked ??= containers.list({ all: true });
    const there = new Set((await asked).map(({ Id }) => Id));
    if (exited ?? health ?? [...states.keys()].some((id) => !there.has(id))) throw new EngineError('unavailable', 'it has passed');
    const found = Object.keys(filters).length === 0 ? await asked : await containers.list({ ...options, filters });
    return found.filter(({ Id, State }) => states.has(Id) && (status === undefined || status.includes(states.get(Id) ?? State)));
  };
  return { ...host, docker: { ...host.docker, containers: { ...containers, list } } };
}
