import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { type Playground, site } from './playground.ts';

const index = '/usr/share/nginx/html/index.html';

describe('the layer explorer', () => {
  const { open } = site();
  const view = (playground: Playground): Locator => playground.page.locator('[data-pane="view"]');
  const openLayers = async (playground: Playground): Promise<Locator> => {
    await playground.page.locator('[data-view="layers"]').first().click();
    return view(playground);
  };
  const choose = (playground: Playground, what: string) =>
    view(playground).getByRole('combobox', { name: 'Image or container' }).selectOption(what);
  const ask = async (playground: Playground, path: string): Promise<void> => {
    await view(playground).getByRole('textbox', { name: 'Path' }).fill(path);
    await view(playground).getByRole('button', { name: 'Which layer answers?' }).click();
  };
  const layer = (shown: Locator, number: number) => shown.locator(`[data-layer="${number - 1}"]`);

  it('teaches when there is nothing, with a command', async () => {
    const playground = await open();
    const shown = await openLayers(playground);
    await shown.getByText('Nothing to look into yet').waitFor();
    await shown.getByRole('button', { name: 'docker pull nginx' }).click();
    // It was typed and run: what it brought is shown.
    await layer(shown, 1).waitFor();
    assert.match(await playground.page.evaluate(() => window.drydock?.screen() ?? ''), /docker pull nginx/);
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('says which layer answers, before and after a container writes and deletes', async () => {
    const playground = await open();
    await playground.output('docker run -d --name web1 nginx');
    const shown = await openLayers(playground);
    await shown.locator('[data-layer]').first().waitFor();
    const history = (await playground.output("docker history --no-trunc --format '{{.CreatedBy}}' nginx")).split('\n');
    const copy = history.find((line) => line.startsWith('COPY')) ?? '';
    const answers = shown.getByRole('region', { name: 'Which layer answers' });

    await ask(playground, index);
    await answers.getByText('Layer 3 supplies this file.').waitFor();
    await shown.getByRole('treeitem', { name: /^index\.html, file/, selected: true }).waitFor();
    await answers.getByText(copy.replace(' # buildkit', '')).waitFor();
    await answers.getByText('Welcome to nginx!').first().waitFor();

    await playground.output(`docker exec web1 sh -c 'echo "written by hand" >> ${index}'`);
    await answers.getByText('The writable layer supplies this file.').waitFor();
    await answers.getByText('written by hand').waitFor();
    // The image's copy is still there, and can be read.
    await answers.getByRole('button', { name: /^has it, hidden/ }).click();
    await answers.getByText('nobody reads it there').waitFor();
    await answers.getByText('written by hand').waitFor({ state: 'detached' });

    await playground.output(`docker exec web1 rm ${index}`);
    await answers.getByText('Not there: the writable layer deletes it. It is still in layer 3, under a whiteout.').waitFor();
    await shown.getByRole('treeitem', { name: /^index\.html, file, deleted, deleted by the writable layer/ }).waitFor();

    // A folder that is deleted and made anew hides all that was in it.
    await playground.output("docker exec web1 sh -c 'rm -r /etc/nginx && mkdir /etc/nginx && echo mine > /etc/nginx/nginx.conf'");
    await ask(playground, '/etc/nginx/mime.types');
    await answers.getByText('Not there: the writable layer deletes it. It is still in layer 2, under a whiteout.').waitFor();
    await shown.getByRole('treeitem', { name: /^mime\.types, file, deleted, deleted by the writable layer/, selected: true }).waitFor();

    await ask(playground, '/etc/hosts');
    await answers.getByText(/No layer answers: \/etc\/hosts is mounted over/).waitFor();
    await ask(playground, '/no/such/file');
    await answers.getByText('Not there: no layer has it.').waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('names the line of the Dockerfile, opens it, and lays two images beside one another', async () => {
    const playground = await open();
    const { page } = playground;
    await playground.output(
      [
        'docker pull -q nginx && mkdir -p site && echo "<h1>Mine</h1>" > site/page.html',
        `printf 'FROM nginx\\n# The page\\nCOPY page.html ${index}\\nRUN rm /usr/share/nginx/html/50x.html\\n' > site/Dockerfile`,
        'docker build -q -t site site',
      ].join(' && '),
    );
    const shown = await openLayers(playground);
    await choose(playground, 'image site');
    const copied = layer(shown, 4);
    await copied.getByText('hides').waitFor();
    await layer(shown, 3).getByText('also in nginx').waitFor();

    // A layer's own files: what a higher layer hides is marked.
    await layer(shown, 3).getByRole('button').first().click();
    await shown.getByRole('treeitem', { name: /^index\.html, file, added, hidden by layer 4/ }).waitFor();
    await shown.getByRole('treeitem', { name: /^50x\.html, file, added, hidden by layer 5/ }).waitFor();
    await shown.getByRole('button', { name: /wasted$/ }).click();
    await shown.getByRole('button', { name: `3 ${index} hidden by 4` }).waitFor();

    await ask(playground, index);
    await shown.getByText('Layer 4 supplies this file.').waitFor();
    await ask(playground, '/usr/share/nginx/html/50x.html');
    await shown.getByText('Not there: layer 5 deletes it.').waitFor();
    await shown.getByText(/^Deleted by RUN rm/).waitFor();

    await shown.getByRole('combobox', { name: 'Compare with' }).selectOption('nginx');
    await shown.getByText('3 layers of both').waitFor();
    await shown.getByRole('searchbox', { name: 'Filter by name' }).fill('html');
    await shown.getByRole('treeitem', { name: /^50x\.html, file, only in nginx/ }).waitFor();
    await shown.getByRole('treeitem', { name: /^index\.html, file, in both, but not the same/ }).click();
    await shown.getByText('<h1>Mine</h1>').waitFor();

    // Of two Dockerfiles in the workspace it is the one that was built.
    await shown.getByRole('combobox', { name: 'Compare with' }).selectOption('');
    await copied.getByRole('button', { name: 'Dockerfile:3' }).click();
    await playground.pane('editor').getByRole('tab', { selected: true }).getByText('Dockerfile').waitFor();
    await playground.pane('editor').locator('.view-line', { hasText: 'COPY page.html' }).waitFor();
    // The line is selected and the editor focused when it has taken the file.
    await playground.pane('editor').locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.type('# ');
    await playground.eventually('sed -n 3p site/Dockerfile', /^# COPY page\.html/);

    // What was shown is still shown.
    await openLayers(playground);
    await copied.waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('goes by keyboard through thousands of files', async () => {
    const playground = await open();
    const { page } = playground;
    await playground.output('docker pull -q nginx');
    const shown = await openLayers(playground);
    const tree = shown.getByRole('tree', { name: 'All together' });
    const activePath = (element: Element) =>
      document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.getAttribute('data-path') ?? undefined;
    // Rows far away are drawn when they are scrolled to.
    const current = async () => {
      const element = await tree.elementHandle();
      assert.ok(element);
      await page.waitForFunction(activePath, element);
      return element.evaluate(activePath);
    };
    await tree.getByRole('treeitem').first().waitFor();
    await tree.focus();
    await page.keyboard.press('End');
    const last = await current();
    await page.keyboard.press('Home');
    const first = await current();
    assert.notEqual(first, last);
    await shown.getByRole('searchbox', { name: 'Filter by name' }).fill('nginx.conf');
    await tree.getByRole('treeitem', { name: /^nginx\.conf, file, from layer 3/ }).waitFor();
    await tree.focus();
    for (let steps = 0; steps < 6 && (await current()) !== '/etc/nginx/nginx.conf'; steps++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await shown.getByText('Layer 3 supplies this file.').waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });
});
