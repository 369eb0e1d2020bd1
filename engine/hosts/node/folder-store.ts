import type { Store } from '../../store/store.ts';

export async function openFolderStore(_directory: string): Promise<Store> {
  throw new Error('to come');
}
