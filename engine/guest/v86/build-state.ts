/**
 * Boots the guest once and saves the machine where the agent waits, before 9P is mounted: every visitor starts there.
 *
 *   npm run build:state    → public/guest/state.bin.zst and public/guest/state.json; nothing to do when no input has changed
 *
 * zstd, because v86 unpacks it itself on restore and it is a quarter smaller than gzip.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compress, init } from '@bokuweb/zstd-wasm';
import { createMachine, defaultCommandLine, defaultMemoryMiB } from './machine.ts';
import { guestIsWaiting } from './waiting.ts';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
const guest = path.join(root, 'public/guest');
const emulator = path.join(root, 'node_modules/v86/build');
const stateFile = path.join(guest, 'state.bin.zst');
const manifestFile = path.join(guest, 'state.json');

/** Beside the state: what the page must know before it has it. */
interface StateManifest {
  readonly file: string;
  readonly memoryMiB: number;
  /** In bytes; `compressed` is the file's size. */
  readonly raw: number;
  readonly compressed: number;
  /** Of the file. */
  readonly sha256: string;
  /** Digest of everything the state was made from. */
  readonly inputs: string;
}

const inputs = {
  bios: read(path.join(guest, 'bios.bin')),
  vgaBios: read(path.join(guest, 'vgabios-stdvga.bin')),
  kernel: read(path.join(guest, 'bzImage')),
  initramfs: read(path.join(guest, 'initramfs')),
};
const wasm = read(path.join(emulator, 'v86.wasm'));
const emulatorModule = path.join(emulator, 'libv86.mjs');
/** Pages that were freed are zero pages, and those v86 leaves out: a third less to download. Costs the guest 2 % (README.md). */
const commandLine = `${defaultCommandLine} init_on_free=1`;
const digest = sha256([...Object.values(inputs), wasm, read(emulatorModule), `${commandLine} ${defaultMemoryMiB}`]);

if (isCurrent()) console.log('The saved machine is current.');
else await build();
process.exit(0);

async function build(): Promise<void> {
  const began = performance.now();
  const machine = await createMachine({
    emulator: `file://${emulatorModule}`,
    wasm,
    files: inputs,
    commandLine,
    p9: () => undefined,
  });
  await guestIsWaiting(machine);
  const booted = performance.now();
  const state = await machine.saveState();
  machine.dispose();
  await init();
  const packed = compress(Buffer.from(state.buffer), 19);
  const manifest: StateManifest = {
    file: path.basename(stateFile),
    memoryMiB: defaultMemoryMiB,
    raw: state.length,
    compressed: packed.length,
    sha256: sha256([packed]),
    inputs: digest,
  };
  writeFileSync(stateFile, packed);
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
  console.log(
    `Booted in ${seconds(began, booted)}; state ${mebibytes(state.length)}, compressed ${mebibytes(packed.length)} in ${seconds(booted, performance.now())}.`,
  );
}

function isCurrent(): boolean {
  if (!existsSync(stateFile) || !existsSync(manifestFile)) return false;
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as StateManifest;
  return manifest.inputs === digest && manifest.sha256 === sha256([read(stateFile)]);
}

function read(file: string): Uint8Array {
  return new Uint8Array(readFileSync(file));
}

function sha256(parts: ReadonlyArray<Uint8Array | string>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
