import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { site } from './playground.ts';

describe('images and containers', () => {
  const { open } = site();

  it('teach when empty, follow the engine, and type what they do', async () => {
    const playground = await open();
    const { page } = playground;
    const objects = playground.pane('objects');
    await objects.getByText('No containers yet').waitFor();
    await objects.getByText('No images yet').waitFor();

    await playground.output('docker run -d --name web -p 8081:80 nginx');
    const item = objects.getByRole('listitem').filter({ has: page.getByText('web', { exact: true }) });
    await item.locator('[data-state="running"]').waitFor();
    await item.getByRole('button', { name: '8081→80' }).waitFor();
    await objects.getByText('nginx').last().waitFor();

    await item.hover();
    await item.getByRole('button', { name: 'docker stop web' }).click();
    await playground.screen(/docker stop web/);
    await item.locator('[data-state="exited"]').waitFor();
    await item.hover();
    await item.getByRole('button', { name: 'docker rm web' }).click();
    await item.waitFor({ state: 'detached' });
    await objects.getByText('No containers yet').waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('open a drawer with history, changes and inspect', async () => {
    const playground = await open();
    const { page } = playground;
    const objects = playground.pane('objects');
    await playground.output('docker run -d --name web nginx && docker exec web touch /new-file');
    await objects.getByText('web', { exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('/new-file').waitFor();
    assert.match(String(await drawer.locator('pre').textContent()), /"Name": "\/web"/);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await objects
      .getByText(/^nginx/)
      .last()
      .click();
    await drawer.getByText('How it was made, newest first').waitFor();
    await playground.close();
  });

  it('keep the files of a container that ended just before the page went away', async () => {
    const playground = await open();
    await playground.output('docker pull -q busybox');
    await playground.output('docker run --name quick busybox sh -c "echo written > /last; echo done"');
    // No flush: what was told is kept.
    await playground.page.reload();
    await playground.prompt();
    assert.equal(await playground.output('docker cp quick:/last - | tar xO'), 'written\n');
    assert.equal(await playground.output("docker ps -a --format '{{.Names}} {{.State}}'"), 'quick exited\n');
    await playground.close();
  });

  it('are all there after a reload, and a stopped container goes on with its files', async () => {
    const playground = await open();
    await playground.output('docker run --name kept busybox sh -c "echo precious > /data"');
    await playground.reload();
    const item = playground
      .pane('objects')
      .getByRole('listitem')
      .filter({ has: playground.page.getByText('kept', { exact: true }) });
    await item.locator('[data-state="exited"]').waitFor();
    await playground.output('docker commit kept kept-image');
    assert.equal(await playground.output('docker run --rm kept-image cat /data'), 'precious\n');
    await playground.close();
  });
});
