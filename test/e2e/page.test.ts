import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Playground, patience, site } from './playground.ts';

describe('the page', () => {
  const { open, context, url } = site();

  it('stands before any script runs', async () => {
    const page = await (await context({ javaScriptEnabled: false })).newPage();
    await page.goto(url());
    await page.getByText('Drydock').first().waitFor();
    await page.getByText('Downloading the machine').waitFor();
    await page.context().close();
  });

  it('remembers panel sizes and theme, and is operated by keys alone', async () => {
    const playground = await open();
    const { page } = playground;
    const width = () => playground.pane('lesson').evaluate((element) => element.getBoundingClientRect().width);
    const before = await width();
    await page.getByRole('separator', { name: 'Width of the lesson' }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    assert.equal(await width(), before + 48);
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    assert.equal(await theme(), 'light');
    await page.getByRole('button', { name: /^Theme/ }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.equal(await theme(), 'dark');
    await playground.reload();
    assert.deepEqual([await width(), await theme()], [before + 48, 'dark']);
    await page.keyboard.press('Alt+4');
    await page.keyboard.type('echo by keys');
    await page.keyboard.press('Enter');
    await playground.screen(/^by keys$/m);
    await page.keyboard.press('F1');
    await page.getByRole('dialog').getByText('Help').first().waitFor();
    await page.keyboard.press('Escape');
    await playground.close();
  });

  it('shows one panel at a time where it is narrow, and nothing is cut off', async () => {
    const playground = await open({ viewport: { width: 390, height: 844 } });
    const { page } = playground;
    const panels = page.getByRole('tablist', { name: 'Panels' });
    for (const [tab, pane] of [
      ['Lesson', 'lesson'],
      ['Editor', 'editor'],
      ['Objects', 'objects'],
      ['Terminal', 'terminal'],
    ] as const) {
      await panels.getByRole('tab', { name: tab }).click();
      assert.ok(await playground.pane(pane).isVisible());
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${tab} is wider than the window`);
    }
    const cut = await page
      .locator('header')
      .first()
      .evaluate((header) => header.scrollWidth - header.clientWidth);
    assert.equal(cut, 0);
    await panels.getByRole('tab', { name: 'Lesson' }).click();
    await playground.pane('lesson').getByRole('button').filter({ hasText: 'docker images' }).click();
    await playground.screen(/REPOSITORY/);
    assert.ok(await playground.pane('terminal').isVisible());
    await playground.close();
  });

  it('says what is wrong when there is no WebAssembly', async () => {
    const made = await context();
    await made.addInitScript('delete globalThis.WebAssembly');
    const page = await made.newPage();
    await page.goto(url());
    await page.getByRole('alert').getByText('WebAssembly').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await made.close();
  });

  it('says that the download was cut off, and starts on the second try', async () => {
    const made = await context();
    const page = await made.newPage();
    await made.route('**/guest/state.bin*', (route) => route.abort());
    await page.goto(url());
    await page
      .getByRole('alert')
      .getByText(/could not be downloaded/)
      .waitFor();
    await made.unroute('**/guest/state.bin*');
    // The page before it answers until it is gone.
    const again = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Try again' }).click();
    await again;
    await new Playground(page, url()).prompt();
    await made.close();
  });

  it('works without storage, and says that nothing is kept', { timeout: 2 * patience }, async () => {
    const made = await context();
    // Workers have no init scripts: the block is put in front of their code.
    await made.route(/\/_next\/static\/.*\.js$/, async (route) => {
      const response = await route.fetch();
      const block = "if (typeof WorkerGlobalScope !== 'undefined') Object.defineProperty(globalThis, 'indexedDB', { value: undefined });\n";
      await route.fulfill({ response, body: block + (await response.text()) });
    });
    const page = await made.newPage();
    await page.goto(url());
    const playground = new Playground(page, url());
    await playground.prompt();
    await page
      .getByRole('status')
      .getByText(/does not let the page keep anything/)
      .waitFor();
    assert.equal(await playground.output('docker run --rm busybox echo works'), 'works\n');
    await made.close();
  });
});
