import { commandsOf } from '../../engine/lesson/script.ts';
import { createStore } from '../session/store.ts';
import { tab } from '../session/tab.ts';
import { ShellTerminal } from './terminal.ts';

/** The open terminals and which one is seen. */
export interface Terminals {
  readonly list: readonly ShellTerminal[];
  readonly active: string | undefined;
}

export const terminals = createStore<Terminals>({ list: [], active: undefined });

export function openTerminal(): ShellTerminal {
  const terminal = new ShellTerminal(remove);
  terminals.set(({ list }) => ({ list: [...list, terminal], active: terminal.id }));
  return terminal;
}

export function activeTerminal(): ShellTerminal {
  const { list, active } = terminals.get();
  return list.find(({ id }) => id === active) ?? list[0] ?? openTerminal();
}

export function showTerminal(id: string): void {
  terminals.set((state) => ({ ...state, active: id }));
}

/** How long a click waits for a command that is about to end before it takes another terminal. */
const politeness = 1000;

/**
 * Types a command visibly. A terminal where a program runs is left alone: another one at its prompt takes it, or a new one.
 * `folder`: where the command must be run; the way there is typed as well when the shell is elsewhere.
 */
export async function runInTerminal(command: string, folder?: string): Promise<void> {
  const target = await freeTerminal();
  showTerminal(target.id);
  tab.set('terminal');
  const { cwd } = target.state.get();
  const elsewhere = folder !== undefined && cwd !== undefined && cwd !== folder;
  target.runCommand(elsewhere ? `cd ${folder} && ${command}` : command);
  followClick(target, commandsOf(command).length);
  target.focus();
}

/** Terminals in which a click's command runs, not one that was typed by hand. */
const clicked = new Set<ShellTerminal>();
export const isClicked = (): boolean => clicked.size > 0;

/** Milliseconds at a prompt between two commands of one click, which follow each other at once. Those that a program has read never come. */
const betweenCommands = 2000;

/** Each command ends at a prompt of its own. */
function followClick(terminal: ShellTerminal, commands: number): void {
  clicked.add(terminal);
  let left = commands;
  let busy = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = () => {
    clearTimeout(timer);
    clicked.delete(terminal);
    stop();
  };
  const stop = terminal.state.subscribe(() => {
    const now = terminal.state.get().activity === 'busy';
    if (now === busy) return;
    busy = now;
    clearTimeout(timer);
    if (busy) return;
    left--;
    if (left <= 0) over();
    else timer = setTimeout(over, betweenCommands);
  });
}

async function freeTerminal(): Promise<ShellTerminal> {
  const alive = (terminal: ShellTerminal) => ['open', 'opening'].includes(terminal.state.get().status);
  const free = (terminal: ShellTerminal) => alive(terminal) && terminal.state.get().activity !== 'busy';
  const current = activeTerminal();
  if (alive(current) && (await current.atPrompt(politeness))) return current;
  return terminals.get().list.find(free) ?? openTerminal();
}

function remove(closed: ShellTerminal): void {
  terminals.set(({ list, active }) => {
    const index = list.indexOf(closed);
    const rest = list.filter((terminal) => terminal !== closed);
    return { list: rest, active: active === closed.id ? (rest[index] ?? rest[index - 1])?.id : active };
  });
  // There is always one: an empty panel would have nothing to say.
  if (terminals.get().list.length === 0) openTerminal();
}
