import type { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import { messageOf } from '../../engine/base/errors.ts';
import type { TerminalSession } from '../../engine/client/client.ts';
import { markFirstPrompt, whenStarted } from '../session/engine.ts';
import { settings } from '../session/settings.ts';
import { createStore } from '../session/store.ts';
import { terminalActivity } from './activity.ts';
import { handleKeys } from './keys.ts';
import { openLink } from './links.ts';
import { terminalTheme } from './theme.ts';

/**
 * Whether the shell waits for a command. It says so itself with the marks of shell integration (OSC 133: A and B around the prompt, C when a
 * command starts); before the first mark nothing is known.
 */
export type Activity = 'unknown' | 'prompt' | 'busy';

export interface TerminalState {
  readonly status: 'opening' | 'open' | 'ended' | 'failed';
  readonly activity: Activity;
  readonly title: string;
  /** The shell's folder, when it tells (OSC 7). */
  readonly cwd?: string;
  readonly message?: string;
}

/** xterm and its parts come in a chunk of their own, fetched while the machine starts. */
export const xtermModules = () =>
  Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
    import('@xterm/addon-search'),
    import('@xterm/addon-unicode11'),
    import('@xterm/addon-web-links'),
  ]);

let lastNumber = 0;

/** One tab: a shell of the guest's host on a pseudo terminal, and the xterm that shows it. Lives apart from React, which only gives it a place. */
export class ShellTerminal {
  readonly id = `terminal-${++lastNumber}`;
  readonly number = lastNumber;
  readonly element = document.createElement('div');
  readonly state = createStore<TerminalState>({ status: 'opening', activity: 'unknown', title: 'bash' });
  /** When its first prompt (or any first output) has been drawn. */
  readonly drawn: Promise<void>;
  term: Terminal | undefined;
  search: SearchAddon | undefined;
  private fitter: FitAddon | undefined;
  private session: TerminalSession | undefined;
  private readonly observer = new ResizeObserver(() => this.fit());
  private readonly unsubscribe: () => void;
  private markDrawn: () => void = () => undefined;
  private pending = '';
  /** The shell reads what is typed. */
  private listening = false;
  /** What was sent last ended a line (Enter, Ctrl-C, Ctrl-D): what comes now is more than an echo. */
  private entered = false;
  private disposed = false;

  private readonly onClose: (terminal: ShellTerminal) => void;

  constructor(onClose: (terminal: ShellTerminal) => void) {
    this.onClose = onClose;
    this.element.style.cssText = 'position:absolute;inset:0';
    this.drawn = new Promise((resolve) => {
      this.markDrawn = resolve;
    });
    this.unsubscribe = settings.subscribe(() => this.applySettings());
    void this.create().then(() => this.connect());
  }

  private async create(): Promise<void> {
    const [{ Terminal }, { FitAddon }, { SearchAddon }, { Unicode11Addon }, { WebLinksAddon }] = await xtermModules();
    const { fontSize, screenReader } = settings.get();
    const font = getComputedStyle(document.documentElement).getPropertyValue('--mono');
    // Cells are measured when the terminal opens: with the font it will be drawn in.
    await document.fonts.load(`${fontSize}px ${font}`).catch(() => undefined);
    if (this.disposed) return;
    const term = new Terminal({
      allowProposedApi: true,
      fontFamily: font,
      fontSize,
      lineHeight: 1.25,
      letterSpacing: 0,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      cursorStyle: 'bar',
      cursorWidth: 2,
      scrollback: 5000,
      screenReaderMode: screenReader,
      theme: terminalTheme(),
      minimumContrastRatio: 4.5,
      macOptionIsMeta: true,
      rightClickSelectsWord: false,
    });
    this.term = term;
    this.fitter = new FitAddon();
    this.search = new SearchAddon();
    term.loadAddon(this.fitter);
    term.loadAddon(this.search);
    term.loadAddon(new Unicode11Addon());
    term.unicode.activeVersion = '11';
    term.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
    term.parser.registerOscHandler(133, (data) => {
      const mark = data[0];
      // A command that waits for the first prompt is sent at its end: the shell is busy all along.
      const isWaiting = this.pending !== '' && this.state.get().activity === 'busy';
      if (mark === 'A' && !isWaiting) this.setActivity('prompt');
      else if (mark === 'B') this.takeInput();
      else if (mark === 'C') this.setActivity('busy');
      return true;
    });
    term.parser.registerOscHandler(7, (data) => {
      const cwd = /^file:\/\/[^/]*(\/.*)$/.exec(data)?.[1];
      if (cwd !== undefined) this.state.set((state) => ({ ...state, cwd }));
      return true;
    });
    term.onTitleChange((title) => this.state.set((state) => ({ ...state, title: title || 'bash' })));
    term.onData((data) => this.send(new TextEncoder().encode(data)));
    term.onBinary((data) => this.send(Uint8Array.from(data, (char) => char.charCodeAt(0))));
    term.onResize(({ rows, cols }) => this.session?.resize(rows, cols));
    handleKeys(term, () => document.getElementById(`tab-${this.id}`)?.focus());
    term.open(this.element);
    term.textarea?.setAttribute('aria-label', 'Terminal input. Control M leaves it.');
    this.fit();
    this.observer.observe(this.element);
  }

  /** Opens a shell; also the restart after one has ended. */
  async connect(): Promise<void> {
    const { term } = this;
    if (term === undefined || this.disposed) return;
    this.state.set((state) => ({ ...state, status: 'opening', activity: 'unknown' }));
    try {
      const engine = await whenStarted;
      const session = await engine.openTerminal({ rows: term.rows, cols: term.cols });
      if (this.disposed) return session.close();
      this.session = session;
      session.resize(term.rows, term.cols);
      this.state.set((state) => ({ ...state, status: 'open' }));
      let fallback: ReturnType<typeof setTimeout> | undefined;
      for await (const chunk of session.output) {
        // The next chunk is asked for when this one is drawn: a flood is held back where it comes from.
        await new Promise<void>((resolve) => term.write(chunk, resolve));
        this.markDrawn();
        markFirstPrompt();
        // A shell without marks gets what waits a moment after its first words.
        fallback ??= setTimeout(() => this.takeInput(), 1500);
        if (this.entered || chunk.includes(10)) terminalActivity.emit();
      }
      clearTimeout(fallback);
      const code = await session.exit.catch(() => undefined);
      this.session = undefined;
      this.listening = false;
      this.state.set((state) => ({ ...state, status: 'ended', activity: 'unknown', message: exitMessage(code) }));
    } catch (error) {
      this.session = undefined;
      this.listening = false;
      markFirstPrompt();
      this.state.set((state) => ({ ...state, status: 'failed', message: messageOf(error) }));
    }
  }

  async restart(): Promise<void> {
    this.term?.reset();
    this.focus();
    await this.connect();
  }

  /** As if typed by hand. What comes before the first prompt waits for it, or the shell's start would swallow or garble it. */
  type(text: string): void {
    if (!this.listening) this.pending += text;
    else this.send(new TextEncoder().encode(text));
  }

  /** Resolves when the shell waits for a command; false when it does not within the time. */
  atPrompt(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.state.get().activity === 'busy') return;
        stop();
        clearTimeout(timer);
        resolve(true);
      };
      const stop = this.state.subscribe(look);
      const timer = setTimeout(() => {
        stop();
        resolve(false);
      }, milliseconds);
      look();
    });
  }

  /** A command line, in place of what may stand at the prompt, and Enter. */
  runCommand(command: string): void {
    const endAndKill = '\x05\x15';
    this.type(`${this.state.get().activity === 'prompt' ? endAndKill : ''}${command.trimEnd()}\r`);
    this.term?.scrollToBottom();
    this.setActivity('busy');
  }

  /** The visible lines, without trailing blanks. */
  screen(): string {
    const buffer = this.term?.buffer.active;
    if (buffer === undefined || this.term === undefined) return '';
    const lines = Array.from({ length: this.term.rows }, (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  focus(): void {
    this.term?.focus();
  }

  fit(): void {
    // A panel that is not shown has no size to fit to.
    if (this.element.clientWidth > 0 && this.element.clientHeight > 0) this.fitter?.fit();
  }

  dispose(): void {
    this.disposed = true;
    this.observer.disconnect();
    this.unsubscribe();
    this.session?.close();
    this.term?.dispose();
    this.element.remove();
  }

  /** The shell is told by hang-up. */
  close(): void {
    this.onClose(this);
    this.dispose();
  }

  private send(bytes: Uint8Array): void {
    const { status } = this.state.get();
    if (status === 'ended') return void (bytes[0] === 13 && this.restart());
    this.entered = [3, 4, 10, 13].includes(bytes.at(-1) ?? 0);
    this.session?.input.write(bytes).catch(() => undefined);
  }

  private takeInput(): void {
    this.listening = true;
    const text = this.pending;
    this.pending = '';
    if (text !== '') this.send(new TextEncoder().encode(text));
  }

  private setActivity(activity: Activity): void {
    if (this.state.get().activity !== activity) this.state.set((state) => ({ ...state, activity }));
  }

  private applySettings(): void {
    const { term } = this;
    if (term === undefined) return;
    const { fontSize, screenReader } = settings.get();
    term.options.theme = terminalTheme();
    term.options.screenReaderMode = screenReader;
    if (term.options.fontSize !== fontSize) {
      term.options.fontSize = fontSize;
      this.fit();
    }
  }
}

function exitMessage(code: number | undefined): string {
  return code === undefined || code === 0 ? 'The shell has ended.' : `The shell has ended with exit code ${code}.`;
}
