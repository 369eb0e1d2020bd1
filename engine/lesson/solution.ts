import { type Fault, Faults } from './faults.ts';
import type { Answer, Solution, Step } from './lesson.ts';

/**
 * `solution.sh`: what a learner does, by step. Lines before the first step are comments.
 *
 *   # step get-an-image
 *   # answer what-is-it 1            option indexes from 0; several for a quiz with several right ones
 *   # answer which-command text: docker ps -a      what is typed; "text:" may be left away
 *   # predict what-happens 0         an option's index
 *   docker pull nginx
 */
export function parseSolution(
  { source, file }: { readonly source: string; readonly file: string },
  steps: readonly Step[],
): { steps: Record<string, Solution>; lines: Record<string, number>; faults: readonly Fault[] } {
  const faults = new Faults(file);
  const lines: Record<string, number> = {};
  const found: Record<string, Draft> = {};
  let current: { step: Step | undefined; draft: Draft } | undefined;
  for (const [index, text] of source.split('\n').entries()) {
    const line = index + 1;
    const fault = (message: string) => faults.add(line, message);
    const [, word, rest = ''] = /^#\s*(step|answer|predict)\b\s*(.*?)\s*$/.exec(text) ?? [];
    if (word === 'step') {
      const at = steps.findIndex(({ id }) => id === rest);
      if (at < 0) fault(`there is no step ${rest}: there are ${steps.map(({ id }) => id).join(', ')}`);
      else if (lines[rest] !== undefined) fault(`there are two of the step ${rest}: the first is in line ${lines[rest]}`);
      else if (steps.slice(at + 1).some(({ id }) => lines[id] !== undefined))
        fault(`the step ${rest} stands after a later one: keep the order of the lesson`);
      current = { step: steps[at], draft: { script: [], answers: {}, predictions: {} } };
      if (at >= 0 && lines[rest] === undefined) {
        lines[rest] = line;
        found[rest] = current.draft;
      }
    } else if (current === undefined) {
      if (text.trim() !== '' && !text.startsWith('#')) fault('a command before the first step: start one with "# step id"');
      else if (word !== undefined) fault(`"# ${word}" before the first step: start one with "# step id"`);
    } else if (word !== undefined) {
      const wrong = word === 'answer' ? readAnswer(rest, current) : readPrediction(rest, current);
      if (wrong !== undefined) fault(wrong);
    } else {
      current.draft.script.push(text);
    }
  }
  const done = Object.entries(found).map(([id, { script, answers, predictions }]): [string, Solution] => {
    return [id, { script: script.join('\n').trim(), answers, predictions }];
  });
  return { steps: Object.fromEntries(done), lines, faults: faults.list() };
}

interface Draft {
  readonly script: string[];
  readonly answers: Record<string, Answer>;
  readonly predictions: Record<string, number>;
}
type Place = { readonly step: Step | undefined; readonly draft: Draft };

/** Says what is wrong. */
function readAnswer(rest: string, { step, draft }: Place): string | undefined {
  const [, id = '', given = ''] = /^(\S+)\s*(.*)$/.exec(rest) ?? [];
  if (step === undefined) return undefined;
  const quizzes = step.body.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []));
  const quiz = quizzes.find((one) => one.id === id);
  if (quiz === undefined) return `the step ${step.id} has no quiz ${id}`;
  if (id in draft.answers) return `there are two answers to ${id}`;
  if (quiz.kind === 'text') {
    const text = given.replace(/^text:\s*/, '');
    if (text === '') return `${id} is answered by typing: "# answer ${id} text: …"`;
    draft.answers[id] = text;
    return undefined;
  }
  const options = given.split(/\s+/).map(Number);
  if (given === '' || options.some((option) => quiz.options[option] === undefined))
    return `${id} is answered with options from 0 to ${quiz.options.length - 1}: "# answer ${id} 1"`;
  draft.answers[id] = options;
  return undefined;
}

/** Says what is wrong. */
function readPrediction(rest: string, { step, draft }: Place): string | undefined {
  const [id = '', given = '', ...more] = rest.split(/\s+/);
  if (step === undefined) return undefined;
  const predictions = step.body.flatMap((block) => (block.kind === 'predict' ? [block.predict] : []));
  const predict = predictions.find((one) => one.id === id);
  if (predict === undefined) return `the step ${step.id} has no prediction ${id}`;
  if (id in draft.predictions) return `there are two predictions of ${id}`;
  if (!/^\d+$/.test(given) || more.length > 0 || predict.options[Number(given)] === undefined)
    return `${id} is predicted with one option from 0 to ${predict.options.length - 1}: "# predict ${id} 0"`;
  draft.predictions[id] = Number(given);
  return undefined;
}
