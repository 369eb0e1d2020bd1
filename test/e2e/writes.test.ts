import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Playground, site } from './playground.ts';

const index = '/usr/share/nginx/html/index.html';

declare global {
  interface Window {
    /** Looks at a writable layer that the page asked its worker for, and movements that were drawn. */
    looks: number;
    flights: string[];
  }
}

/** Before the page's own scripts. */
const spy = (page: Page) =>
  page.addInitScript(() => {
    window.looks = 0;
    window.flights = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, ...args: [unknown]) {
      if (JSON.stringify(args[0])?.includes('"writable"')) window.looks++;
      return post.apply(this, args);
    };
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof HTMLElement && node.dataset.what) window.flights.push(`${node.dataset.what} ${node.textContent}`);
    }).observe(document, { subtree: true, childList: true });
  });

describe('the copy-up microscope', () => {
  const { open, context, url } = site();
  const openWrites = async (playground: Playground): Promise<Locator> => {
    await playground.page.locator('[data-view="writes"]').first().click();
    return playground.page.locator('[data-pane="view"]');
  };

  it('shows what two containers of one image write, where it came from, and what it costs', async () => {
    const page = await (await context()).newPage();
    await spy(page);
    const playground = new Playground(page, url());
    await playground.load();
    const shown = await openWrites(playground);
    await shown.getByText('No container writes yet').waitFor();

    await playground.output('docker run -d --name web1 nginx && docker run -d --name web2 nginx');
    const web1 = shown.getByRole('region', { name: 'web1, writable layer' });
    const web2 = shown.getByRole('region', { name: 'web2, writable layer' });
    await web1.waitFor();
    await web2.waitFor();
    await shown.getByText(/^Both share [\d.]+ MB; web1 has .* of its own, web2 .* without sharing it would be/).waitFor();
    // What nginx itself writes while it starts is over.
    for (const web of [web1, web2]) await web.locator('[data-path="/run/nginx.pid"]').waitFor();
    // Shared layers are drawn once.
    assert.equal(await shown.locator('[data-layer="0"]').count(), 1);

    await playground.output(`docker exec web1 sh -c 'echo "by hand" >> ${index}'`);
    const row = web1.locator(`[data-path="${index}"]`);
    await row.waitFor();
    assert.equal(await row.getAttribute('data-sign'), 'C');
    assert.match(String(await row.getByRole('button').first().getAttribute('aria-label')), /Copied up from layer 3: COPY/);
    await shown.getByText(/^copied up from layer 3, then written: \d+ B → \d+ B$/).waitFor();
    await shown.getByText(new RegExp(`web1: .*${index} copied up from layer 3`)).waitFor({ state: 'attached' });
    assert.equal(await web2.locator(`[data-path="${index}"]`).count(), 0);

    await playground.output('docker exec web1 rm /usr/share/nginx/html/50x.html && docker exec web2 sh -c "echo note > /note.txt"');
    await web1.locator('[data-path="/usr/share/nginx/html/50x.html"][data-sign="D"]').waitFor();
    await shown.getByText(/^deleted: a whiteout hides it; layer 3 still has its/).waitFor();
    await web2.locator('[data-path="/note.txt"][data-sign="A"]').waitFor();
    // A row is there before its movement begins.
    await page.waitForFunction(() => ['copied index.html', 'hidden 50x.html'].every((flight) => window.flights.includes(flight)));

    await row.getByRole('button', { name: /^Before and after/ }).click();
    await shown.getByRole('region', { name: 'Before and after' }).locator('[data-line="+"]', { hasText: 'by hand' }).waitFor();

    // Nobody sees it: nobody looks.
    await page.locator('[data-view="workspace"]').first().click();
    await playground.pane('editor').waitFor();
    // The last one may still have been on its way.
    const looks = () => page.evaluate(() => window.looks);
    let before = -1;
    while (before !== (await looks())) {
      before = await looks();
      await page.waitForTimeout(1000);
    }
    await playground.output('docker exec web1 touch /meanwhile && sleep 1.5');
    assert.equal(await looks(), before);

    // What happened meanwhile is there on the way back; a click leads to the layers.
    await openWrites(playground);
    await web1.locator('[data-path="/meanwhile"]').waitFor();
    await row.getByRole('button').first().click();
    await shown.getByText('The writable layer supplies this file.').waitFor();

    await openWrites(playground);
    await playground.output('docker rm -f web2');
    await web2.waitFor({ state: 'detached' });
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('moves nothing for who wants no motion, and offers what to write', async () => {
    const page = await (await context({ reducedMotion: 'reduce' })).newPage();
    await spy(page);
    const playground = new Playground(page, url());
    await playground.load();
    await playground.output('docker run -d --name tool busybox sleep 1000');
    const shown = await openWrites(playground);
    await shown.getByText('Nothing written: all it sees is its image.').waitFor();
    await shown.getByRole('button', { name: "docker exec tool sh -c 'echo hello > /hello.txt'" }).click();
    await shown.locator('[data-path="/hello.txt"][data-sign="A"]').waitFor();
    await playground.output('docker exec tool sh -c "echo more >> /etc/passwd"');
    await shown.locator('[data-path="/etc/passwd"][data-sign="C"]').waitFor();
    assert.deepEqual(await page.evaluate(() => window.flights), []);
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('shows a stopped container too', async () => {
    const playground = await open();
    await playground.output('docker run --name done busybox sh -c "echo kept > /data"');
    const shown = await openWrites(playground);
    await shown.locator('[data-path="/data"][data-sign="A"]').waitFor();
    await shown.getByText(/done has 5 B of its own/).waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });
});
