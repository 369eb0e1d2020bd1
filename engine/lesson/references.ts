import type { Step } from './lesson.ts';
import type { Reading } from './reading.ts';

/** What refers to a name finds it, and before it where the order matters. */
export function checkReferences(steps: readonly Step[], { lines, faults }: Reading): void {
  const seen = { check: new Set<string>(), quiz: new Set<string>(), prediction: new Set<string>() };
  for (const { body, checks } of steps) {
    for (const block of body) {
      if (block.kind === 'quiz') seen.quiz.add(block.quiz.id);
      if (block.kind !== 'predict') continue;
      const { id, after } = block.predict;
      seen.prediction.add(id);
      if (after !== '' && !checks.some((check) => check.id === after))
        faults.add(lines.predictions[id] ?? 1, `the prediction ${id} is over after ${after}, which is no check of its step`);
    }
    for (const { id, needs, assertion } of checks) {
      const line = lines.checks[id] ?? 1;
      for (const need of needs) if (!seen.check.has(need)) faults.add(line, `check ${id} needs ${need}, which is no check before it`);
      if (assertion.kind === 'quiz' && !seen.quiz.has(assertion.quiz))
        faults.add(line, `check ${id} names the quiz ${assertion.quiz}, which is not in this or an earlier step`);
      if (assertion.kind === 'predict' && !seen.prediction.has(assertion.predict))
        faults.add(line, `check ${id} names the prediction ${assertion.predict}, which is not in this or an earlier step`);
      seen.check.add(id);
    }
  }
}
