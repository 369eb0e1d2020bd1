import type { WorkspaceClient } from '../../engine/client/client.ts';

/** One file between the editor and the workspace, where the guest changes it too. Knows nothing of Monaco.
 *
 * - What is typed is saved `delay` after the last key.
 * - A change from outside comes into the editor at once while nothing typed is unsaved.
 * - **When both changed, what was typed wins**, is saved, and the other text is offered (`conflict`): a save never waits for a question,
 *   and nothing is lost.
 */
export interface Buffer {
  text(): string;
  /** Replaces the text with the smallest edit, so that cursor and undo live on. */
  replace(text: string): void;
}

export interface SyncState {
  readonly save: 'saved' | 'dirty' | 'failed';
  readonly conflict?: string;
  readonly message?: string;
}

export const saveDelay = 150;

export class DocumentSync {
  private state: SyncState = { save: 'saved' };
  /** As last read or written. */
  private disk: string;
  /** The editor's own form of that: it may have made line ends alike. */
  private clean: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> | undefined;
  /** How many writes have begun. */
  private writes = 0;
  private disposed = false;
  private readonly path: string;
  private readonly workspace: Pick<WorkspaceClient, 'read' | 'write'>;
  private readonly buffer: Buffer;
  private readonly onState: (state: SyncState) => void;

  constructor(
    path: string,
    disk: string,
    workspace: Pick<WorkspaceClient, 'read' | 'write'>,
    buffer: Buffer,
    onState: (state: SyncState) => void,
  ) {
    this.path = path;
    this.disk = disk;
    this.workspace = workspace;
    this.buffer = buffer;
    this.onState = onState;
    this.clean = buffer.text();
  }

  /** The visitor typed. */
  edited(): void {
    if (this.buffer.text() === this.clean) return;
    this.show({ ...this.state, save: 'dirty' });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), saveDelay);
  }

  /** Writes what is unsaved, now. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    while (this.saving) await this.saving;
    const text = this.buffer.text();
    if (text === this.clean) return this.show({ ...this.state, save: 'saved' });
    this.saving = this.write(text);
    await this.saving;
    this.saving = undefined;
  }

  private async write(text: string): Promise<void> {
    // Known before the write is done: its own echo must not look like somebody else's change.
    const before = { disk: this.disk, clean: this.clean };
    this.writes++;
    this.disk = text;
    this.clean = text;
    try {
      await this.workspace.write(this.path, text);
      if (this.buffer.text() === text) {
        const { message: _, ...rest } = this.state;
        this.show({ ...rest, save: 'saved' });
      }
    } catch (error) {
      Object.assign(this, before);
      this.show({ ...this.state, save: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** The file was changed, by us or by the guest. */
  async changed(): Promise<void> {
    await this.saving;
    const { writes } = this;
    const theirs = await readText(this.workspace, this.path);
    // A write of our own has begun meanwhile: what was read may be the text before it, and would undo what was typed.
    if (writes !== this.writes) return this.changed();
    if (theirs === undefined || theirs === this.disk || this.disposed) return;
    this.disk = theirs;
    if (this.buffer.text() === this.clean) {
      this.buffer.replace(theirs);
      this.clean = this.buffer.text();
    } else if (this.buffer.text() !== theirs) this.show({ ...this.state, conflict: theirs });
  }

  /** Answers a conflict: takes the other text in, as an edit that can be undone, or keeps what is there. */
  resolve(take: 'theirs' | 'ours'): void {
    const { conflict, ...rest } = this.state;
    this.show(rest);
    if (conflict === undefined || take === 'ours') return;
    this.buffer.replace(conflict);
    this.edited();
  }

  dispose(): void {
    this.disposed = true;
    void this.save();
  }

  private show(state: SyncState): void {
    this.state = state;
    if (!this.disposed) this.onState(state);
  }
}

/** Undefined for what is no UTF-8 text. */
export async function readText(workspace: Pick<WorkspaceClient, 'read'>, path: string): Promise<string | undefined> {
  const bytes = await workspace.read(path);
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The one stretch in which two texts differ. */
export function difference(from: string, to: string): { readonly start: number; readonly end: number; readonly text: string } {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let tail = 0;
  while (tail < from.length - start && tail < to.length - start && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  return { start, end: from.length - tail, text: to.slice(start, to.length - tail) };
}
