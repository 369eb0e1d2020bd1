import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openMemoryStore } from '../../store/memory.ts';
import { type MutableTree, openMutableTree } from '../../vfs/mutable/tree.ts';
import type { FileNode } from '../../vfs/node.ts';
import { type Engine, startEngine } from '../engine.ts';
import { folderCatalogue } from './catalogue.ts';
import { openFolderStore } from './folder-store.ts';
import { openFolderTree } from './folder-tree.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface NodeEngineOptions {
  /** A folder that keeps images, containers and volumes; in memory without. */
  readonly store?: string;
  /** A folder that the guest has as /workspace; an empty one in memory without. */
  readonly workspace?: string;
}

export interface NodeEngine {
  readonly engine: Engine;
  /** When it is in memory. */
  readonly workspace: MutableTree | undefined;
  /** Writes what is not written yet and stops the machine. */
  close(): Promise<void>;
}

export async function startNodeEngine(options: NodeEngineOptions): Promise<NodeEngine> {
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
    workspace: memoryTree,
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
