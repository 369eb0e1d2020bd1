import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openMemoryStore } from '../../store/memory.ts';
import { openMutableTree } from '../../vfs/mutable/tree.ts';
import type { FileNode } from '../../vfs/node.ts';
import { type Engine, startEngine } from '../engine.ts';
import { runScript } from '../shell.ts';
import type { ExecRequest } from './arguments.ts';
import { folderCatalogue } from './catalogue.ts';
import { openFolderStore } from './folder-store.ts';
import { openFolderTree } from './folder-tree.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** coreutils' timeout(1). */
const timedOut = 124;

export interface NodeEngine {
  readonly engine: Engine;
  /** Writes what is not written yet and stops the machine. */
  close(): Promise<void>;
}

export async function startNodeEngine(options: { readonly store?: string; readonly workspace?: string }): Promise<NodeEngine> {
  const store = options.store === undefined ? openMemoryStore() : await openFolderStore(path.resolve(options.store));
  const memoryTree = options.workspace === undefined ? await openMutableTree({ store, prefix: 'workspace/' }) : undefined;
  const workspace: FileNode = memoryTree?.root ?? openFolderTree(path.resolve(options.workspace ?? '.'));
  const emulator = path.join(root, 'node_modules/v86/build');
  const [state, manifest, wasm] = await Promise.all([
    readBuilt('public/guest/state.bin.zst'),
    readBuilt('public/guest/state.json'),
    readFile(path.join(emulator, 'v86.wasm')),
  ]);
  const { memoryMiB } = JSON.parse(manifest.toString()) as { memoryMiB: number };
  const engine = await startEngine({
    machine: { emulator: pathToFileURL(path.join(emulator, 'libv86.mjs')).href, wasm, memoryMiB, files: { state } },
    store,
    workspace,
    catalogue: folderCatalogue(path.join(root, 'public/registry')),
  });
  return {
    engine,
    async close() {
      await engine.flush();
      await memoryTree?.flush();
      engine.dispose();
      await store.close();
    },
  };
}

async function readBuilt(file: string): Promise<Buffer> {
  try {
    return await readFile(path.join(root, file));
  } catch (error) {
    throw new Error(`${file} is missing: run npm run build:state once`, { cause: error });
  }
}

/** Runs a script in the guest's shell. Resolves with its exit code when all output is written. */
export async function exec({ script, timeoutSeconds, ...options }: ExecRequest): Promise<number> {
  const { engine, close } = await startNodeEngine(options);
  const process_ = await runScript(engine.agent, script, { stdin: standardInput() });
  let late = false;
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          void process_.signal(15, { group: true });
        }, timeoutSeconds * 1000);
  const interrupt = () => void process_.signal(2, { group: true });
  process.on('SIGINT', interrupt);
  await Promise.all([pump(process_.stdout, process.stdout), pump(process_.stderr, process.stderr)]);
  const { code } = await process_.exit;
  clearTimeout(timer);
  process.off('SIGINT', interrupt);
  await close();
  return late ? timedOut : code;
}

/** A terminal is not read: the script has none. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  if (!process.stdin.isTTY) yield* process.stdin;
}

async function pump(source: AsyncIterable<Uint8Array>, target: NodeJS.WriteStream): Promise<void> {
  for await (const chunk of source) {
    if (!target.write(chunk)) await new Promise((resolve) => target.once('drain', resolve));
  }
}
