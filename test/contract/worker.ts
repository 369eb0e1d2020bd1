/** The store in a Web Worker over the browser's own IndexedDB; runs what it is asked for and answers with what failed. */
import { isKind, messageOf } from '../../engine/base/errors.ts';
import { openIndexedDBStore } from '../../engine/store/indexeddb.ts';
import { type ContractCase, storeContract } from './store.ts';

export interface ContractOutcome {
  readonly name: string;
  /** Undefined when it passed. */
  readonly failure: string | undefined;
}

/** The page gave this origin little storage. */
const fullDisk: ContractCase = {
  name: 'a full disk is told as such, and nothing half-written stays',
  async run() {
    const store = await openIndexedDBStore('full');
    await store.commit([{ key: 'a', value: 1 }]);
    const noise = () => crypto.getRandomValues(new Uint8Array(65_536));
    function* large() {
      for (let i = 0; i < 320; i++) yield noise();
    }
    const refused = [
      await store.blobs.put(large()).catch((error: unknown) => error),
      await store
        .commit([
          { key: 'a', value: 2 },
          { key: 'b', value: [...large()] },
        ])
        .catch((error: unknown) => error),
    ];
    for (const error of refused) if (!isKind(error, 'exhausted')) throw new Error(`expected exhausted, got ${messageOf(error)}`);
    const left = JSON.stringify([await store.blobs.list(), await store.list('')]);
    if (left !== '[[],[["a",1]]]') throw new Error(`something stayed: ${left}`);
  },
};

const suites: Record<string, ContractCase[]> = {
  contract: storeContract({ open: openIndexedDBStore, persistent: true }),
  'full disk': [fullDisk],
};

globalThis.onmessage = async ({ data: suite }: MessageEvent<string>) => {
  const results: ContractOutcome[] = [];
  for (const { name, run } of suites[suite] ?? []) results.push({ name, failure: await run().then(() => undefined, messageOf) });
  globalThis.postMessage(results);
};
