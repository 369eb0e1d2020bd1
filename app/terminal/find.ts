import { createStore } from '../session/store.ts';

/** The search bar of the terminals. */
export const findInTerminal = createStore<{ readonly open: boolean }>({ open: false });
