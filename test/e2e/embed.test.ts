import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { readLessons } from '../../app/content.ts';
import type { DockerPlayground } from '../../app/embed/element.ts';
import type { Served } from '../../app/serve.ts';
import type { EmbedFault, EmbedState, FromFrame } from '../../engine/client/embed-protocol.ts';
import type { Progress } from '../../engine/lesson/lesson.ts';
import { type EmbedAccess, servePages, serveSite } from '../embed/serve.ts';
import { launchChromium, launchProfile } from '../support/chromium.ts';
import { patience } from './playground.ts';

/** What the pages of this test keep: the element's events, the answers of calls. */
declare global {
  interface Window {
    heard: Array<readonly [event: string, detail: unknown]>;
    answers: FromFrame[];
  }
}

const lesson = readLessons().find(({ original }) => original.id === 'images-and-containers')?.original;
assert.ok(lesson);
const [first] = lesson.steps;
assert.ok(first);

/** A page with playgrounds that remembers all their events. */
const page = (body: string) => `<!doctype html><title>A course</title>
<style>body { margin: 0 } docker-playground { width: 800px; height: 500px }</style>
${body}
<script>
  window.heard = [];
  for (const name of ['ready', 'step', 'completed', 'warning', 'error'])
    document.addEventListener(name, ({ detail }) => heard.push([name, detail]), true);
</script>
<script src="{{site}}embed.js" async></script>`;

const pages = {
  '/lesson': page('<docker-playground lesson="images-and-containers" panels="lesson,editor,terminal"></docker-playground>'),
  '/terminal': page('<docker-playground panels="terminal" start="load"></docker-playground>'),
  '/below': page('<div style="height: 3000px"></div><docker-playground></docker-playground>'),
  '/click': page('<docker-playground lesson="images-and-containers" step="3" start="click"></docker-playground>'),
  '/two': page('<docker-playground id="a" start="load"></docker-playground><docker-playground id="b" start="load"></docker-playground>'),
  '/raw': `<!doctype html><iframe id="playground" src="{{site}}embed?start=click" width="800" height="500"></iframe>
    <script>
      window.answers = [];
      addEventListener('message', ({ data, source }) => source === playground.contentWindow && answers.push(data));
    </script>`,
  '/sibling': `<!doctype html><iframe id="playground" src="{{site}}embed.html?start=click"></iframe><iframe id="other" src="/stranger"></iframe>`,
  '/future': `<!doctype html><iframe src="/next"></iframe><script src="{{site}}embed.js"></script>`,
  '/next': `<!doctype html><script>parent.postMessage({ drydock: 2, event: 'hello' }, '*')</script>`,
  '/stranger': `<!doctype html><script>
      window.answers = [];
      addEventListener('message', ({ data }) => answers.push(data));
    </script>`,
};

describe('a playground in a page of another site', () => {
  const sites = new Map<string, Served>();
  let site = '';
  let school: Served;
  /** Another origin, but the same site as the playground: the browser gives its frames the storage that the visitor's own visits have. */
  let neighbour: Served;
  let browser: Browser;
  const folders: string[] = [];

  before(async () => {
    school = await servePages(pages, () => site);
    neighbour = await servePages(pages, () => site, { host: 'localhost' });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await Promise.all([school, neighbour, ...sites.values()].map((served) => served.close()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  /** The playground's site with this embed.json. */
  async function use(access: EmbedAccess): Promise<void> {
    const key = JSON.stringify(access);
    const served = sites.get(key) ?? (await serveSite(access));
    sites.set(key, served);
    site = served.url;
  }
  const allowed = () => use({ allow: [new URL(school.url).origin, new URL(neighbour.url).origin] });

  async function visitor(): Promise<BrowserContext> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-profile-'));
    folders.push(folder);
    const context = await launchProfile(folder, { foreignStorage: true, viewport: { width: 1000, height: 800 } });
    context.setDefaultTimeout(patience);
    return context;
  }
  async function privateWindow(viewport = { width: 1000, height: 800 }): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport });
    context.setDefaultTimeout(patience);
    return context;
  }

  async function open(context: BrowserContext, name: string, at = school): Promise<Course> {
    const tab = await context.newPage();
    await tab.goto(new URL(name, at.url).href);
    return new Course(tab);
  }

  it('answers its page: commands, files, state; and keeps them for the next visit', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await visitor();
    const course = await open(context, '/lesson');
    await course.ready();
    assert.equal(await course.tab.locator('docker-playground iframe').getAttribute('title'), 'Docker playground: images-and-containers');
    assert.deepEqual(await course.call('run', 'echo out; echo err >&2; exit 3'), { stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
    assert.deepEqual(await course.call('run', 'cat; pwd', { stdin: 'in ', cwd: '/tmp' }), { stdout: 'in /tmp\n', stderr: '', exitCode: 0 });

    await course.call('writeFile', 'deep/hello.py', 'print("hello")\n');
    await course.call('openFile', '/workspace/deep/hello.py');
    await course.frame.getByRole('tab', { name: 'hello.py' }).waitFor();
    assert.equal(await course.call('readFile', 'deep/hello.py'), 'print("hello")\n');
    await course.call('command', 'docker run --name web1 busybox cat /etc/hostname');
    await course.call('type', "echo $((6 * 7))'!'\n");
    await course.frame.locator('.xterm-screen').getByText('42!').waitFor();

    const state = (await course.call('state')) as EmbedState;
    assert.equal(state.machine, 'ready');
    assert.equal(state.saved, true);
    assert.deepEqual(
      state.containers.map(({ name, image, state }) => [name, image, state]),
      [['web1', 'busybox', 'exited']],
    );
    assert.deepEqual(
      state.images.flatMap(({ tags }) => tags),
      ['busybox:latest'],
    );
    assert.equal(state.lesson?.id, lesson.id);
    assert.equal(state.lesson?.steps.length, lesson.steps.length);

    await course.inFrame(() => window.drydock?.flush());
    await course.tab.reload();
    await course.ready();
    assert.equal(await course.call('readFile', 'deep/hello.py'), 'print("hello")\n');
    await context.close();
  });

  it('tells steps and the end of a lesson, and goes where its attributes say', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await visitor();
    const course = await open(context, '/lesson');
    await course.ready();
    await course.heard('step', { lesson: lesson.id, step: first.id, done: false });
    const [, second] = lesson.steps;
    assert.ok(second);
    await course.call('run', 'docker pull -q nginx');
    await course.heard('step', { lesson: lesson.id, step: first.id, done: true });

    await course.set({ step: '2' });
    await course.frame.locator(`[data-step="${second.id}"]`).waitFor();
    await course.heard('step', { lesson: lesson.id, step: second.id, done: false });
    await course.call('goTo', lesson.id, first.id);
    await course.frame.locator(`[data-step="${first.id}"]`).waitFor();
    await course.set({ theme: 'dark' });
    await course.frame.locator('html[data-theme="dark"]').waitFor();
    assert.match(await course.refused('goTo', lesson.id, 99), /^arguments: The lesson .* has no step "99"/);
    assert.match(await course.refused('setTheme', 'blue'), /^arguments: There is no theme "blue"/);

    // A learner who has done all but the first step, on an earlier visit.
    const checks = lesson.steps.flatMap((step) => (step === first ? [] : step.checks.map(({ id }) => id)));
    const progress: Progress = {
      met: checks,
      answers: {},
      predictions: {},
      tries: {},
      step: first.id,
      made: { objects: [], files: {} },
    };
    await course.call('run', 'docker rmi nginx');
    // Put there before the page's own scripts: while the lesson is followed, it keeps its own.
    await context.addInitScript((kept) => {
      if (location.pathname.includes('/embed')) localStorage.setItem('drydock.lesson.images-and-containers', kept);
    }, JSON.stringify(progress));
    await course.tab.reload();
    await course.ready();
    assert.deepEqual(await course.events('completed'), []);
    await course.call('run', 'docker pull -q nginx');
    await course.heard('completed', { lesson: lesson.id });
    await context.close();
  });

  it('works where the browser refuses storage, and says so', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await privateWindow();
    const course = await open(context, '/lesson');
    const errors: string[] = [];
    course.tab.on('pageerror', ({ message }) => errors.push(message));
    await course.ready();
    await assert.rejects(
      course.inFrame(() => localStorage.length),
      /Access is denied/,
    );
    assert.equal(await course.inFrame(() => indexedDB.open('x') && 'asked').catch(() => 'refused'), 'asked');
    const { stdout } = (await course.call('run', 'docker run --rm busybox echo works')) as { stdout: string };
    assert.equal(stdout, 'works\n');
    const state = (await course.call('state')) as EmbedState;
    assert.equal(state.saved, false);
    assert.equal(state.warning?.cause, 'no-indexeddb');
    assert.equal((await course.events('warning')).length, 1);
    await course.frame.getByRole('button', { name: /Not saved/ }).click();
    await course.frame.getByRole('dialog').getByText('does not let the page keep anything').waitFor();
    await course.frame.getByRole('button', { name: 'Close' }).first().click();
    await course.call('run', 'docker pull -q nginx');
    await course.heard('step', { lesson: lesson.id, step: first.id, done: true });
    assert.deepEqual(errors, []);
    await context.close();
  });

  it('tells a page that is not on the list what happens, and lets it command nothing', { timeout: 10 * patience }, async () => {
    await use({});
    const context = await privateWindow();
    const course = await open(context, '/lesson');
    await course.ready();
    await course.heard('step', { lesson: lesson.id, step: first.id, done: false });
    for (const [name, ...args] of [
      ['run', 'cat /etc/hostname'],
      ['type', 'x'],
      ['command', 'x'],
      ['openFile', 'Dockerfile'],
      ['readFile', 'Dockerfile'],
      ['writeFile', 'Dockerfile', ''],
      ['state'],
    ] as const) {
      const refusal = await course.refused(name, ...args);
      assert.match(refusal, new RegExp(`^forbidden: ${new URL(school.url).origin} may not ${name} here`));
      assert.match(refusal, /"allow" in its file embed\.json/);
    }
    await course.call('goTo', lesson.id, 2);
    await course.frame.locator(`[data-step="${lesson.steps[1]?.id}"]`).waitFor();
    await context.close();
  });

  it('hides what the visitor has made from a page that shares its storage', { timeout: 10 * patience }, async () => {
    await use({});
    const context = await visitor();
    const tab = await context.newPage();
    const plain = site;
    await tab.goto(plain);
    await tab.waitForFunction(() => 'drydock' in window);
    await tab.evaluate(async () => {
      await window.drydock?.ready;
      await window.drydock?.workspace.write('diary.txt', 'secret');
      await window.drydock?.flush();
    });
    await tab.close();
    // The list does not name the neighbour: its frame shows the visitor's own machine, and answers nothing.
    const quiet = await open(context, '/terminal', neighbour);
    await quiet.ready();
    assert.match(await quiet.refused('readFile', 'diary.txt'), /^forbidden:/);
    assert.equal(await quiet.inFrame(async () => (await window.drydock?.run('cat diary.txt'))?.stdout), 'secret');
    await quiet.tab.close();
    await context.close();
  });

  it('gives a page that is not on the list a machine to throw away, where the site says so', { timeout: 10 * patience }, async () => {
    await use({ others: 'throw-away' });
    const context = await visitor();
    const own = await context.newPage();
    await own.goto(site);
    await own.waitForFunction(() => 'drydock' in window);
    await own.evaluate(async () => {
      await window.drydock?.ready;
      await window.drydock?.workspace.write('diary.txt', 'secret');
      await window.drydock?.flush();
      localStorage.setItem('drydock.settings', JSON.stringify({ fontSize: 21 }));
    });
    await own.close();
    const course = await open(context, '/terminal', neighbour);
    await course.ready();
    const { stdout, exitCode } = (await course.call('run', 'cat diary.txt; ls')) as { stdout: string; exitCode: number };
    assert.equal(exitCode, 0);
    assert.doesNotMatch(stdout, /secret|diary/);
    const state = (await course.call('state')) as EmbedState;
    assert.deepEqual([state.saved, state.warning?.cause], [false, 'throw-away']);
    await course.call('writeFile', 'mine.txt', 'gone');
    await course.tab.reload();
    await course.ready();
    assert.match(await course.refused('readFile', 'mine.txt'), /no such file/);
    await course.tab.close();
    const again = await context.newPage();
    await again.goto(site);
    await again.waitForFunction(() => 'drydock' in window);
    assert.equal(
      await again.evaluate(async () => {
        await window.drydock?.ready;
        return (await window.drydock?.run('cat diary.txt; cat mine.txt'))?.stdout;
      }),
      'secret',
    );
    await context.close();
  });

  it('answers what it cannot understand, and hears nobody but the page around it', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await privateWindow();
    const { tab } = await open(context, '/raw');
    const ask = async (message: unknown): Promise<EmbedFault | undefined> => {
      const count = await tab.evaluate(() => window.answers.length);
      await tab.evaluate(
        ([data, target]) => (document.querySelector('iframe') as HTMLIFrameElement).contentWindow?.postMessage(data, target),
        [message, site.replace(/\/$/, '')] as const,
      );
      await tab.waitForFunction((before) => window.answers.length > before, count);
      const answer = (await tab.evaluate((at) => window.answers[at], count)) as Extract<FromFrame, { error: unknown }>;
      return answer.error;
    };
    await tab.waitForFunction(() => window.answers.length === 1);
    assert.deepEqual(await tab.evaluate(() => window.answers[0]), { drydock: 1, event: 'hello' });
    const good = { drydock: 1, id: 1, call: 'state', args: [] };
    assert.equal(await ask(good), undefined);
    assert.equal((await ask({ ...good, drydock: 2 }))?.cause, 'version');
    assert.match((await ask({ ...good, call: 'format' }))?.remedy ?? '', /There are hello, start, goTo/);
    assert.equal((await ask({ ...good, call: 'toString' }))?.cause, 'unknown-call');
    assert.equal((await ask({ drydock: 1, call: 'state', args: [] }))?.cause, 'malformed');
    assert.equal((await ask({ drydock: 1, id: 1, call: 'state' }))?.cause, 'malformed');
    assert.match((await ask({ ...good, call: 'run', args: [7] }))?.message ?? '', /command must be text/);
    assert.match((await ask({ ...good, call: 'run', args: ['ls', { shell: 'zsh' }] }))?.message ?? '', /options must be/);
    assert.match((await ask({ ...good, call: 'state', args: [1] }))?.message ?? '', /1 arguments/);
    assert.equal((await ask({ ...good, call: 'readFile', args: ['../etc/passwd'] }))?.cause, 'arguments');

    const beside = await open(context, '/sibling');
    await beside.tab.frameLocator('#playground').getByRole('button', { name: 'Start the machine' }).waitFor();
    const answers = await beside.tab.evaluate(async () => {
      const other = (document.querySelector('#other') as HTMLIFrameElement).contentWindow as Window;
      const script = other.document.createElement('script');
      script.textContent =
        "parent.document.querySelector('#playground').contentWindow.postMessage({ drydock: 1, id: 1, call: 'hello', args: [] }, '*')";
      other.document.body.append(script);
      // The page's own call comes behind it: when that is answered, the stranger's has been heard or not.
      const playground = document.querySelector('#playground') as HTMLIFrameElement;
      await new Promise((resolve) => {
        addEventListener('message', resolve);
        playground.contentWindow?.postMessage({ drydock: 1, id: 2, call: 'hello', args: [] }, '*');
      });
      return other.answers;
    });
    assert.deepEqual(answers, []);
    await context.close();
  });

  it('is heard by its page alone, and only when they speak the same version', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await privateWindow();
    const course = await open(context, '/click');
    await course.heard('step', { lesson: lesson.id, step: lesson.steps[2]?.id, done: false });
    // What others say in its name: the page itself, and the same words from a frame that is none of its own.
    await course.tab.evaluate(async () => {
      const forged = { drydock: 1, event: 'completed', value: { lesson: 'forged' } };
      const other = document.createElement('iframe');
      document.body.append(other);
      const script = document.createElement('script');
      script.textContent = `parent.postMessage(${JSON.stringify(forged)}, '*')`;
      other.contentDocument?.body.append(script);
      window.postMessage(forged, '*');
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    assert.deepEqual(await course.events('completed'), []);

    const future = await open(context, '/future');
    const refusal = await future.tab.evaluate(async () => {
      const { connect } = (window as unknown as { drydockEmbed: typeof import('../../app/embed/element.ts') }).drydockEmbed;
      const frame = document.querySelector('iframe') as HTMLIFrameElement;
      const client = connect(frame);
      frame.contentWindow?.location.reload();
      return Promise.all([client.ready, client.run('ls')].map((one) => one.then(String, ({ cause, message }) => `${cause}: ${message}`)));
    });
    assert.deepEqual(refusal, Array(2).fill('version: The playground speaks version 2 of the embedding protocol, this page version 1.'));
    await context.close();
  });

  it('starts no machine before it is seen, or before a click', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await privateWindow();
    const asked: string[] = [];
    context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const below = await open(context, '/below');
    await below.tab.evaluate(() => customElements.whenDefined('docker-playground'));
    // The frame itself may be there, as far above its sight as the browser likes: the machine is not.
    await below.tab.evaluate(() => {
      const frame = document.querySelector('docker-playground')?.shadowRoot?.querySelector('iframe');
      if (frame) frame.loading = 'eager';
    });
    assert.equal(((await below.call('state')) as EmbedState).machine, 'waiting');
    await below.tab.waitForTimeout(1000);
    assert.equal(((await below.call('state')) as EmbedState).machine, 'waiting');
    assert.ok(!asked.some((name) => name.includes('/guest/')));
    assert.deepEqual(await below.events('ready'), []);
    await below.tab.locator('docker-playground').scrollIntoViewIfNeeded();
    await below.ready();
    assert.ok(asked.some((name) => name.includes('/guest/')));
    await below.tab.close();

    asked.length = 0;
    const click = await open(context, '/click');
    // The lesson can be read before, at the step that is asked for.
    await click.frame.locator(`[data-step="${lesson.steps[2]?.id}"]`).waitFor();
    await click.frame.getByText('about 5 MB').waitFor();
    assert.ok(!asked.some((name) => name.includes('/guest/')));
    await click.frame.getByRole('button', { name: 'Start the machine' }).click();
    await click.ready();
    await context.close();
  });

  it('is a machine of its own in each element; the second saves nothing, and says why', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await visitor();
    const { tab } = await open(context, '/two');
    const states = await tab.evaluate(async () => {
      await customElements.whenDefined('docker-playground');
      return Promise.all(
        ['a', 'b'].map(async (id) => {
          const client = await (document.getElementById(id) as DockerPlayground).ready;
          await client.writeFile('who.txt', id);
          const { stdout } = await client.run('cat who.txt');
          const { saved, warning } = await client.state();
          return { own: stdout === id, saved, cause: warning?.cause };
        }),
      );
    });
    assert.deepEqual(
      states.sort((one) => (one.saved ? -1 : 1)),
      [
        { own: true, saved: true, cause: undefined },
        { own: true, saved: false, cause: 'other-tab' },
      ],
    );
    await context.close();
  });

  it('shows one panel at a time where it is narrow, and cuts nothing off', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await privateWindow();
    const course = await open(context, '/terminal');
    await course.set({ lesson: 'images-and-containers', panels: 'lesson,editor,map,terminal' });
    await course.tab.addStyleTag({ content: 'docker-playground { width: 360px; height: 600px }' });
    await course.ready();
    const tabs = course.frame.getByRole('tablist', { name: 'Panels', exact: true });
    for (const [name, pane] of [
      ['Editor', 'editor'],
      ['Map', 'view'],
      ['Terminal', 'terminal'],
      ['Lesson', 'lesson'],
    ] as const) {
      await tabs.getByRole('tab', { name }).click();
      await course.frame.locator(`[data-pane="${pane}"]`).waitFor();
      assert.equal(await course.inFrame(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, name);
    }
    // A command of the lesson leads to the terminal.
    await course.frame.getByRole('button').filter({ hasText: 'docker images' }).first().click();
    await course.frame.locator('[data-pane="terminal"] .xterm-screen').getByText('REPOSITORY').waitFor();
    await context.close();
  });

  it('says in the page what its address asks for and is not there', { timeout: 10 * patience }, async () => {
    await allowed();
    const context = await privateWindow();
    for (const [query, message] of [
      ['?panels=terminal,shell', 'There is no panel "shell": there are lesson, editor,'],
      ['?lesson=cooking', 'There is no lesson "cooking": there are images-and-containers,'],
      ['?lesson=images-and-containers&step=77', 'has no step "77"'],
      ['?theme=pink', 'There is no theme "pink"'],
    ] as const) {
      const tab = await context.newPage();
      await tab.goto(`${site}embed.html${query}`);
      await tab.getByRole('alert').getByText(message).waitFor();
      await tab.close();
    }
    const course = await open(context, '/terminal');
    await course.set({ panels: 'terminal,shell' });
    await course.tab.waitForFunction(() => window.heard.some(([name]) => name === 'error'));
    const [fault] = (await course.events('error')) as EmbedFault[];
    assert.equal(fault?.cause, 'address');
    assert.match(await course.refused('run', 'ls'), /^address: There is no panel "shell"/);
    await context.close();
  });

  it('may be framed by anyone, the whole page by its own site only', { timeout: 10 * patience }, async () => {
    await allowed();
    const policy = async (name: string) => {
      const response = await fetch(new URL(name, site));
      assert.equal(response.status, 200, name);
      await response.body?.cancel();
      return response.headers.get('content-security-policy');
    };
    assert.equal(await policy('embed'), null);
    assert.equal(await policy('embed.html'), null);
    assert.equal(await policy(''), "frame-ancestors 'self'");
    assert.equal(await policy('index.html'), "frame-ancestors 'self'");
  });
});

/** A page with a playground. */
class Course {
  readonly tab: Page;
  readonly frame: FrameLocator;

  constructor(tab: Page) {
    this.tab = tab;
    this.frame = tab.frameLocator('docker-playground >> iframe');
  }

  async ready(): Promise<void> {
    await this.tab.evaluate(async () => {
      await customElements.whenDefined('docker-playground');
      await (document.querySelector('docker-playground') as DockerPlayground).ready;
    });
  }

  call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.tab.evaluate(
      ([method, values]) => {
        const { client } = document.querySelector('docker-playground') as DockerPlayground;
        return (client as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[method]?.(...values);
      },
      [name, args] as const,
    );
  }

  /** Of a call that must fail: `cause: message remedy`. */
  refused(name: string, ...args: readonly unknown[]): Promise<string> {
    return this.tab.evaluate(
      async ([method, values]) => {
        const { client } = document.querySelector('docker-playground') as DockerPlayground;
        try {
          await (client as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[method]?.(...values);
        } catch (error) {
          const { cause, message, remedy } = error as EmbedFault;
          return `${cause}: ${message} ${remedy}`;
        }
        return 'was answered';
      },
      [name, args] as const,
    );
  }

  async set(attributes: Readonly<Record<string, string>>): Promise<void> {
    await this.tab.evaluate((given) => {
      const element = document.querySelector('docker-playground');
      for (const [name, value] of Object.entries(given)) element?.setAttribute(name, value);
    }, attributes);
  }

  async events(event: string): Promise<unknown[]> {
    const heard = await this.tab.evaluate(() => window.heard);
    return heard.filter(([name]) => name === event).map(([, detail]) => detail);
  }

  async heard(event: string, detail: unknown): Promise<void> {
    await this.tab
      .waitForFunction(([name, text]) => window.heard.some(([one, value]) => one === name && JSON.stringify(value) === text), [
        event,
        JSON.stringify(detail),
      ] as const)
      .catch(async (error) => {
        const heard = JSON.stringify(await this.tab.evaluate(() => window.heard));
        throw new Error(`${event} ${JSON.stringify(detail)} was never told, but ${heard}`, { cause: error });
      });
  }

  /** Runs it in the frame, as only this test can. */
  inFrame<T, A = undefined>(act: (argument: A) => T, argument?: A): Promise<Awaited<T>> {
    return this.frame.locator('html').evaluate(
      (_html, [source, value]) => {
        return new Function('argument', `return (${source})(argument)`)(value);
      },
      [String(act), argument] as const,
    ) as Promise<Awaited<T>>;
  }
}
