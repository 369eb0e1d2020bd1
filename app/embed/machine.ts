import type { EmbedFault, MachineState } from '../../engine/client/embed-protocol.ts';
import type { StartOptions } from '../../engine/client/protocol.ts';
import type { CourseEntry } from '../lesson/course.ts';
import { boot, siteBase, start } from '../session/engine.ts';
import { followMachine } from '../session/machine.ts';
import { isolateStorage } from '../session/storage.ts';
import { createStore } from '../session/store.ts';
import { type Access, fetchAccess, isListed } from './access.ts';
import { type Address, parseAddress } from './address.ts';
import { checkLesson, setCourse } from './lesson.ts';

/** What this frame shows. */
export interface Shown {
  /** Undefined until it is known who may command the machine. */
  readonly address?: Address;
  /** The address asks for what is not there. */
  readonly fault?: EmbedFault;
  readonly started: boolean;
  /** The machine runs and its first prompt is there. */
  readonly prompted: boolean;
}

export const shown = createStore<Shown>({ started: false, prompted: false });

let access: Access = { allow: [], others: 'events' };
let throwAway = false;
let begin: () => void = () => undefined;

/** Reads the address and the site's list. Before this has ended nothing that is saved may be read. */
export async function openFrame(course: readonly CourseEntry[], seed: StartOptions['seed']): Promise<void> {
  setCourse(course);
  access = await fetchAccess(siteBase());
  const framing = framingOrigin();
  throwAway = access.others === 'throw-away' && window.parent !== window && !(framing !== undefined && isTrusted(framing));
  if (throwAway) isolateStorage();
  begin = () => {
    if (shown.get().started) return;
    followMachine(start({ seed, throwAway }));
    shown.set((state) => ({ ...state, started: true }));
    // Whoever waits is told by the boot screen, or by the answer to its call.
    window.drydock?.ready.then(
      () => shown.set((state) => ({ ...state, prompted: true })),
      () => undefined,
    );
  };
  try {
    const address = parseAddress(location.search);
    checkLesson(address.lesson, address.step);
    shown.set((state) => ({ ...state, address }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const remedy = 'Correct the address of the frame, or the attributes of <docker-playground>.';
    shown.set((state) => ({ ...state, fault: { cause: 'address', message: error.message, remedy } }));
  }
}

/** A second call changes nothing. */
export function startMachine(): void {
  if (shown.get().fault === undefined) begin();
}

/** On a machine that is thrown away anybody's commands do no harm; a saved one is commanded by those that the site names. */
export const mayCommand = (origin: string): boolean => throwAway || isTrusted(origin);

const isTrusted = (origin: string): boolean => origin === location.origin || isListed(origin, access);

/** Of the page around this frame, as far as the browser tells. It decides which machine is started; who may command it, each message's own origin does. */
function framingOrigin(): string | undefined {
  const ancestor = location.ancestorOrigins?.[0];
  if (ancestor !== undefined) return ancestor;
  return URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined;
}

export function machineState(): MachineState {
  const { started, prompted, fault } = shown.get();
  const { failure, crash } = boot.get();
  if (fault !== undefined || failure !== undefined) return 'failed';
  if (crash !== undefined) return 'stopped';
  if (prompted) return 'ready';
  return started ? 'starting' : 'waiting';
}

export const isSaved = (): boolean => !['no-indexeddb', 'other-tab', 'throw-away'].includes(boot.get().warning?.cause ?? '');
