import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DrydockApi } from '../../engine/client/api.ts';
import { patience, site } from './playground.ts';

declare const drydock: DrydockApi;

describe('the terminal', () => {
  const { open } = site();

  it('takes real keys, interrupts, and asks nobody but its own site', async () => {
    const playground = await open();
    await playground.typed('echo "größe: $((6*7)) ✓"');
    await playground.screen(/^größe: 42 ✓$/m);
    await playground.keys('sleep 1000');
    await playground.eventually('ps', /sleep 1000/);
    await playground.page.keyboard.press('Control+c');
    await playground.screen(/\^C\s+root@drydock/);
    await playground.typed('echo "after $?"');
    await playground.screen(/^after 130$/m);
    assert.deepEqual(playground.foreign, []);
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('follows the size of its panel', async () => {
    const playground = await open();
    const columns = async () => {
      await playground.typed('clear; stty size');
      return Number((await playground.screen(/^\d+ \d+$/m)).split(' ')[1]);
    };
    const wide = await columns();
    await playground.page.setViewportSize({ width: 1000, height: 800 });
    const deadline = Date.now() + patience;
    // The shell is told a moment later.
    while ((await columns()) >= wide) assert.ok(Date.now() < deadline, `the shell has ${wide} columns, as before`);
    await playground.close();
  });

  it('copies a selection with Ctrl-C and pastes with Ctrl-V', async () => {
    const playground = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = playground;
    await playground.typed('clear; echo copied-text');
    const line = playground
      .pane('terminal')
      .locator('.xterm-rows > div', { hasText: /^copied-text/ })
      .first();
    // xterm hears the mouse on a layer above its rows.
    await line.dblclick({ position: { x: 30, y: 8 }, force: true });
    await page.keyboard.press('Control+c');
    await page.waitForFunction(async () => (await navigator.clipboard.readText()) === 'copied-text');
    await page.keyboard.type('echo got-');
    await page.keyboard.press('Control+v');
    await page.keyboard.press('Enter');
    await playground.screen(/^got-copied-text$/m);
    await playground.close();
  });

  it('has several tabs, and a shell that ended starts again', async () => {
    const playground = await open();
    const { page } = playground;
    const terminal = playground.pane('terminal');
    await playground.typed('cd /etc');
    await terminal.getByRole('button', { name: 'New terminal' }).click();
    await playground.screen(/root@drydock:\/workspace#/);
    assert.equal(await terminal.getByRole('tab').count(), 2);
    await terminal.getByRole('tab').first().click();
    await playground.screen(/root@drydock:\/etc#/);
    await playground.keys('exit');
    await terminal.getByText('The shell has ended').waitFor();
    await terminal.getByRole('button', { name: 'Start a new shell' }).click();
    await playground.screen(/root@drydock:\/workspace#/);
    await terminal.getByRole('button', { name: 'Close terminal 2' }).click();
    assert.equal(await terminal.getByRole('tab').count(), 1);
    assert.equal(await page.evaluate(() => drydock.terminals().length), 1);
    await playground.close();
  });

  it('can be left by the keyboard, and entered again', async () => {
    const playground = await open();
    await playground.typed('true');
    const focused = () =>
      playground.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.role);
    assert.equal(await focused(), 'Terminal input. Control M leaves it.');
    await playground.page.keyboard.press('Control+m');
    assert.equal(await playground.page.evaluate(() => document.activeElement?.getAttribute('role')), 'tab');
    await playground.page.keyboard.press('Tab');
    assert.equal(await focused(), 'New terminal');
    await playground.page.keyboard.press('Shift+Tab');
    await playground.page.keyboard.press('Enter');
    assert.equal(await focused(), 'Terminal input. Control M leaves it.');
    await playground.close();
  });

  it('finds text', async () => {
    const playground = await open();
    await playground.typed('clear; echo needle in the hay');
    await playground.page.keyboard.press('Control+Shift+F');
    await playground.pane('terminal').getByLabel('Find in the terminal').last().fill('needle');
    await playground
      .pane('terminal')
      .locator('.xterm-decoration-top, .xterm-find-active-result-decoration, .xterm-decoration')
      .first()
      .waitFor({ state: 'attached' });
    await playground.page.keyboard.press('Escape');
    await playground.typed('echo focus is back');
    await playground.close();
  });

  it('is driven by window.drydock', async () => {
    const playground = await open();
    const { page } = playground;
    const result = await page.evaluate(() => drydock.run('cat; echo to-stderr >&2; exit 3', { stdin: 'from stdin', cwd: '/' }));
    assert.deepEqual(result, { stdout: 'from stdin', stderr: 'to-stderr\n', exitCode: 3 });
    await page.evaluate(() => drydock.type('echo typed\n'));
    await playground.screen(/^typed$/m);
    const events = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = [];
          const stop = drydock.on('event', ({ Type, Action }) => {
            seen.push(`${Type} ${Action}`);
            if (Action !== 'destroy') return;
            stop();
            resolve(seen);
          });
        }),
    );
    await playground.output('docker run --rm busybox true');
    const seen = await events;
    for (const wanted of ['image pull', 'container create', 'container start', 'container die', 'container destroy']) {
      assert.ok(seen.includes(wanted), `${wanted} is not among ${seen.join(', ')}`);
    }
    await playground.close();
  });
});
