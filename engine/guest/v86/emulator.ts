import type { V86, V86Options } from 'v86';

/**
 * What this folder uses of the emulator beyond its published types. The release build keeps these names: v86's own parts reach each other by them.
 */
export interface Emulator extends V86 {
  readonly v86: Processor;
}

/** The run loop of v86 (its src/main.js). */
export interface Processor {
  /** Asks to be called back: at once for `milliseconds` < 1, which is between two frames of the busy processor, later when it sleeps in HLT. */
  yield(milliseconds: number, tick: number): void;
  yield_callback(tick: number): void;
  unregister_yield(): void;
  readonly cpu: { set_jit_config(index: number, value: number): void };
}

export interface EmulatorModule {
  readonly V86: new (options: V86Options) => Emulator;
}

/**
 * Imports v86 from where it is served. Bundlers must not follow: v86 has branches for Node that they cannot resolve, and with a
 * `process` shim in place it believes it is in Node.
 */
export async function importEmulator(url: string): Promise<EmulatorModule> {
  return (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url)) as EmulatorModule;
}
