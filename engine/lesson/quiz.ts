import type { Code, List, ListItem, RootContent } from 'mdast';
import { readAssertion, stateKinds } from './assertion.ts';
import { readList } from './entry.ts';
import { isName, nameRule } from './faults.ts';
import type { ChoiceQuiz, Markdown, Predict, Quiz, TextQuiz } from './lesson.ts';
import { toMarkdown } from './markdown.ts';
import type { Reading } from './reading.ts';

export type Directive = Extract<RootContent, { type: 'containerDirective' }>;

/**
 * `:::quiz{#id}`: the question, then a task list: `- [x]` is right, a second paragraph of an option explains it. Several right ones make it
 * multiple. With plain items it is answered by typing: each is an answer in backquotes that counts, `/…/` a regular expression for the whole
 * answer; `- [ ] `answer`` is a wrong one that many give; text after the list explains the right answer.
 */
export function parseQuiz(node: Directive, reading: Reading): Quiz {
  const id = nameOf(node, 'quiz', reading);
  const { question, items, after } = parts(node, 'quiz', reading);
  if (items.some(({ checked }) => typeof checked !== 'boolean')) {
    const answers = items.flatMap((item) => parseAnswer(item, reading));
    const explanation = toMarkdown(after, reading);
    return { kind: 'text', id, question, answers, ...(explanation.length > 0 && { explanation }) };
  }
  nothingAfter(after, reading);
  if (items.length < 2) reading.faults.at(node, 'a quiz needs at least two options: "- [x] right", "- [ ] wrong"');
  const options = items.map((item): ChoiceQuiz['options'][number] => ({ ...parseOption(item, reading), correct: item.checked === true }));
  const right = options.filter(({ correct }) => correct).length;
  if (right === 0 && items.length > 0) reading.faults.at(node, 'no option of the quiz is right: mark one with [x]');
  return { kind: right > 1 ? 'multiple' : 'single', id, question, options };
}

/** `:::predict{#id after=check}`: the question, a plain list of options, and in ` ```outcomes ` what shows that each of them happened, in their order. */
export function parsePredict(node: Directive, reading: Reading): Predict {
  const id = nameOf(node, 'predict', reading);
  const after = node.attributes?.after ?? '';
  if (after === '') reading.faults.at(node, `the prediction ${id} needs to know when it is over: ":::predict{#${id} after=check-id}"`);
  const blocks = node.children.filter(isOutcomes);
  const {
    question,
    items,
    after: rest,
  } = parts({ ...node, children: node.children.filter((child) => !isOutcomes(child)) }, 'prediction', reading);
  nothingAfter(rest, reading);
  for (const item of items)
    if (typeof item.checked === 'boolean')
      reading.faults.at(item, 'a prediction has no right option before it is run: write "- " without [ ]');
  if (items.length < 2) reading.faults.at(node, 'a prediction needs at least two options: "- It stays."');
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) {
    reading.faults.at(blocks[1] ?? node, `the prediction ${id} needs one \`\`\`outcomes block with a state for each option`);
    return { id, after, question, options: [] };
  }
  const outcomes = readList(block, 'outcomes', reading.faults);
  if (outcomes.length !== items.length)
    reading.faults.at(
      block,
      `the prediction ${id} has ${items.length} options and ${outcomes.length} outcomes: one for each, in their order`,
    );
  const options = outcomes.flatMap((entry, index): Array<Predict['options'][number]> => {
    const outcome = readAssertion(entry, `outcome ${index + 1} of ${id}`, [], stateKinds);
    const item = items[index];
    return outcome === undefined || item === undefined ? [] : [{ ...parseOption(item, reading), outcome }];
  });
  return { id, after, question, options };
}

const isOutcomes = (node: RootContent): node is Code => node.type === 'code' && node.lang === 'outcomes';

function nameOf(node: Directive, what: string, reading: Reading): string {
  const id = node.attributes?.id ?? '';
  if (!isName(id)) reading.faults.at(node, `a ${what} needs a name: ":::${what}{#id}", of ${nameRule}`);
  return id;
}

function parts(node: Directive, what: string, reading: Reading) {
  const children: readonly RootContent[] = node.children;
  const at = children.findIndex(({ type }) => type === 'list');
  const list = children[at] as List | undefined;
  const before = at < 0 ? children : children.slice(0, at);
  if (before.length === 0) reading.faults.at(node, `the ${what} has no question before its list`);
  if (list === undefined) reading.faults.at(node, `the ${what} needs a list of options`);
  const after = at < 0 ? [] : children.slice(at + 1);
  return { question: toMarkdown(before, reading), items: list?.children ?? [], after };
}

function nothingAfter(nodes: readonly RootContent[], reading: Reading): void {
  const [first] = nodes;
  if (first === undefined) return;
  reading.faults.at(
    first,
    first.type === 'list' ? 'there is one list of options' : 'the options come last: the question stands before them',
  );
}

function parseOption(item: ListItem, reading: Reading): { text: Markdown[]; explanation?: Markdown[] } {
  const [text, ...explanation] = item.children;
  if (text === undefined) reading.faults.at(item, 'the option is empty');
  return {
    text: text === undefined ? [] : toMarkdown([text], reading),
    ...(explanation.length > 0 && { explanation: toMarkdown(explanation, reading) }),
  };
}

function parseAnswer(item: ListItem, reading: Reading): Array<TextQuiz['answers'][number]> {
  const [text, ...rest] = item.children;
  const code = text?.type === 'paragraph' && text.children.length === 1 ? text.children[0] : undefined;
  if (code?.type !== 'inlineCode') {
    reading.faults.at(item, 'an option starts with [x] or [ ]; an answer to be typed stands in backquotes: - `docker ps -a`');
    return [];
  }
  const expression = /^\/(.+)\/$/.exec(code.value)?.[1];
  const pattern = expression ?? literal(code.value);
  try {
    new RegExp(pattern, 'i');
  } catch (error) {
    reading.faults.at(item, error instanceof Error ? error.message : String(error));
    return [];
  }
  const explanation = toMarkdown(rest, reading);
  return [{ pattern, correct: item.checked !== false, ...(explanation.length > 0 && { explanation }) }];
}

/** As a regular expression that matches just this text. */
const literal = (text: string): string =>
  text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
