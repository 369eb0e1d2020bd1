import type { Processor } from './emulator.ts';

/*
 * When v86 turns a page of guest code into WebAssembly. Its defaults (200,000 instructions interpreted in a page, up to 3 pages to a module) are for
 * machines that run one program for long. A `docker run` is five million instructions spread over some hundred pages of
 * kernel, shell and agent: compiling them took several times as long as running them would have. So a page is compiled when
 * interpreting it has cost about as much as compiling it would (the ski rental rule), and by itself. README.md has the figures.
 */

/** `i32.const 200000; i32.lt_u`: JIT_THRESHOLD in jit_increase_hotness_and_maybe_compile of v86's src/rust/jit.rs, once in the module. */
const comparison = [0x41, 0xc0, 0x9a, 0x0c, 0x49];
/** The same with 1,000,000. Three bytes too, so nothing moves. */
const raised = [0x41, 0xc0, 0x84, 0x3d, 0x49];

/** v86's WebAssembly with a higher threshold. Throws when this is not the v86 it was made for. */
export function raiseCompileThreshold(wasm: Uint8Array): Uint8Array {
  const sites = find(wasm, comparison);
  const [site] = sites;
  if (site === undefined || sites.length > 1) throw new Error(`v86.wasm has ${sites.length} places for the compile threshold, not 1`);
  const copy = new Uint8Array(wasm);
  copy.set(raised, site);
  return copy;
}

/** set_jit_config of v86's src/rust/jit.rs: index 1 is MAX_PAGES. */
export function compilePagesAlone(processor: Processor): void {
  processor.cpu.set_jit_config(1, 1);
}

function find(bytes: Uint8Array, pattern: readonly number[]): number[] {
  const found: number[] = [];
  const [first = 0] = pattern;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1))
    if (pattern.every((byte, index) => bytes[at + index] === byte)) found.push(at);
  return found;
}
