import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DrydockApi } from '../../engine/client/api.ts';
import type { Playground } from './playground.ts';
import { patience, site } from './playground.ts';

declare const drydock: DrydockApi;

const note = ({ page }: Playground) => page.getByRole('status', { name: 'A note' });

async function type({ page }: Playground, command: string): Promise<void> {
  await page.evaluate((text) => drydock.type(text), `clear; ${command}\n`);
}

/** All notes that come from now on, by their ids. */
async function watchNotes({ page }: Playground): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const came: string[] = [];
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof Element)
            for (const one of [node, ...node.querySelectorAll('*')]) came.push(one.getAttribute('data-note') ?? '');
    }).observe(document.body, { subtree: true, childList: true });
    Object.assign(window, { came });
  });
  return () => page.evaluate(() => [...new Set((window as unknown as { came: string[] }).came)].filter((id) => id !== ''));
}

describe('misconception notes', () => {
  const { open } = site();

  it('come on the learner’s own commands, once, one at a time, and can be switched off', { timeout: 10 * patience }, async () => {
    const playground = await open();
    const { page } = playground;
    await page.evaluate(() => drydock.run('docker pull nginx && docker create --name web1 nginx'));
    await type(playground, 'docker start nginx');
    await note(playground).getByText('An image is never started').waitFor();
    assert.match((await note(playground).textContent()) ?? '', /you have one: web1/);

    await note(playground).getByRole('button', { name: 'Show me' }).click();
    await page.locator('[data-stage="map"]').waitFor();
    await note(playground).getByRole('button', { name: 'docker start web1' }).click();
    // The lesson beside it asks `docker port web1` again and again: that is nobody's command.
    await playground.screen(/\nweb1\n+root@drydock:\/workspace#\s*$/);

    await type(playground, 'docker rm nginx');
    await note(playground).getByText('rm is for containers, rmi for images').waitFor();
    assert.equal(await note(playground).count(), 1);
    await note(playground).getByRole('button', { name: 'Put the note away' }).click();
    assert.equal(await note(playground).count(), 0);

    // Once for each learner, also after a reload: the next note that comes is another one.
    await playground.reload();
    await type(playground, 'docker start nginx; docker rm nginx; docker start web1; docker stop web1; docker ps');
    await note(playground).getByText('web1 is stopped, not gone').waitFor();

    await note(playground).getByRole('button', { name: 'No more notes' }).click();
    await type(playground, 'docker start web1; docker images; docker ps; echo "is"over');
    await playground.screen(/^isover$/m);
    await page.waitForTimeout(1500);
    assert.equal(await note(playground).count(), 0);
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('do not come on what a click typed', { timeout: 10 * patience }, async () => {
    const playground = await open();
    const { page } = playground;
    await page.evaluate(() => drydock.run('docker pull nginx'));
    const came = await watchNotes(playground);
    await page.evaluate(() => drydock.command('docker start nginx'));
    await playground.screen(/No such container: nginx[\s\S]*root@drydock:\/workspace#\s*$/);
    // Commands are looked at one after the other: the note on this one would come after that on the click's.
    await type(playground, 'docker rm nginx');
    await note(playground).getByText('rm is for containers, rmi for images').waitFor();
    assert.deepEqual(await came(), ['rm-rmi']);
    await playground.close();
  });
});
