/** The package has these types, but its `exports` do not lead to them. */
declare module '@bokuweb/zstd-wasm' {
  export function init(): Promise<void>;
  export function compress(data: Uint8Array, level?: number): Uint8Array;
}
