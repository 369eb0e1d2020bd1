import type { V86Options } from 'v86';
import { EngineError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { BootFiles, Machine, P9Handler } from '../machine.ts';
import { type Emulator, importEmulator } from './emulator.ts';
import { compilePagesAlone, raiseCompileThreshold } from './jit.ts';
import { installScheduler } from './scheduler.ts';
import { type CompiledModule, compile, instantiate, type WasmExports } from './wasm.ts';

export interface MachineOptions {
  /** Where `libv86.mjs` is: an absolute URL, `file:` in Node. */
  readonly emulator: string;
  /** v86's WebAssembly: its bytes as published, or compiled already from what `raiseCompileThreshold` made of them. */
  readonly wasm: Uint8Array | CompiledModule;
  readonly files: BootFiles;
  /** Must be what it was when `files.state` was saved. */
  readonly memoryMiB?: number;
  readonly commandLine?: string;
  /** Serves the device `host9p`. */
  readonly p9: P9Handler;
}

/** Enough for PostgreSQL beside Python; pages never touched are neither in the state nor, on most systems, in the tab's memory. */
export const defaultMemoryMiB = 512;

/**
 * `tsc=reliable`: v86's TSC is its clock, no watchdog needed. `random.trust_cpu=on`: RDRAND is the browser's generator, so nothing waits for
 * entropy.
 */
export const defaultCommandLine = 'console=ttyS0 tsc=reliable random.trust_cpu=on quiet';

/** Resolves when the processor runs: from the kernel's first instruction, or where `files.state` was saved. */
export async function createMachine(options: MachineOptions): Promise<Machine> {
  const { V86 } = await importEmulator(options.emulator);
  let unanswered = 0;
  const handle9p: P9Handler = (request, reply) => {
    unanswered++;
    options.p9(request, (response) => {
      unanswered--;
      reply(response);
    });
  };
  const emulator = new V86(emulatorOptions(options, handle9p));
  await loaded(emulator);
  compilePagesAlone(emulator.v86);
  const stop = installScheduler(emulator.v86);
  const output = readConsole(emulator);
  await emulator.run();

  return {
    console: output,
    sendConsole: (text) => emulator.serial0_send(text),
    async saveState() {
      if (unanswered > 0) throw new EngineError('unavailable', `the machine cannot be saved: ${unanswered} file requests are unanswered`);
      return new Uint8Array(await emulator.save_state());
    },
    dispose: stop,
  };
}

function emulatorOptions({ files, memoryMiB, commandLine, wasm }: MachineOptions, handle9p: P9Handler): V86Options {
  return {
    wasm_fn: async (imports) => {
      const module = wasm instanceof Uint8Array ? await compile(raiseCompileThreshold(wasm)) : wasm;
      return withoutFirstClear(await instantiate(module, imports), files.state !== undefined);
    },
    memory_size: (memoryMiB ?? defaultMemoryMiB) << 20,
    // The screen is never looked at; this is the least v86 takes.
    vga_memory_size: 1 << 20,
    ...(files.state === undefined ? bootOptions(files, commandLine ?? defaultCommandLine) : { initial_state: image(files.state) }),
    filesystem: { handle9p },
    // A type v86 does not know: no network card.
    net_device: { type: 'none' } as unknown as NonNullable<V86Options['net_device']>,
    acpi: false,
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
  };
}

function bootOptions(files: BootFiles, cmdline: string): V86Options {
  const { bios, vgaBios, kernel, initramfs } = files;
  if (bios === undefined || vgaBios === undefined || kernel === undefined || initramfs === undefined)
    throw new EngineError('invalid', 'a machine boots from a state, or from firmware, kernel and initramfs');
  return { bios: image(bios), vga_bios: image(vgaBios), bzimage: image(kernel), initrd: image(initramfs), cmdline, fastboot: true };
}

/** v86 takes whole buffers. */
function image(bytes: Uint8Array): { buffer: ArrayBuffer } {
  const { buffer, byteLength } = bytes;
  return { buffer: buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : new Uint8Array(bytes).buffer };
}

/**
 * A restore begins with clearing the whole memory, which WebAssembly has just handed out as zeros: half a second, and every page of it
 * really taken from the visitor's machine. Everything later is cleared as asked.
 */
function withoutFirstClear(exports: WasmExports, restoring: boolean): WasmExports {
  if (!restoring) return exports;
  const clear = exports.zero_memory as (address: number, size: number) => void;
  let first = true;
  return {
    ...exports,
    zero_memory(address: number, size: number) {
      if (!first) clear(address, size);
      first = false;
    },
  };
}

function loaded(emulator: Emulator): Promise<void> {
  return new Promise((resolve) => {
    emulator.add_listener('emulator-loaded', () => resolve());
  });
}

/** Bytes as they come from the guest become text once for every turn of the event loop. */
function readConsole(emulator: Emulator): Emitter<string> {
  const output = new Emitter<string>();
  const decoder = new TextDecoder();
  let bytes: number[] = [];
  emulator.add_listener('serial0-output-byte', (byte) => {
    bytes.push(byte);
    if (bytes.length > 1) return;
    queueMicrotask(() => {
      const text = decoder.decode(Uint8Array.from(bytes), { stream: true });
      bytes = [];
      output.emit(text);
    });
  });
  return output;
}
