import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import { collect } from '../../../base/stream.ts';
import type { Agent } from '../../../guest/agent.ts';
import { lookAt } from '../../../lesson/evaluate.ts';
import { type Fault, faultText } from '../../../lesson/faults.ts';
import type { LessonHost } from '../../../lesson/host.ts';
import type { LessonRun, Solution, Step } from '../../../lesson/lesson.ts';
import { lintLesson } from '../../../lesson/lint.ts';
import type { ParsedLesson } from '../../../lesson/parse.ts';
import { followLesson } from '../../../lesson/run.ts';
import { withPauses } from '../../../lesson/script.ts';
import type { MutableTree } from '../../../vfs/mutable/tree.ts';
import { runScript } from '../../shell.ts';
import { startNodeEngine } from '../engine.ts';
import { lessonFolders, readLessonFolder } from './folder.ts';
import { lessonHost } from './host.ts';

export interface TestOptions {
  /** The last step to carry out. */
  readonly step?: string;
  readonly verbose: boolean;
}

/** Milliseconds that a step's part of the solution may take, and until what it did shows. */
const partLimit = 180_000;
const patience = 15_000;

/**
 * Carries out each lesson's solution in a guest of its own, as the page would follow it: a check must be unmet when its step begins and met
 * when its part of the solution has ended. Resolves with the exit code.
 */
export async function test(folders: readonly string[], options: TestOptions): Promise<number> {
  let refused = 0;
  const names = lessonFolders(folders);
  for (const name of names) {
    const { original, faults } = lintLesson(readLessonFolder(name));
    const title = path.basename(path.resolve(name));
    console.log(original === undefined ? title : `${title}: ${original.lesson.title}`);
    const found = faults.length > 0 || original === undefined ? faults : await testLesson(original, options);
    if (found.length > 0) refused++;
    for (const fault of found) console.log(faultText(fault));
  }
  console.log(`${names.length} lesson${names.length === 1 ? '' : 's'} tested, ${refused} refused`);
  return refused > 0 ? 1 : 0;
}

async function testLesson(parsed: ParsedLesson, { step: last, verbose }: TestOptions): Promise<Fault[]> {
  const { lesson } = parsed;
  if (last !== undefined && lesson.steps.every(({ id }) => id !== last))
    throw new Error(`the lesson ${lesson.id} has no step ${last}: it has ${lesson.steps.map(({ id }) => id).join(', ')}`);
  const { engine, workspace, close } = await startNodeEngine({});
  try {
    await engine.ready;
    if (workspace !== undefined) seed(workspace);
    const host = lessonHost(engine, workspace as MutableTree);
    const run = followLesson(lesson, host, { load: () => undefined, save: () => undefined });
    const tester = new Tester(parsed, run, engine.agent, host, verbose);
    for (const step of lesson.steps) {
      const ended = await tester.step(step);
      if (!ended || step.id === last) break;
    }
    run.dispose();
    return tester.faults;
  } finally {
    await close();
  }
}

/** What a first visit finds in /workspace. */
function seed(workspace: MutableTree): void {
  const folder = path.resolve(import.meta.dirname, '../../../../lessons/workspace');
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) workspace.writeFile(path.relative(folder, file), readFileSync(file));
  }
}

class Tester {
  readonly faults: Fault[] = [];
  private readonly parsed: ParsedLesson;
  private readonly run: LessonRun;
  private readonly agent: Agent;
  private readonly host: LessonHost;
  private readonly verbose: boolean;
  private readonly right = new Set<string>();

  constructor(parsed: ParsedLesson, run: LessonRun, agent: Agent, host: LessonHost, verbose: boolean) {
    this.parsed = parsed;
    this.run = run;
    this.agent = agent;
    this.host = host;
    this.verbose = verbose;
  }

  /** Whether the lesson can go on. */
  async step(step: Step): Promise<boolean> {
    const solution = this.parsed.lesson.solution[step.id] ?? { script: '', answers: {}, predictions: {} };
    console.log(`  ${step.id}`);
    this.run.visit(step.id);
    await this.begins(step);
    this.say(step, solution);
    const { output, exitCode } = await this.carryOut(step, solution);
    if (this.verbose) console.log(output.replace(/^(?=.)/gm, '    | '));
    const done = await this.whenDone(step);
    this.ends(step, done ? '' : `The solution ended with exit code ${exitCode}${this.verbose ? '' : ` and printed:\n${tail(output)}`}`);
    return done;
  }

  /** Nothing of the step may be so before it begins: neither what it asks for nor what it warns of. */
  private async begins({ checks }: Step): Promise<void> {
    const { met, predictions } = this.run.progress();
    const look = lookAt(this.host, {
      answered: (id) => this.right.has(id),
      predicted: (id) => predictions[id]?.outcome !== undefined,
    });
    for (const { id, needs, assertion, fails } of checks) {
      if (!needs.every((need) => met.includes(need))) continue;
      if (met.includes(id) || (await look.holds(assertion)))
        this.refuse(
          this.parsed.lines.checks[id],
          `check ${id} is met before its step begins: ask for what only the step brings, or let it need another check`,
        );
      for (const { when, text } of fails)
        if (await look.holds(when))
          this.refuse(this.parsed.lines.checks[id], `check ${id} says "${text}" before the learner has done anything in its step`);
    }
  }

  private say({ id: step }: Step, { answers, predictions }: Solution): void {
    for (const [id, answer] of Object.entries(answers)) {
      if (this.run.answer(id, answer)) this.right.add(id);
      else this.refuseSolution(step, `the quiz ${id} is not answered right`);
    }
    for (const [id, option] of Object.entries(predictions)) this.run.predict(id, option);
  }

  /** Where one check needs another, a moment after each docker command, as a learner takes it to read: a stop is seen before the start that follows. */
  private async carryOut({ checks }: Step, { script }: Solution): Promise<{ output: string; exitCode: number }> {
    const inOrder = checks.some(({ needs }) => needs.some((need) => checks.some(({ id }) => id === need)));
    const process = await runScript(this.agent, `exec 2>&1\n${inOrder ? withPauses(script, '*') : script}`);
    const limit = systemClock.after(partLimit, () => void process.signal(9, { group: true }));
    const [output, { code }] = await Promise.all([collect(process.stdout), process.exit]);
    limit.dispose();
    return { output: new TextDecoder().decode(output), exitCode: code };
  }

  private whenDone(step: Step): Promise<boolean> {
    return new Promise((resolve) => {
      const look = () => {
        const { done, graded } = this.run.state(step.id);
        if (done && graded) settle(true);
      };
      const listening = this.run.onChange(look);
      const timer = systemClock.after(patience, () => settle(this.run.state(step.id).done));
      const settle = (done: boolean) => {
        listening.dispose();
        timer.dispose();
        resolve(done);
      };
      look();
    });
  }

  private ends({ id: step, checks, body }: Step, why: string): void {
    const { lines } = this.parsed;
    const { met, predictions } = this.run.progress();
    for (const { id, needs } of checks) {
      const isMet = met.includes(id);
      console.log(`    ${isMet ? 'met  ' : 'unmet'} ${id}`);
      const missing = needs.find((need) => !met.includes(need));
      if (isMet || missing !== undefined) continue;
      const { solution } = lines;
      const where = solution === undefined ? 'the solution' : `the solution's step (${solution.file}:${solution.steps[step] ?? 1})`;
      this.refuse(lines.checks[id], `check ${id} is not met after ${where}. ${why}`);
    }
    for (const block of body) {
      if (block.kind !== 'predict') continue;
      const { id, after } = block.predict;
      const outcome = predictions[id]?.outcome;
      if (outcome !== undefined) console.log(`    ${outcome < 0 ? 'none ' : 'seen '} ${id}${outcome < 0 ? '' : `: option ${outcome}`}`);
      if (outcome !== undefined && outcome < 0)
        this.refuse(lines.predictions[id], `none of the outcomes of the prediction ${id} is so when ${after} is met`);
    }
  }

  private refuse(line: number | undefined, message: string): void {
    this.faults.push({ file: this.parsed.lines.file, line: line ?? 1, message });
  }

  private refuseSolution(step: string, message: string): void {
    const { solution } = this.parsed.lines;
    if (solution !== undefined) this.faults.push({ file: solution.file, line: solution.steps[step] ?? 1, message });
  }
}

const tail = (output: string): string =>
  output
    .trimEnd()
    .split('\n')
    .slice(-12)
    .map((line) => `    | ${line}`)
    .join('\n');
