/** Runs the store's suite in a Web Worker over the browser's own IndexedDB, and answers with what failed. */
import { messageOf } from '../../engine/base/errors.ts';
import { openIndexedDBStore } from '../../engine/store/indexeddb.ts';
import { storeContract } from './store.ts';

export interface ContractOutcome {
  readonly name: string;
  /** Undefined when it passed. */
  readonly failure: string | undefined;
}

async function outcomes(): Promise<ContractOutcome[]> {
  const results: ContractOutcome[] = [];
  for (const { name, run } of storeContract({ open: openIndexedDBStore, persistent: true })) {
    const failure = await run().then(() => undefined, messageOf);
    results.push({ name, failure });
  }
  return results;
}

outcomes().then((results) => globalThis.postMessage(results));
