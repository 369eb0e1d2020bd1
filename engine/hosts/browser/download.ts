import { EngineError, messageOf } from '../../base/errors.ts';
import { concat } from '../../base/stream.ts';
import type { BootFailure } from '../../client/client.ts';

/** What the page needs before a prompt, beside its own scripts. Sizes are of the transfer. */
export interface GuestFiles {
  /** Packed with zstd: the emulator unpacks it itself. */
  readonly state: Uint8Array;
  readonly wasm: WebAssembly.Module;
  readonly memoryMiB: number;
}

/** public/guest/state.json, written beside the state by the build (guest/v86/build-state.ts). */
interface StateManifest {
  readonly memoryMiB: number;
  /** The file's size in bytes. */
  readonly compressed: number;
}

/** A failure that tells the visitor what to do. */
export function bootError(failure: BootFailure, cause?: unknown): EngineError {
  return new EngineError('unavailable', failure.message, { cause, data: { ...failure } });
}

/** Fetches state and emulator side by side. `onProgress` counts the state's bytes, which are nearly all. */
export async function downloadGuest(base: string, onProgress: (progress: { loaded: number; total: number }) => void): Promise<GuestFiles> {
  const wasm = compile(new URL('vendor/v86/v86.wasm', base));
  // Whichever fails first is reported; the other must not become an unhandled rejection.
  wasm.catch(() => undefined);
  const [described, packed] = await Promise.all([get(new URL('guest/state.json', base)), get(new URL('guest/state.bin.zst', base))]);
  const manifest = (await described.json()) as StateManifest;
  const state = await readAll(packed, manifest.compressed, onProgress);
  if (state.length !== manifest.compressed) {
    throw bootError({
      cause: 'corrupt',
      message: `The saved machine is damaged: ${state.length} bytes instead of ${manifest.compressed}.`,
      remedy: 'Reload the page without its cache (Ctrl+Shift+R). If it stays so, the site was published incompletely.',
    });
  }
  return { state, wasm: await wasm, memoryMiB: manifest.memoryMiB };
}

async function get(url: URL): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw cutOff(url, messageOf(error), error);
  }
  if (!response.ok) throw cutOff(url, `the server answered ${response.status}`);
  return response;
}

async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await get(url);
  // A server without the right MIME type is no reason to fail.
  if (response.headers.get('content-type')?.startsWith('application/wasm') === true) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

async function readAll(
  response: Response,
  total: number,
  onProgress: (progress: { loaded: number; total: number }) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array(await response.arrayBuffer());
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
      loaded += read.value.length;
      onProgress({ loaded, total });
    }
  } catch (error) {
    throw cutOff(new URL(response.url), `${loaded} of ${total} bytes came`, error);
  }
  return concat(chunks, loaded);
}

function cutOff(url: URL, detail: string, cause?: unknown): EngineError {
  return bootError(
    {
      cause: 'download',
      message: `${url.pathname} could not be downloaded: ${detail}.`,
      remedy: 'Check the connection, then try again. Nothing that was saved is lost.',
    },
    cause,
  );
}
