import type { Store } from './store.ts';

/** `name` is the database's. */
export async function openIndexedDBStore(_name: string): Promise<Store> {
  throw new Error('to come');
}
