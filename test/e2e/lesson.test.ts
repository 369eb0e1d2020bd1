import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLessons } from '../../app/content.ts';
import type { DrydockApi } from '../../engine/client/api.ts';
import { blocksOf } from '../../engine/lesson/answers.ts';
import type { Answer, Lesson, Quiz, Step } from '../../engine/lesson/lesson.ts';
import { parseLesson } from '../../engine/lesson/parse.ts';
import { commandsOf } from '../../engine/lesson/script.ts';
import { Playground, patience, site } from './playground.ts';

declare const drydock: DrydockApi;

const lessons = readLessons();
const first = lessons[0]?.original;
assert.ok(first);

/** The lesson panel as a learner uses it. */
class LessonPage extends Playground {
  readonly panel = this.pane('lesson');

  async start(query: string): Promise<void> {
    await this.page.goto(new URL(query, this.url).href);
    await this.prompt();
  }

  /** The lesson is there, and followed. */
  async followed(): Promise<void> {
    await this.panel.locator('[data-ready="true"]').waitFor();
  }

  async at(lesson: Lesson, index: number): Promise<void> {
    await this.panel.locator(`[data-step="${lesson.steps[index]?.id}"]`).waitFor();
    await this.panel.getByText(`Step ${index + 1} of ${lesson.steps.length}`).waitFor();
  }

  met(): Promise<string[]> {
    return this.panel
      .locator('[data-check][data-met="true"]')
      .evaluateAll((items) => items.map((item) => item.getAttribute('data-check') ?? ''));
  }

  check(id: string) {
    return this.panel.locator(`[data-check="${id}"]`);
  }

  async isMet(id: string): Promise<void> {
    await this.panel
      .locator(`[data-check="${id}"][data-met="true"]`)
      .waitFor()
      .catch(async (error) => {
        throw new Error(`${id} was never met; the terminal shows:\n${await this.page.evaluate(() => drydock.screen())}`, { cause: error });
      });
  }

  async whenDone(step: Step): Promise<void> {
    for (const { id } of step.checks) await this.isMet(id);
  }

  next(): Promise<void> {
    return this.panel.getByRole('button', { name: 'Next', exact: true }).click();
  }

  /** At an empty screen, so that the next prompt is that after the command. */
  private async clear(): Promise<void> {
    // An empty screen that was there before is none: what is typed before its prompt would be echoed behind its back.
    const mark = Math.random().toString(36).slice(2, 10);
    await this.page.evaluate((text) => drydock.type(text), `echo ${mark.slice(0, 4)}''${mark.slice(4)}\n`);
    await this.screen(new RegExp(`(^|\\n)${mark}\\n[\\s\\S]*root@drydock:\\S*#\\s*$`));
    // The shell may have a word to say of a job first.
    for (let shown = '['; shown.startsWith('['); ) {
      await this.page.evaluate(() => drydock.type('clear\n'));
      shown = await this.screen(/^(\[\d+\][^#]*\n)?root@drydock:\S*#\s*$/);
    }
  }

  private async whenPrompted(): Promise<void> {
    await this.screen(/\S\n+root@drydock:\S*#\s*$/);
  }

  /** As the page types it. */
  async command(line: string): Promise<void> {
    await this.clear();
    await this.page.evaluate((text) => drydock.command(text), line);
    await this.whenPrompted();
  }

  /** A click on a command of the lesson. */
  async click(command: string): Promise<void> {
    await this.clear();
    await this.panel
      .getByRole('button')
      .filter({ has: this.page.locator('code', { hasText: command.split('\n')[0] ?? '' }) })
      .first()
      .click();
    await this.whenPrompted();
  }

  async answer(quiz: Quiz, answer: Answer): Promise<void> {
    const fields = this.question(quiz.question);
    if (typeof answer === 'string') await fields.getByLabel('Your answer').fill(answer);
    else {
      for (const [index, input] of (await fields.locator('input').all()).entries()) {
        if (quiz.kind === 'single' ? answer.includes(index) : (await input.isChecked()) !== answer.includes(index)) await input.click();
      }
    }
    await fields.getByRole('button', { name: 'Answer' }).click();
  }

  predict(id: string, option: number): Promise<void> {
    return this.panel.locator(`[data-predict="${id}"] input`).nth(option).check();
  }

  private question(nodes: Quiz['question']) {
    const text = JSON.stringify(nodes).match(/"value":"([^"\\]{8,40})/)?.[1] ?? '';
    return this.panel.locator('fieldset', { hasText: text });
  }
}

const quizOf = (step: Step, id: string): Quiz => {
  const block = blocksOf(step).find((one) => one.kind === 'quiz' && one.quiz.id === id);
  assert.ok(block?.kind === 'quiz', `${step.id} has no quiz ${id}`);
  return block.quiz;
};

describe('the course', () => {
  const { context, url } = site();
  const open = async (query: string) => {
    const page = new LessonPage(await (await context()).newPage(), url());
    await page.start(query);
    return page;
  };

  for (const { original: lesson } of lessons) {
    it(`${lesson.id} is done by its solution`, { timeout: 10 * patience }, async () => {
      const learner = await open(`?lesson=${lesson.id}`);
      await learner.followed();
      for (const [index, step] of lesson.steps.entries()) {
        await learner.at(lesson, index);
        assert.deepEqual(await learner.met(), [], `step ${step.id} is not to be done before it begins`);
        const { script = '', answers = {}, predictions = {} } = lesson.solution[step.id] ?? {};
        for (const [id, answer] of Object.entries(answers)) await learner.answer(quizOf(step, id), answer);
        for (const [id, choice] of Object.entries(predictions)) await learner.predict(id, choice);
        // Each step of a solution begins there.
        if (index > 0) await learner.command('cd /workspace');
        for (const command of commandsOf(script)) await learner.command(command);
        await learner.whenDone(step);
        for (const id of Object.keys(predictions)) await learner.panel.locator(`[data-predict="${id}"][data-graded="true"]`).waitFor();
        if (index < lesson.steps.length - 1) await learner.next();
      }
      await learner.panel.getByText('You have done the whole lesson.').waitFor();
      assert.deepEqual(learner.errors, []);
      await learner.close();
    });
  }

  it('its first lesson is done by clicks alone, left, taken up again, and shown in another language', {
    timeout: 10 * patience,
  }, async () => {
    const learner = await open('');
    await learner.followed();
    const { panel, page } = learner;
    for (const [index, step] of first.steps.entries()) {
      await learner.at(first, index);
      for (const block of blocksOf(step)) {
        if (block.kind === 'run') await learner.click(block.command);
        if (block.kind === 'predict') await learner.predict(block.predict.id, 0);
        if (block.kind !== 'quiz') continue;
        const right = first.solution[step.id]?.answers[block.quiz.id];
        assert.ok(right !== undefined, `the solution does not answer ${block.quiz.id}`);
        if (block.quiz.kind === 'single') {
          await learner.answer(block.quiz, [block.quiz.options.findIndex(({ correct }) => !correct)]);
          assert.equal(await panel.locator('fieldset label[data-mark="wrong"]').count(), 1);
        }
        await learner.answer(block.quiz, right);
      }
      await learner.whenDone(step);
      if (index < first.steps.length - 1) await learner.next();
    }
    await panel.getByText('You have done the whole lesson.').waitFor();
    await learner.reload();
    await panel.getByText('You have done the whole lesson.').waitFor();

    await panel.getByLabel('Language').selectOption('es');
    await panel.locator('[lang="es"][data-ready="true"]').waitFor();
    const spanish = lessons[0]?.languages.find(({ language }) => language === 'es');
    await panel.getByRole('heading', { name: spanish?.title ?? '', exact: true }).waitFor();
    await learner.whenDone(first.steps.at(-1) as Step);

    // The words around it as well.
    const { length } = first.steps;
    await panel.getByText(`Paso ${length} de ${length}`, { exact: true }).waitFor();
    await panel.getByText('Has terminado toda la lección.').waitFor();
    const next = panel.getByRole('button', { name: `Siguiente: ${lessons[1]?.original.title}` });
    assert.equal(await next.locator('[lang]').getAttribute('lang'), 'en');
    await panel.getByRole('button', { name: 'Empezar de nuevo el paso o la lección' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Toda la lección').check();
    await dialog.getByText('imagen nginx:latest', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Cancelar' }).click();
    await panel.getByRole('button', { name: 'Atrás' }).click();
    await panel.getByText(`Paso ${length - 1} de ${length}`, { exact: true }).waitFor();

    await panel.getByRole('button', { name: 'Todas las lecciones' }).click();
    const entry = panel.locator(`[data-lesson="${first.id}"]`, { hasText: 'Hecha' });
    await entry.getByText(spanish?.summary ?? '', { exact: true }).waitFor();
    assert.equal(await entry.getAttribute('lang'), 'es');
    await page.reload();
    await learner.prompt();
    await panel.getByRole('heading', { name: 'Lecciones' }).waitFor();
    assert.deepEqual(learner.errors, []);
    await learner.close();
  });

  it('a step begins again, and what is not of the lesson stays', { timeout: 5 * patience }, async () => {
    const learner = await open('?lesson=nope');
    const { panel } = learner;
    await panel.getByText('There is no lesson nope here.').waitFor();
    await learner.output('docker run -d --name bystander busybox sleep 1d && echo mine > note.txt');
    const before = await learner.output('docker inspect -f "{{.Id}} {{.State.StartedAt}}" bystander');
    await panel.locator(`[data-lesson="${first.id}"]`).click();
    await learner.followed();
    for (const [index, step] of first.steps.slice(0, 3).entries()) {
      await learner.at(first, index);
      const { script = '', answers = {}, predictions = {} } = first.solution[step.id] ?? {};
      for (const [id, answer] of Object.entries(answers)) await learner.answer(quizOf(step, id), answer);
      for (const [id, choice] of Object.entries(predictions)) await learner.predict(id, choice);
      if (index < 2) for (const command of commandsOf(script)) await learner.command(command);
      else await learner.command('docker rm -f $(docker ps -aq --filter ancestor=nginx); echo spoilt > spoilt.txt');
      if (index < 2) await learner.whenDone(step);
      if (index < 2) await learner.next();
    }
    await panel.getByRole('button', { name: 'Begin the step or the lesson again' }).click();
    const dialog = learner.page.getByRole('dialog');
    await dialog.getByText('spoilt.txt').waitFor();
    const start = Date.now();
    await dialog.getByRole('button', { name: 'Begin again' }).click();
    await dialog.waitFor({ state: 'detached' });
    console.log(`reset to step 3 of ${first.id}: ${Date.now() - start} ms`);
    await learner.at(first, 2);
    assert.deepEqual(await learner.met(), []);
    assert.match(await learner.output('docker ps --format "{{.Image}}"'), /nginx/);
    assert.equal(await learner.output('docker inspect -f "{{.Id}} {{.State.StartedAt}}" bystander'), before);
    assert.equal(await learner.output('cat note.txt; ls spoilt.txt 2>/dev/null || true'), 'mine\n');
    assert.deepEqual(learner.errors, []);
    await learner.close();
  });
});

const draft = (title: string) => `---
title: ${title}
summary: For the panel.
duration: 1
language: en
---

## First {#first}

Look at [the map](view:map).

\`\`\`dockerfile file=Dockerfile
FROM busybox
RUN touch /made
\`\`\`

:::quiz{#typed}
Which command lists containers?

- \`docker ps\`
- [ ] \`docker images\`

  That lists images.
:::

:::quiz{#many}
Which of these are objects of Docker?

- [x] Containers
- [ ] Processes
- [x] Images
:::

:::predict{#guess after=two}
How many containers will be there?

- One.
- Two.

\`\`\`outcomes
- { containers: {}, count: 1 }
- { containers: {}, count: 2.. }
\`\`\`
:::

\`\`\`checks
- id: file
  title: The Dockerfile is there
  workspaceFile: Dockerfile
  matches: touch /made
- { id: lists, title: Typed, quiz: typed }
- { id: objects, title: Chosen, quiz: many }
- id: two
  title: Two containers
  containers: {}
  count: 2..
  hints:
    - { text: Run busybox twice., tries: 2 }
  fails:
    - { when: { containers: { name: wrong } }, text: That is the wrong name. }
- { id: guessed, title: Predicted, predict: guess }
- { id: mounted, title: In the shell, command: "test -e /tmp/here" }
\`\`\`

## Second {#second}

The end.

\`\`\`checks
- { id: gone, title: None left, containers: {}, count: 0 }
\`\`\`
`;

describe('the lesson panel', () => {
  const { context, url } = site();

  it('shows a lesson while it is written, with all that a step can have', { timeout: 5 * patience }, async () => {
    const learner = new LessonPage(await (await context()).newPage(), url());
    const { panel, page } = learner;
    let answer: unknown = { lesson: parseLesson({ id: 'draft', source: draft('A draft'), file: 'lesson.md' }).lesson };
    /** Of the connection that is open now; after each telling the page connects anew. */
    let tell: (() => void) | undefined;
    const change = async (next: unknown) => {
      answer = next;
      while (tell === undefined) await page.waitForTimeout(20);
      tell();
      tell = undefined;
    };
    await page.route('**/lessons/preview.json', (route) => route.fulfill({ json: answer }));
    await page.route('**/lessons/preview.events', async (route) => {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
      await route.fulfill({ contentType: 'text/event-stream', body: 'retry: 10\n\nevent: change\ndata: 1\n\n' }).catch(() => undefined);
    });
    await learner.start('?preview=1');
    await learner.followed();
    await panel.getByRole('heading', { name: 'A draft' }).waitFor();

    // A file of the lesson: first another one is there.
    await panel.getByText('yours differs').waitFor();
    await panel.getByRole('button', { name: 'Replace mine' }).click();
    await learner.isMet('file');
    await panel.getByText('in your workspace', { exact: true }).waitFor();

    const typed = panel.locator('fieldset', { hasText: 'Which command lists' });
    await typed.getByLabel('Your answer').fill('docker   IMAGES ');
    await typed.getByLabel('Your answer').press('Enter');
    await typed.getByText('That lists images.').waitFor();
    await typed.getByLabel('Your answer').fill(' Docker  ps');
    await typed.getByLabel('Your answer').press('Enter');
    await learner.isMet('lists');
    const many = panel.locator('fieldset', { hasText: 'objects of Docker' });
    await many.getByLabel('Containers').check();
    await many.getByRole('button', { name: 'Answer' }).click();
    await many.getByText('Something is missing').waitFor();
    await many.getByLabel('Images').check();
    await many.getByRole('button', { name: 'Answer' }).click();
    await learner.isMet('objects');

    // A wrong way is told while it holds; a hint comes after tries.
    await learner.predict('guess', 0);
    await learner.command('docker run -d --name wrong busybox sleep 1d');
    await learner.check('two').getByText('That is the wrong name.').waitFor();
    await learner.command('docker rm -f wrong');
    await learner.check('two').getByText('That is the wrong name.').waitFor({ state: 'detached' });
    await learner.check('two').getByText('Run busybox twice.').waitFor();
    // From the event that makes it so to the mark before the learner's eyes. Printed; no clock is asserted.
    await page.evaluate(() => {
      const mark = document.querySelector('[data-check="two"]');
      if (mark === null) return;
      let created = 0;
      const stop = drydock.on('event', ({ Action }) => {
        if (Action === 'create') created = performance.now();
      });
      const seen = new MutationObserver(() => {
        document.body.dataset.delay = String(Math.round(performance.now() - created));
        seen.disconnect();
        stop();
      });
      seen.observe(mark, { attributeFilter: ['data-met'] });
    });
    await learner.command('for i in 1 2; do docker run -d busybox sleep 1d; done');
    await learner.isMet('two');
    console.log(`from the event to the mark: ${await page.evaluate(() => document.body.dataset.delay)} ms`);
    await panel.locator('[data-predict="guess"][data-graded="true"]').waitFor();
    await panel.getByText('another way than you expected').waitFor();
    assert.equal(await panel.locator('[data-predict="guess"] input').first().isDisabled(), true);

    // No event of Docker tells this: the terminal's next prompt does.
    assert.equal((await learner.met()).includes('mounted'), false);
    await learner.command('touch /tmp/here');
    await learner.isMet('mounted');

    await panel.getByRole('button', { name: 'the map' }).click();
    await page.locator('[data-stage="map"]').waitFor();

    // Saved again by its author: the step stays.
    await learner.next();
    await panel.getByText('The end.').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Second');
    await change({ lesson: parseLesson({ id: 'draft', source: draft('A better draft'), file: 'lesson.md' }).lesson });
    await panel.getByRole('heading', { name: 'A better draft' }).waitFor();
    await panel.getByText('The end.').waitFor();
    await change({ faults: [{ file: 'lesson.md', line: 7, message: 'there is no step' }] });
    await panel.getByText('lesson.md:7').waitFor();
    assert.deepEqual(learner.errors, []);
    await learner.close();
  });
});
