import type { Heading, Root, RootContent } from 'mdast';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { parseChecks } from './checks.ts';
import { readFields } from './entry.ts';
import { isName, LessonError, nameRule } from './faults.ts';
import { isWorkspacePath } from './fields.ts';
import type { Block, Check, Lesson, Step } from './lesson.ts';
import { plainText, toMarkdown } from './markdown.ts';
import { parsePredict, parseQuiz } from './quiz.ts';
import { type Lines, lineOf, Reading } from './reading.ts';
import { checkReferences } from './references.ts';
import { parseSolution } from './solution.ts';

export interface LessonText {
  /** The name of its folder. */
  readonly id: string;
  readonly source: string;
  /** What faults call it. */
  readonly file: string;
  /** `solution.sh`. A lesson without one can be shown, but neither reset to a step nor tested. */
  readonly solution?: { readonly source: string; readonly file: string };
}

export interface ParsedLesson {
  readonly lesson: Lesson;
  readonly lines: Lines;
}

/**
 * The format of a lesson; lessons/README.md says it whole, with an example.
 *
 * - Front matter in YAML: `title`, `summary`, `duration` (minutes), `language`, and optionally `order` and `misconception`.
 * - `## Title {#id}` starts a step.
 * - A fenced block ` ```sh run ` is a command to click; ` ```python file=app.py ` a file to put into the workspace; any other is shown as it is.
 * - A fenced block ` ```checks ` holds the step's checks in YAML (`checks.ts`).
 * - `:::quiz{#id}` and `:::predict{#id after=check}` (`quiz.ts`).
 * - `:::details[Summary]` can be opened.
 *
 * What else Markdown can do is shown, except HTML. Throws `LessonError` with every fault found and its line.
 */
export function parseLesson({ id, source, file, solution }: LessonText): ParsedLesson {
  const reading = new Reading(source, file);
  const { faults } = reading;
  const root = unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).use(remarkDirective).parse(source);
  const [first, ...rest] = root.children;
  const meta = frontMatter(first, reading);
  const steps = splitSteps(first?.type === 'yaml' ? rest : root.children, reading).map((part) => parseStep(part, reading));
  if (steps.length === 0) faults.add(1, 'there is no step: start one with "## Title {#id}"');
  checkReferences(steps, reading);
  const found = faults.list();
  if (found.length > 0) throw new LessonError(found);
  // Of a lesson that is not whole, a solution could only be told what follows from that.
  const solved = solution && parseSolution(solution, steps);
  if (solved !== undefined && solved.faults.length > 0) throw new LessonError(solved.faults);
  return {
    lesson: { id, ...meta, steps, solution: solved?.steps ?? {} },
    lines: { file, ...reading.lines, ...(solution && solved && { solution: { file: solution.file, steps: solved.lines } }) },
  };
}

type Meta = Pick<Lesson, 'title' | 'summary' | 'duration' | 'language' | 'order' | 'misconception'>;
const metaFields = ['title', 'summary', 'duration', 'language', 'order', 'misconception'];

function frontMatter(node: Root['children'][number] | undefined, { faults }: Reading): Meta {
  const empty = { title: '', summary: '', duration: 0, language: '' };
  if (node?.type !== 'yaml') {
    faults.add(1, 'the front matter is missing: title, summary, duration and language between two lines of ---');
    return empty;
  }
  const entry = readFields(node, 'front matter', faults);
  if (entry === undefined) return empty;
  const fault = (name: string, rule: string) => entry.fault(`front matter: ${name} must be ${rule}`, name);
  const text = (name: string): string => {
    const value = entry.fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    fault(name, 'a text');
    return '';
  };
  const { duration, order, misconception } = entry.fields;
  if (typeof duration !== 'number' || !(duration > 0)) fault('duration', 'a number of minutes');
  if (order !== undefined && !(Number.isSafeInteger(order) && Number(order) > 0)) fault('order', 'a place in the course, from 1');
  for (const name of Object.keys(entry.fields))
    if (!metaFields.includes(name)) entry.fault(`front matter: there is no field ${name}: there are ${metaFields.join(', ')}`, name);
  const language = text('language');
  if (language !== '' && !isLanguage(language)) fault('language', 'a language tag: en, es, pt-BR');
  return {
    title: text('title'),
    summary: text('summary'),
    duration: Number(duration),
    language,
    ...(order !== undefined && { order: Number(order) }),
    ...(misconception !== undefined && { misconception: text('misconception') }),
  };
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

interface Part {
  readonly heading: Heading;
  readonly content: RootContent[];
}

function splitSteps(nodes: readonly RootContent[], { faults }: Reading): Part[] {
  const parts: Part[] = [];
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth === 2) parts.push({ heading: node, content: [] });
    else if (node.type === 'heading' && node.depth === 1) faults.at(node, 'the title stands in the front matter: steps start with ##');
    else if (parts.length > 0) parts.at(-1)?.content.push(node);
    else if (node.type !== 'html') faults.at(node, 'text before the first step: start one with "## Title {#id}"');
  }
  return parts;
}

function parseStep({ heading, content }: Part, reading: Reading): Step {
  const written = plainText(heading, reading);
  const [, title = '', id = ''] = /^(.*\S)\s*\{#([^\s}]+)\}$/.exec(written) ?? [];
  if (!isName(id)) reading.faults.at(heading, `a step needs a name behind its title: "## Title {#id}", of ${nameRule}`);
  else reading.name('steps', id, lineOf(heading));
  const checks: Check[] = [];
  const body = parseBlocks(content, reading, checks);
  if (checks.length === 0 && !content.some(isChecks)) reading.faults.at(heading, 'the step has no check: add a ```checks block');
  return { id, title, body, checks };
}

const isChecks = (node: RootContent): boolean => node.type === 'code' && node.lang === 'checks';

/** `checks` collects what a step's own blocks bring. What can be opened has neither checks nor questions: nobody must open it. */
function parseBlocks(nodes: readonly RootContent[], reading: Reading, checks: Check[] | undefined): Block[] {
  const blocks: Block[] = [];
  const { faults } = reading;
  for (const node of nodes) {
    const words = node.type === 'code' ? (node.meta ?? '').split(/\s+/).filter((word) => word !== '') : [];
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (node.type === 'code' && isChecks(node) && checks !== undefined) {
      for (const { check, line } of parseChecks(node, faults)) {
        reading.name('checks', check.id, line);
        checks.push(check);
      }
    } else if (node.type === 'code' && words.length > 0) {
      if (words.length > 1 || (file === undefined && words[0] !== 'run'))
        faults.at(node, `after the language of a block stands run, or file=PATH, not "${node.meta}"`);
      if (file !== undefined) {
        if (!isWorkspacePath(file)) faults.at(node, 'file= needs a path inside the workspace, without a / before it: file=app.py');
        blocks.push({ kind: 'file', path: file, text: `${node.value}\n`, language: node.lang ?? '' });
      } else {
        if (node.value.trim() === '') faults.at(node, 'the block to run is empty');
        reading.lines.runs.push({ command: node.value, line: lineOf(node) });
        blocks.push({ kind: 'run', command: node.value });
      }
    } else if (node.type === 'containerDirective' && node.name === 'quiz' && checks !== undefined) {
      const quiz = parseQuiz(node, reading);
      if (isName(quiz.id)) reading.name('quizzes', quiz.id, lineOf(node));
      blocks.push({ kind: 'quiz', quiz });
    } else if (node.type === 'containerDirective' && node.name === 'predict' && checks !== undefined) {
      const predict = parsePredict(node, reading);
      if (isName(predict.id)) reading.name('predictions', predict.id, lineOf(node));
      blocks.push({ kind: 'predict', predict });
    } else if (node.type === 'containerDirective' && node.name === 'details') {
      const [label, ...rest] = node.children;
      const labelled = label?.type === 'paragraph' && label.data?.directiveLabel === true;
      if (!labelled) faults.at(node, 'details need a summary: ":::details[Summary]"');
      blocks.push({
        kind: 'details',
        summary: labelled ? plainText(label, reading) : '',
        body: parseBlocks(labelled ? rest : node.children, reading, undefined),
      });
    } else {
      const nodes = toMarkdown([node], reading);
      const last = blocks.at(-1);
      if (last?.kind === 'markdown') blocks[blocks.length - 1] = { kind: 'markdown', nodes: [...last.nodes, ...nodes] };
      else if (nodes.length > 0) blocks.push({ kind: 'markdown', nodes });
    }
  }
  return blocks;
}
