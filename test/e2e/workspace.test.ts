import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type Playground, site } from './playground.ts';

/** Waits until the editor shows the text. Monaco's spaces are no-break spaces. */
async function editorShows(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('.monaco-editor .view-lines')?.textContent?.replaceAll('\u00a0', ' ').includes(wanted),
    text,
  );
}

const editorText = (page: Page) => page.locator('.monaco-editor .view-lines').first();

async function openFile(playground: Playground, path: string): Promise<void> {
  await playground.file(path).click();
  await playground.page.getByRole('tab', { name: path.split('/').at(-1) ?? path, selected: true }).waitFor();
  await editorText(playground.page).click();
}

describe('the workspace', () => {
  const { open } = site();

  it('starts with an example whose Dockerfile is open, and knows Dockerfiles', async () => {
    const playground = await open();
    const { page } = playground;
    await page.getByRole('tab', { name: 'Dockerfile', selected: true }).waitFor();
    assert.match(await playground.output('ls /workspace'), /Dockerfile[\s\S]*app\.py/);
    await editorText(page).getByText('FROM').waitFor();
    await editorText(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nHEALTHC');
    await page.locator('.suggest-widget').getByText('HEALTHCHECK NONE').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.squiggly-error').first().waitFor();
    await editorText(page).getByText('WORKDIR').first().hover();
    await page
      .locator('.monaco-hover')
      .getByText(/working directory/i)
      .first()
      .waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('carries edits to the guest, and the guest’s changes into the editor without losing undo', async () => {
    const playground = await open();
    const { page } = playground;
    await openFile(playground, 'README.md');
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('typed in the editor ');
    await playground.eventually('head -1 README.md', /^typed in the editor # A web/);
    await playground.output("sed -i '1s/.*/changed in the guest/' README.md");
    await editorShows(page, 'changed in the guest');
    await page.keyboard.press('Control+z');
    await editorShows(page, 'typed in the editor');
    await playground.eventually('head -1 README.md', /^typed in the editor/);
    await playground.close();
  });

  it('shows files that the guest makes, and makes, renames and deletes them itself', async () => {
    const playground = await open();
    const { page } = playground;
    const files = playground.pane('files');
    await playground.output('mkdir -p src && echo hi > src/from-guest.txt');
    await playground.file('src').click();
    await playground.file('src/from-guest.txt').waitFor();
    await files.getByRole('button', { name: 'New file' }).click();
    await page.keyboard.type('new.py');
    await page.keyboard.press('Enter');
    await playground.file('src/new.py').waitFor();
    await playground.eventually('ls src', /new\.py/);
    await playground.file('src/from-guest.txt').focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('renamed');
    await page.keyboard.press('Enter');
    await playground.file('src/renamed.txt').waitFor();
    assert.equal(await playground.output('cat src/renamed.txt'), 'hi\n');
    await playground.file('src/renamed.txt').focus();
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await playground.file('src/renamed.txt').waitFor({ state: 'detached' });
    await playground.eventually('ls src', /^new\.py\n$/);
    await playground.close();
  });

  it('takes uploads and gives downloads', async () => {
    const playground = await open();
    const { page } = playground;
    const bytes = Buffer.from([0, 1, 2, 250, 255]);
    await page.locator('input[type=file]').setInputFiles({ name: 'data.bin', mimeType: 'application/octet-stream', buffer: bytes });
    await playground.file('data.bin').waitFor();
    assert.equal(await playground.output('od -An -tu1 data.bin | tr -s " "'), ' 0 1 2 250 255\n');
    await playground.file('data.bin').click({ button: 'right' });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Download' }).click()]);
    assert.equal(download.suggestedFilename(), 'data.bin');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    assert.deepEqual(Buffer.concat(chunks), bytes);
    await playground.close();
  });

  it('is there again after a reload', async () => {
    const playground = await open();
    const { page } = playground;
    await openFile(playground, 'app.py');
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# kept\n');
    await playground.eventually('head -1 app.py', /^# kept/);
    await playground.output('rm style.css; echo by-guest > kept.txt');
    await playground.reload();
    assert.equal(await playground.output('head -1 app.py; cat kept.txt; test -e style.css || echo gone'), '# kept\nby-guest\ngone\n');
    await playground.close();
  });

  it('Build and Run type their commands for the open Dockerfile', async () => {
    const playground = await open();
    const { page } = playground;
    await page.getByRole('button', { name: 'Build', exact: true }).click();
    await playground.screen(/docker build -t web \./);
    await playground.pane('objects').getByText('web:latest').first().waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await playground.screen(/docker run --rm -it -p 8000:8000 web/);
    await playground.screen(/Listening on http:\/\/localhost:8000/);
    assert.match(await playground.output('curl -s localhost:8000'), /This page comes from the machine <b>[0-9a-f]{12}<\/b>/);
    await playground.pane('objects').getByRole('button', { name: '8000→8000' }).click();
    const frame = page.getByRole('dialog').frameLocator('iframe');
    await frame.getByText('Visits so far').waitFor();
    await playground.close();
  });
});
