import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openFolderStore } from '../../engine/hosts/node/folder-store.ts';
import { openIndexedDBStore } from '../../engine/store/indexeddb.ts';
import { openMemoryStore } from '../../engine/store/memory.ts';
import { type StoreContract, storeContract } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-store-'));
after(() => rmSync(folder, { recursive: true }));

const implementations: Record<string, StoreContract> = {
  memory: { open: async () => openMemoryStore(), persistent: false },
  folder: { open: (name) => openFolderStore(join(folder, name)), persistent: true },
  // In Node over an imitation; the page tests run the same suite on a browser's own.
  indexeddb: { open: openIndexedDBStore, persistent: true },
};

for (const [name, contract] of Object.entries(implementations)) {
  describe(`store: ${name}`, () => {
    for (const { name, run } of storeContract(contract)) it(name, run);
  });
}
