import type { BootFailure, CommandResult } from './client.ts';

/**
 * What a page and the playground in its frame say to each other, over `window.postMessage`. `embed-client.ts` is the page's side,
 * `app/embed/serve-parent.ts` the frame's. Every message is plain data with `drydock`, the version that its sender speaks:
 *
 *   page to frame    { drydock: 1, id: 7, call: 'run', args: ['docker ps', {}] }    a call; `id` is a number of the page's choice
 *                    { drydock: 1, id: 7, cancel: true }                            nobody waits for its answer any more
 *   frame to page    { drydock: 1, id: 7, result: … }                               the answer, exactly one for each call …
 *                    { drydock: 1, id: 7, error: { cause, message, remedy } }       … or why there is none
 *                    { drydock: 1, event: 'step', value: … }
 *
 * Order: the frame says `hello` when it listens (to whoever framed it: there is nothing in it), and the page calls `hello`, which tells
 * the frame the page's origin. Events are sent to that origin and no other. Who comes late asks by `hello` too: its answer says how far all is.
 *
 * Who may call what: the calls of `openCalls` do what the frame's address does (choose lesson, step and theme; start), so any page may make them.
 * All others read or change the machine: they are answered to origins on the site's list (embed.json) only, and to any page when the machine is a
 * throw-away one (engine/DECISIONS.md, "Who may command an embedded playground").
 */
export const version = 1;

export interface EmbedCalls {
  hello(): Greeting;
  /** The machine starts now, and not when the frame comes into view. */
  start(): void;
  goTo(lesson: string, step?: string | number): void;
  setTheme(theme: EmbedTheme): void;

  /** A shell command on the guest's host, in /workspace, unseen. */
  run(command: string, options?: { readonly stdin?: string; readonly cwd?: string }): CommandResult;
  /** Keys into the visible terminal, as they are; a line feed is Enter. */
  type(text: string): void;
  /** A command line typed visibly at a prompt, with Enter. */
  command(line: string): void;
  /** Shows a file of /workspace in the editor. */
  openFile(path: string): void;
  writeFile(path: string, text: string): void;
  readFile(path: string): string;
  state(): EmbedState;
}

export type EmbedCall = keyof EmbedCalls;
export type EmbedTheme = 'light' | 'dark' | 'system';

export const openCalls: readonly EmbedCall[] = ['hello', 'start', 'goTo', 'setTheme'];

export interface Greeting {
  readonly version: number;
  readonly machine: MachineState;
  /** Why the machine failed or stopped, or what is not as one may expect. */
  readonly failure?: EmbedFault;
  readonly warning?: BootFailure;
}

/** `waiting`: not started, because the frame was not yet in view or nobody clicked. `stopped`: it ran, and is gone. */
export type MachineState = 'waiting' | 'starting' | 'ready' | 'failed' | 'stopped';

export interface EmbedState {
  readonly machine: MachineState;
  /** What is done is kept in this browser for the next visit. */
  readonly saved: boolean;
  readonly warning?: BootFailure;
  readonly lesson?: LessonState;
  readonly containers: readonly ContainerState[];
  readonly images: readonly ImageState[];
}

export interface LessonState {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  /** Id of the step that is seen. */
  readonly step: string;
  readonly completed: boolean;
  readonly steps: ReadonlyArray<{ readonly id: string; readonly done: boolean }>;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Docker's: created, running, paused, exited … */
  readonly state: string;
  /** Docker's: `Up 3 minutes`. */
  readonly status: string;
}

export interface ImageState {
  readonly id: string;
  readonly tags: readonly string[];
  /** In bytes. */
  readonly size: number;
}

export interface EmbedEvents {
  /** The machine runs and its first prompt is there. */
  ready: undefined;
  /** A step is seen, or its last check was met. */
  step: { readonly lesson: string; readonly step: string; readonly done: boolean };
  /** The last check of a lesson was met. */
  completed: { readonly lesson: string };
  /** All works, but not as one may expect: nothing can be saved, for example. */
  warning: BootFailure;
  /** The machine did not start or stopped, or what the address asks for is not there. */
  error: EmbedFault;
}

export interface EmbedFault {
  readonly cause: BootFailure['cause'] | EmbedCause;
  readonly message: string;
  /** What can be done about it. */
  readonly remedy: string;
}

/**
 * `forbidden`: the page is not on the site's list. `version`: the two sides do not speak the same. `malformed`: no message of this protocol.
 * `unknown-call`, `arguments`: of a call. `address`: the frame's address asks for what is not there. `failed`: the machine said no.
 */
export type EmbedCause =
  | 'forbidden'
  | 'version'
  | 'malformed'
  | 'unknown-call'
  | 'arguments'
  | 'address'
  | 'failed'
  | 'cancelled'
  | 'frame';

export type ToFrame =
  | { readonly drydock: number; readonly id: number; readonly call: string; readonly args: readonly unknown[] }
  | { readonly drydock: number; readonly id: number; readonly cancel: true };

export type FromFrame =
  | { readonly drydock: number; readonly id: number | null; readonly result: unknown }
  /** `id` is null when the message that is answered had none. */
  | { readonly drydock: number; readonly id: number | null; readonly error: EmbedFault }
  | { readonly drydock: number; readonly event: string; readonly value?: unknown };

/** Whether data is, or wants to be, a message of this protocol. All else is somebody else's and gets no answer. */
export function isOurs(data: unknown): data is { readonly drydock: unknown } & Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && 'drydock' in data;
}
