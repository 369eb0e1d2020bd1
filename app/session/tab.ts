import { createStore } from './store.ts';

/** Which panel a narrow window shows; a wide one shows them all. */
export type Tab = 'lesson' | 'editor' | 'view' | 'terminal' | 'objects';

export const tab = createStore<Tab>('terminal');
