import type { V86Options } from 'v86';

type Instantiate = NonNullable<V86Options['wasm_fn']>;
export type WasmImports = Parameters<Instantiate>[0];
export type WasmExports = Awaited<ReturnType<Instantiate>>;

/** A compiled module: `WebAssembly.Module`. Structural, so that users of the machine need no types of a browser. */
export type CompiledModule = object;

interface WebAssemblyHost {
  readonly WebAssembly: {
    instantiate(module: CompiledModule, imports: WasmImports): Promise<{ readonly exports: WasmExports }>;
    compile(bytes: Uint8Array): Promise<CompiledModule>;
  };
}

const { WebAssembly: platform } = globalThis as unknown as WebAssemblyHost;

export function compile(bytes: Uint8Array): Promise<CompiledModule> {
  return platform.compile(bytes);
}

export async function instantiate(module: CompiledModule, imports: WasmImports): Promise<WasmExports> {
  return (await platform.instantiate(module, imports)).exports;
}
