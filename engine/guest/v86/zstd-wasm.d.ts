/** The package has these types, but its `exports` do not lead to them. */
declare module '@bokuweb/zstd-wasm' {
  export function init(): Promise<void>;
  export function compress(data: Uint8Array, level?: number): Uint8Array;
  /** `defaultHeapSize`: at most so much comes out of a frame that does not say its size. */
  export function decompress(data: Uint8Array, options?: { defaultHeapSize?: number }): Uint8Array;
}
