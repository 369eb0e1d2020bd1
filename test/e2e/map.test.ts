import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { DrydockApi } from '../../engine/client/api.ts';
import { type Playground, site } from './playground.ts';

declare const drydock: DrydockApi;

const open = async (playground: Playground): Promise<Locator> => {
  await playground.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Map' }).click();
  const map = playground.page.locator('[data-map]');
  await map.waitFor();
  return map;
};

/** What the map says to a screen reader, of one kind. */
const said = (map: Locator, kind: string): Promise<string[]> =>
  map
    .locator(`[role="treeitem"][data-kind="${kind}"]`)
    .evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? '').sort());

/** Carries a command out, waits until the map shows what comes of it, and tells how long after the event that was, in milliseconds. */
async function drawn(page: Page, command: string, event: string, selector: string, present = true): Promise<number> {
  return page.evaluate(
    async ([command, event, selector, present]) => {
      let at: number | undefined;
      const stop = drydock.on('event', ({ Type, Action }) => {
        if (`${Type} ${Action}` === event) at ??= performance.now();
      });
      const shown = new Promise<number>((resolve) => {
        // By the frame, and without a named function: the loader's helper for names is not in the page.
        const timer = setInterval(() => {
          if (at === undefined || (document.querySelector(selector) !== null) !== present) return;
          clearInterval(timer);
          resolve(performance.now() - at);
        }, 16);
      });
      const { exitCode, stderr } = await drydock.run(command);
      if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
      const time = await shown;
      stop();
      return time;
    },
    [command, event, selector, present] as const,
  );
}

describe('the map', () => {
  const { open: start } = site();

  it('teaches when there is nothing, and follows every command', async (context) => {
    const playground = await start();
    const { page } = playground;
    const map = await open(playground);
    await map.getByText('Nothing is here yet').waitFor();

    const container = (name: string, state: string) => `[data-map] [data-kind="container"][data-name="${name}"][data-state="${state}"]`;
    const image = (name: string) => `[data-map] [data-kind="image"][data-name="${name}"]`;
    const steps: ReadonlyArray<readonly [command: string, event: string, selector: string, present?: boolean]> = [
      ['docker pull -q nginx', 'image pull', image('nginx')],
      ['docker pull -q debian:12-slim', 'image pull', image('debian:12-slim')],
      ['docker run -d --name web1 -p 8080:80 nginx', 'container start', container('web1', 'running')],
      ['docker create --name web2 -v pages:/pages nginx', 'container create', container('web2', 'created')],
      ['docker start web2', 'container start', container('web2', 'running')],
      ['docker pause web2', 'container pause', container('web2', 'paused')],
      ['docker unpause web2', 'container unpause', container('web2', 'running')],
      ['docker stop -t 0 web2', 'container die', container('web2', 'exited')],
      ['docker rename web2 site', 'container rename', container('site', 'exited')],
      [
        'docker exec web1 sh -c "head -c 1000000 /dev/zero > /zeros"',
        'container exec_die',
        '[data-map] [data-name="web1"][aria-label*="wrote 1 MB"]',
      ],
      ['docker commit web1 greeting:1', 'container commit', image('greeting:1')],
      ['docker tag greeting:1 greeting:2', 'image tag', '[data-map] [aria-label*="greeting:2"]'],
      ['docker rmi greeting:2', 'image untag', '[data-map] [aria-label*="greeting:2"]', false],
      ['docker rmi greeting:1', 'image delete', image('greeting:1'), false],
      ['docker volume create spare', 'volume create', '[data-map] [data-store="volume"][data-name="spare"]'],
      ['docker volume rm spare', 'volume destroy', '[data-map] [data-store="volume"][data-name="spare"]', false],
      [
        'mkdir -p /tmp/b && cd /tmp/b && echo hi > a && printf "FROM nginx\\nCOPY a /a\\nRUN echo b > /b\\n" > Dockerfile && docker build -q -t built .',
        'image tag',
        image('built'),
      ],
      ['docker rm site', 'container destroy', container('site', 'exited'), false],
    ];
    for (const [command, event, selector, present] of steps) {
      const time = await drawn(page, command, event, selector, present);
      context.diagnostic(`${event} drawn after ${time.toFixed(0)} ms (${command.split('&&').at(-1)?.trim()})`);
    }

    assert.deepEqual(await said(map, 'image'), [
      'Image built:latest, 69.9 MB, 5 layers, 3 shared with nginx:latest and debian:12-slim; no containers',
      'Image debian:12-slim, 63 MB, 1 layer, 1 shared with nginx:latest and built:latest; no containers',
      'Image nginx:latest, 69.9 MB, 3 layers, 3 shared with built:latest and debian:12-slim; 1 container: web1 running',
    ]);
    assert.deepEqual(await said(map, 'container'), ['Container web1 running, of nginx, wrote 1 MB, port 8080 of the host leads to 80']);
    assert.deepEqual(await said(map, 'store'), ['Volume pages, used by no container']);
    const layers = await said(map, 'layer');
    assert.equal(layers.length, 5);
    assert.match(layers[0] ?? '', /^Layer 1, 63 MB, made by ADD rootfs \/\. Stored once, shared by /);
    assert.equal(layers[4], 'Layer 5, 2 B, made by RUN echo b > /b. Only in built');
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('is walked by arrows, and tells about what is opened', async () => {
    const playground = await start();
    const { page } = playground;
    await playground.output('docker run -d --name web1 -v pages:/pages nginx');
    const map = await open(playground);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await map.locator('[data-name="web1"]').waitFor();
    await map.locator('[role="treeitem"][tabindex="0"]').focus();
    assert.match(await focused(), /^Layer 1, 63 MB/);
    for (const expected of [/^Layer 2/, /^Layer 3/, /^Image nginx/, /^Container web1/]) {
      await page.keyboard.press('ArrowUp');
      assert.match(await focused(), expected);
    }
    await page.keyboard.press('Enter');
    const inspector = map.getByRole('complementary', { name: 'Container web1' });
    await inspector.getByText('docker inspect').click();
    await inspector.getByText('"Name": "/web1"').waitFor();
    await inspector.getByRole('button', { name: /is pages/ }).click();
    await map.getByRole('complementary', { name: 'Volume pages' }).waitFor();
    await page.keyboard.press('Escape');
    await map.getByRole('complementary').waitFor({ state: 'detached' });
    assert.match(await focused(), /^Volume pages/);

    await map.locator('[data-kind="layer"]').first().locator('> div').first().click();
    const layer = map.getByRole('complementary', { name: /^Layer/ });
    await layer.getByText('ADD').first().waitFor();
    await layer.getByRole('button', { name: 'Its files' }).click();
    await map.waitFor({ state: 'detached' });
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('is still and complete for those who want no motion, in a narrow window too', async () => {
    const playground = await start({ reducedMotion: 'reduce', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const { page } = playground;
    await playground.output('docker run -d --name web1 nginx; docker pull -q busybox; docker pull -q python');
    await page.getByRole('tab', { name: 'Views' }).click();
    const map = page.locator('[data-map]');
    await map.locator('[data-name="web1"]').waitFor();
    assert.equal(await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length), 0);
    await map.locator('[data-name="web1"]').tap();
    await map.getByRole('complementary', { name: 'Container web1' }).waitFor();
    await playground.output('docker rm -f web1');
    await map.locator('[data-name="web1"]').waitFor({ state: 'detached' });
    await map.getByRole('complementary').waitFor({ state: 'detached' });
    await playground.close();
  });
});
