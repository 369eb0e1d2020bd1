import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLessons } from '../../app/content.ts';
import type { DrydockApi } from '../../engine/client/api.ts';
import type { Playground } from './playground.ts';
import { patience, site } from './playground.ts';

declare const drydock: DrydockApi;

const lesson = readLessons()[0]?.original;
assert.ok(lesson);

async function checksDone(playground: Playground): Promise<boolean[]> {
  const items = playground.pane('lesson').getByRole('list', { name: 'What this step checks' }).getByRole('listitem');
  return items.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-met') === 'true'));
}

/** Clicks a command of the lesson and waits until the terminal is at its prompt again. */
async function click(playground: Playground, command: string): Promise<void> {
  await playground.page.evaluate(() => drydock.type('clear\n'));
  await playground.screen(/^root@drydock:\/workspace#\s*$/);
  await playground
    .pane('lesson')
    .getByRole('button')
    .filter({ has: playground.page.locator('code', { hasText: command }) })
    .first()
    .click();
  await playground.screen(/\S\n+root@drydock:\/workspace#\s*$/);
}

describe('the lesson', () => {
  const { open } = site();

  it('is done by its own commands, step by step, each check unmet before', { timeout: 10 * patience }, async () => {
    const playground = await open();
    const { page } = playground;
    const panel = playground.pane('lesson');
    for (const [index, step] of lesson.steps.entries()) {
      await panel.getByText(`Step ${index + 1} of ${lesson.steps.length}`).waitFor();
      await panel.getByText(step.title, { exact: true }).waitFor();
      assert.ok((await checksDone(playground)).includes(false), `step ${step.id} is done before it began`);
      for (const block of step.body) {
        if (block.kind === 'run') await click(playground, block.command.split('\n')[0] ?? '');
        if (block.kind !== 'quiz' || block.quiz.kind === 'text') continue;
        const wrong = block.quiz.options.findIndex(({ correct }) => !correct);
        const right = block.quiz.options.findIndex(({ correct }) => correct);
        await panel.locator('fieldset input').nth(wrong).check();
        await panel.getByRole('button', { name: 'Answer' }).click();
        assert.equal((await checksDone(playground))[0], false);
        await panel.locator('fieldset input').nth(right).check();
        await panel.getByRole('button', { name: 'Answer' }).click();
      }
      await page.waitForFunction(() =>
        [...document.querySelectorAll('[data-pane="lesson"] li[data-met]')].every((item) => item.getAttribute('data-met') === 'true'),
      );
      if (index < lesson.steps.length - 1) await panel.getByRole('button', { name: 'Next' }).click();
    }
    await panel.getByText('You have done the whole lesson.').waitFor();
    await playground.reload();
    await panel.getByText('You have done the whole lesson.').waitFor();
    await panel.getByRole('button', { name: 'Start the lesson again' }).click();
    await panel.getByText(`Step 1 of ${lesson.steps.length}`).waitFor();
    assert.deepEqual(playground.errors, []);
    await playground.close();
  });
});
