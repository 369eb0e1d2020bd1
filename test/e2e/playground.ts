import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type Served, serve } from '../../app/serve.ts';
import type { DrydockApi } from '../../engine/client/api.ts';
import type { CommandResult } from '../../engine/client/client.ts';
import { launchChromium } from '../support/chromium.ts';

declare const drydock: DrydockApi;

/** How long anything on the page may take on a busy machine. No test asserts a time. */
export const patience = 60_000;

/** `npm run build` makes it. */
const folder = process.env.SITE ?? path.resolve(import.meta.dirname, '../../out');

/** The exported site on a server of its own, and a browser. */
export function site(): {
  open(options?: BrowserContextOptions): Promise<Playground>;
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  url(): string;
} {
  let served: Served;
  let browser: Browser;
  before(async () => {
    served = await serve(folder, { port: 0, host: '127.0.0.1' });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await served.close();
  });
  const context = async (options: BrowserContextOptions = {}) => {
    const made = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    made.setDefaultTimeout(patience);
    return made;
  };
  return {
    url: () => served.url,
    context,
    open: async (options) => {
      const page = await (await context(options)).newPage();
      const playground = new Playground(page, served.url);
      await playground.load();
      return playground;
    },
  };
}

/** The page as a visitor has it before them. */
export class Playground {
  readonly page: Page;
  /** Errors that the page logged or threw. */
  readonly errors: string[] = [];
  /** Addresses of other sites that the page asked for. */
  readonly foreign: string[] = [];
  protected readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.context().on('request', (request) => {
      if (!/^(data|blob|about):/.test(request.url()) && !request.url().startsWith(url)) this.foreign.push(request.url());
    });
  }

  async load(): Promise<void> {
    await this.page.goto(this.url);
    await this.prompt();
  }

  async reload(): Promise<void> {
    await this.page.evaluate(() => drydock.flush());
    await this.page.reload();
    await this.prompt();
  }

  /** Waits for the first prompt. */
  async prompt(): Promise<void> {
    await this.page.waitForFunction(() => 'drydock' in window);
    await this.page.evaluate(() => drydock.ready);
    await this.screen(/root@drydock:\S+#/);
  }

  run(command: string): Promise<CommandResult> {
    return this.page.evaluate((line) => drydock.run(line), command);
  }

  /** Runs it and expects success: its output. */
  async output(command: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.run(command);
    assert.equal(exitCode, 0, `${command}: exit code ${exitCode}: ${stderr}`);
    return stdout;
  }

  /** Runs it again and again until its output fits: what the page does takes a moment to reach the guest. */
  async eventually(command: string, wanted: RegExp): Promise<void> {
    const deadline = Date.now() + patience;
    for (;;) {
      const { stdout } = await this.run(command);
      if (wanted.test(stdout)) return;
      assert.ok(Date.now() < deadline, `${command} never printed ${wanted}, but ${stdout}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Waits until the visible terminal shows the pattern. */
  async screen(pattern: RegExp): Promise<string> {
    const found = await this.page
      .waitForFunction(([source, flags]) => drydock.screen().match(new RegExp(source ?? '', flags))?.[0], [
        pattern.source,
        pattern.flags,
      ] as const)
      .catch(async (error) => {
        throw new Error(`the terminal never showed ${pattern}: ${await this.page.evaluate(() => drydock.screen())}`, { cause: error });
      });
    return String(await found.jsonValue());
  }

  /** Real keys into the terminal. */
  async keys(text: string): Promise<void> {
    await this.page.locator('[data-pane="terminal"] .xterm-helper-textarea:visible, [data-pane="terminal"] textarea').first().focus();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Runs a command by hand and waits for a mark that it prints behind its output. */
  async typed(command: string): Promise<void> {
    const mark = `done-${Math.random().toString(36).slice(2, 8)}`;
    // Cut in two, so that the echo of the command is not taken for its output.
    await this.keys(`${command}; echo ${mark.slice(0, 4)}''${mark.slice(4)}`);
    await this.screen(new RegExp(`^${mark}`, 'm'));
  }

  pane(name: 'lesson' | 'files' | 'editor' | 'objects' | 'terminal') {
    return this.page.locator(`[data-pane="${name}"]`);
  }

  file(path: string) {
    return this.pane('files').locator(`[data-path="${path}"]`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
