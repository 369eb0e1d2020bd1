import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Playground, patience, site } from './playground.ts';

const dockerfile = `FROM busybox
WORKDIR /srv
RUN mkdir data && \\
    echo made > data/made
COPY app.txt notes.txt ./
RUN cat app.txt notes.txt > all
CMD ["cat", "all"]
`;

/** Each line of the editor with the words beside it. Monaco's spaces are no-break spaces. */
const lines = ({ page }: Playground): Promise<string[]> =>
  page
    .locator('.monaco-editor .view-lines')
    .evaluate((place) =>
      [...place.querySelectorAll<HTMLElement>('.view-line')]
        .sort((a, b) => a.offsetTop - b.offsetTop)
        .map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' ')),
    );

async function marked(playground: Playground, ...wanted: ReadonlyArray<readonly [line: number, mark: RegExp]>): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const shown = await lines(playground);
    const missing = wanted.filter(([line, mark]) => !mark.test(shown[line - 1] ?? ''));
    if (missing.length === 0) return;
    assert.ok(Date.now() < deadline, `${missing.map(([line, mark]) => `line ${line}: ${mark}`)} in\n${shown.join('\n')}`);
    await playground.page.waitForTimeout(50);
  }
}

const summary = ({ page }: Playground) => page.locator('[data-pane="editor"]').getByRole('status');
const look = async ({ page }: Playground, name: string) => {
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
};

describe('the cache explainer', () => {
  const { open } = site();

  it('says of each line what the build did, and of a miss the very file', { timeout: 10 * patience }, async () => {
    const playground = await open();
    const { page } = playground;
    const write = (name: string, text: string) => playground.output(`cat > ${name} <<'END'\n${text}END`);
    await write('Dockerfile', dockerfile);
    await playground.output('echo one > app.txt; echo two > notes.txt');
    await playground.file('Dockerfile').click();
    await marked(playground, [1, /^FROM busybox$/]);
    const hide = page.getByRole('button', { name: 'Hide what the build said' });
    assert.equal(await hide.count(), 0);

    await playground.output('docker build -t app .');
    await marked(
      playground,
      [1, /^FROM busyboxfetched · [\d.]+ m?s$/],
      [2, /^WORKDIR \/srvran: not built before · .* · 0 B$/],
      [3, /\\ran: not built before · [\d.]+ m?s · 5 B$/],
      [4, /data\/made$/],
      [7, /\]$/],
    );
    await page.getByText('0 of 5 steps from the cache').first().waitFor();
    await look(playground, 'cache-first');

    await playground.output('echo changed >> app.txt; docker build -t app .');
    await marked(
      playground,
      [1, /already here$/],
      [3, /cached · 5 B$/],
      [5, /ran: app\.txt changed · [\d.]+ m?s · 16 B$/],
      [6, /ran: the step above changed · /],
    );
    assert.equal(
      await summary(playground).last().textContent(),
      'Build done: 3 of 5 steps from the cache; step 4, COPY app.txt notes.txt ./, was run because app.txt changed',
    );
    assert.match(
      (await page.locator('[data-pane="editor"]').textContent()) ?? '',
      /3 of 5 steps from the cache, [\d.]+ m?sCOPY: app\.txt changed/,
    );
    await look(playground, 'cache-changed');
    await page.locator('.view-line').filter({ hasText: 'COPY' }).getByText('app.txt changed').hover();
    await page.locator('.monaco-hover').getByText('because app.txt changed').waitFor();
    await look(playground, 'cache-hover');

    // Marks move with their lines; one goes when its line is edited, and comes back with it.
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# a comment\n');
    await marked(playground, [1, /^# a comment$/], [6, /app\.txt changed · /]);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.type(' && true');
    await marked(playground, [6, /app\.txt changed · /], [7, /all && true$/]);
    await playground.eventually('tail -3 Dockerfile', /all && true/);
    await write('Dockerfile', dockerfile);
    await marked(playground, [5, /app\.txt changed · /], [6, /the step above changed · /]);

    // The latest build of this text, also after a reload; hidden until the next one.
    await playground.reload();
    await playground.file('Dockerfile').click();
    await marked(playground, [5, /app\.txt changed · /]);
    await hide.click();
    await marked(playground, [5, /^COPY app\.txt notes\.txt \.\/$/]);
    assert.equal(await hide.count(), 0);
    await playground.output('docker build -q -t app .');
    await page.getByText('All 5 steps from the cache').first().waitFor();
    await marked(playground, [5, /cached · 16 B$/], [6, /cached · 16 B$/]);

    // A step that fails, and those that were not reached.
    await write('Dockerfile', dockerfile.replace('RUN cat app.txt notes.txt > all', 'RUN cat missing > all\nRUN echo never'));
    await marked(playground, [6, /^RUN cat missing > all$/]);
    await playground.run('docker build -t app .');
    await marked(playground, [5, /cached · 16 B$/], [6, /failed after [\d.]+ m?s$/], [7, /^RUN echo never$/]);
    await page.getByText('The build failed at line 6').first().waitFor();
    await look(playground, 'cache-failed');

    // While it goes on.
    await write('Dockerfile', 'FROM busybox\nRUN sleep 1000 || echo awake\n');
    await marked(playground, [2, /^RUN sleep 1000 \|\| echo awake$/]);
    const building = playground.output('docker build -q -t slow .');
    await marked(playground, [1, /already here$/], [2, /running: another instruction stood here: WORKDIR \/srv$/]);
    await page.getByText('Building: RUN sleep 1000 || echo awake').waitFor();
    // The step has begun; its process is there a moment later.
    await playground.eventually('killall sleep && echo woken', /woken/);
    await building;
    await marked(playground, [2, /ran: another instruction stood here: WORKDIR \/srv · /]);

    await page.getByRole('tab', { name: 'Dockerfile' }).press('Delete');
    assert.equal(await hide.count(), 0);
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });

  it('fits a narrow window, and a dark one', { timeout: 10 * patience }, async () => {
    const playground = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    const { page } = playground;
    await playground.output(`cat > Dockerfile <<'END'\n${dockerfile}END\necho one > app.txt; echo two > notes.txt; docker build -t app .`);
    await page
      .getByRole('tab', { name: 'Editor' })
      .or(page.getByRole('button', { name: 'Editor' }))
      .first()
      .click();
    await page.getByText('0 of 5 steps from the cache').first().waitFor();
    await marked(playground, [2, /not built before · /]);
    const box = await page.getByRole('button', { name: 'Hide what the build said' }).boundingBox();
    assert.ok(box !== null && box.x + box.width <= 390);
    await look(playground, 'cache-narrow');
    await playground.close();
  });
});
