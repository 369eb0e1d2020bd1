import type { Answer, Block, Lesson, Predict, Quiz, Step, TextQuiz } from './lesson.ts';

/** All blocks of a step, those in details too. */
export function blocksOf({ body }: Pick<Step, 'body'>): Block[] {
  return body.flatMap((block) => [block, ...(block.kind === 'details' ? blocksOf(block) : [])]);
}

export function findQuiz({ steps }: Lesson, id: string): Quiz | undefined {
  for (const block of steps.flatMap(blocksOf)) if (block.kind === 'quiz' && block.quiz.id === id) return block.quiz;
  return undefined;
}

export const predictionsOf = (step: Step): Predict[] =>
  blocksOf(step).flatMap((block) => (block.kind === 'predict' ? [block.predict] : []));

/** Options: exactly the right ones, no more and no fewer. */
export function isRight(quiz: Quiz, answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  if (quiz.kind === 'text') return typeof answer === 'string' && typedAnswer(quiz, answer)?.correct === true;
  return typeof answer !== 'string' && quiz.options.every(({ correct }, index) => correct === answer.includes(index));
}

/** The first of the quiz's answers that was typed. Case, and blanks at the ends or repeated, do not count. */
export function typedAnswer({ answers }: TextQuiz, typed: string): TextQuiz['answers'][number] | undefined {
  const text = typed.trim().replace(/\s+/g, ' ');
  return answers.find(({ pattern }) => new RegExp(`^(?:${pattern})$`, 'i').test(text));
}
