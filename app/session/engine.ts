import type { BootFailure, BootProgress, EngineHandle } from '../../engine/client/client.ts';
import type { StartOptions } from '../../engine/client/protocol.ts';
import { bootFailure, startEngine } from '../../engine/client/start.ts';
import { createStore } from './store.ts';

/** How far the machine is. `crash` comes after `ready`, `failure` instead of it. */
export interface BootState {
  readonly progress: BootProgress;
  readonly failure?: BootFailure;
  readonly crash?: BootFailure;
  readonly warning?: BootFailure;
}

export const boot = createStore<BootState>({ progress: { stage: 'download' } });

let handle: EngineHandle | undefined;
let starting: (engine: EngineHandle) => void;
/** Of the one engine of this page. */
export const whenStarted = new Promise<EngineHandle>((resolve) => {
  starting = resolve;
});

let prompted: () => void;
/** The first terminal shows its prompt (or never will): until then nothing else may take the processor's time. */
export const firstPrompt = new Promise<void>((resolve) => {
  prompted = resolve;
});
export const markFirstPrompt = (): void => prompted();

/** Of the site's root, with a slash at its end. */
export const siteBase = (): string => new URL('./', document.baseURI).href;

/** Once for a page: a second call (React's strict mode makes one) changes nothing. */
export function start(options: Omit<StartOptions, 'base'>): EngineHandle {
  if (handle !== undefined) return handle;
  const engine = startEngine({ base: siteBase(), ...options });
  handle = engine;
  engine.onBoot((progress) => boot.set((state) => ({ ...state, progress })));
  engine.onWarning((warning) => boot.set((state) => ({ ...state, warning })));
  engine.onCrash((crash) => boot.set((state) => ({ ...state, crash })));
  engine.ready.then(
    () => boot.set((state) => ({ ...state, progress: { stage: 'ready' } })),
    (error) => {
      boot.set((state) => ({ ...state, failure: bootFailure(error) }));
      markFirstPrompt();
    },
  );
  // What was typed a moment ago must not be lost with the tab.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void engine.flush().catch(() => undefined);
  });
  starting(engine);
  return engine;
}
