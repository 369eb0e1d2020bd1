import type { Heading, List, ListItem, Root, RootContent } from 'mdast';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { parseChecks } from './checks.ts';
import { Faults } from './faults.ts';
import type { Block, Check, Lesson, Quiz, Step } from './lesson.ts';
import { plainText, toMarkdown } from './markdown.ts';

/**
 * The format of `lesson.md`:
 *
 * - Front matter in YAML: `title`, `summary`, `duration` (minutes), `language`.
 * - `## Title {#id}` starts a step.
 * - A fenced block ` ```sh run ` is a command to click; ` ```python file=app.py ` a file to put into the workspace; any other is shown as it is.
 * - A fenced block ` ```checks ` holds the step's checks in YAML (`checks.ts`).
 * - `:::quiz{#id}` with the question and a task list: `- [x]` is right, a second paragraph of an option explains it.
 * - `:::details[Summary]` can be opened.
 *
 * What else Markdown can do is shown, except HTML and images. Throws `LessonError` with every fault found and its line.
 */
export function parseLesson(id: string, source: string, file: string): Lesson {
  const faults = new Faults(file);
  const root = unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).use(remarkDirective).parse(source);
  const [first, ...rest] = root.children;
  const meta = frontMatter(first, faults);
  const content = first?.type === 'yaml' ? rest : root.children;
  const steps = splitSteps(content, faults).map((part) => parseStep(part, source, faults));
  if (steps.length === 0) faults.add(1, 'there is no step: start one with "## Title {#id}"');
  checkNames(steps, faults);
  faults.throwIfAny();
  return { id, ...meta, steps: steps.map(({ line: _, ...step }) => step) };
}

type ParsedStep = Step & { readonly line: number };

function frontMatter(node: Root['children'][number] | undefined, faults: Faults) {
  const empty = { title: '', summary: '', duration: 0, language: '' };
  if (node?.type !== 'yaml') {
    faults.add(1, 'the front matter is missing: title, summary, duration and language between two lines of ---');
    return empty;
  }
  let data: unknown;
  try {
    data = parseYaml(node.value);
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1;
    faults.add(line + 1, `front matter: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    return empty;
  }
  const fields = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    faults.add(1, `front matter: ${name} must be a text`);
    return '';
  };
  const { duration } = fields;
  if (typeof duration !== 'number' || duration <= 0) faults.add(1, 'front matter: duration must be a number of minutes');
  for (const name of Object.keys(fields)) if (!(name in empty)) faults.add(1, `front matter: there is no field ${name}`);
  return { title: text('title'), summary: text('summary'), duration: Number(duration), language: text('language') };
}

interface Part {
  readonly heading: Heading;
  readonly content: RootContent[];
}

function splitSteps(nodes: readonly RootContent[], faults: Faults): Part[] {
  const parts: Part[] = [];
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth === 2) parts.push({ heading: node, content: [] });
    else if (node.type === 'heading' && node.depth === 1) faults.at(node, 'the title stands in the front matter: steps start with ##');
    else if (parts.length === 0) faults.at(node, 'text before the first step: start one with "## Title {#id}"');
    else parts.at(-1)?.content.push(node);
  }
  return parts;
}

function parseStep({ heading, content }: Part, source: string, faults: Faults): ParsedStep {
  const match = /^(.*\S)\s*\{#([a-z][a-z0-9-]*)\}$/.exec(plainText(heading, source));
  if (match === null) faults.at(heading, 'a step needs a name for its title: "## Title {#id}", of small letters, digits and hyphens');
  const checks: Check[] = [];
  const body = parseBlocks(content, source, faults, checks);
  if (checks.length === 0) faults.at(heading, 'the step has no check: add a ```checks block');
  return { id: match?.[2] ?? '', title: match?.[1] ?? '', body, checks, line: heading.position?.start.line ?? 1 };
}

/** `checks` collects what the blocks bring; inside of a directive there can be none. */
function parseBlocks(nodes: readonly RootContent[], source: string, faults: Faults, checks: Check[] | undefined): Block[] {
  const blocks: Block[] = [];
  for (const node of nodes) {
    if (node.type === 'code' && node.lang === 'checks') {
      if (checks === undefined) faults.at(node, 'checks belong to the step, not into a directive');
      else checks.push(...parseChecks(node, faults));
    } else if (node.type === 'code' && node.meta?.split(' ').includes('run')) {
      blocks.push({ kind: 'run', command: node.value });
    } else if (node.type === 'code' && node.meta?.includes('file=')) {
      const path = /(?:^|\s)file=(\S+)/.exec(node.meta)?.[1] ?? '';
      if (path === '' || path.startsWith('/') || path.split('/').includes('..')) faults.at(node, 'file= needs a path inside the workspace');
      blocks.push({ kind: 'file', path, text: `${node.value}\n`, language: node.lang ?? '' });
    } else if (node.type === 'containerDirective' && node.name === 'quiz') {
      blocks.push({ kind: 'quiz', quiz: parseQuiz(node.attributes?.id ?? '', node.children, node, source, faults) });
    } else if (node.type === 'containerDirective' && node.name === 'details') {
      const [label, ...rest] = node.children;
      const labelled = label?.type === 'paragraph' && label.data?.directiveLabel === true;
      if (!labelled) faults.at(node, 'details need a summary: ":::details[Summary]"');
      const inner = (labelled ? rest : node.children) as RootContent[];
      blocks.push({
        kind: 'details',
        summary: labelled ? plainText(label, source) : '',
        body: parseBlocks(inner, source, faults, undefined),
      });
    } else {
      const nodes = toMarkdown([node], source, faults);
      const last = blocks.at(-1);
      if (last?.kind === 'markdown') blocks[blocks.length - 1] = { kind: 'markdown', nodes: [...last.nodes, ...nodes] };
      else blocks.push({ kind: 'markdown', nodes });
    }
  }
  return blocks;
}

function parseQuiz(id: string, children: readonly RootContent[], node: RootContent, source: string, faults: Faults): Quiz {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) faults.at(node, 'a quiz needs a name: ":::quiz{#id}"');
  const lists = children.filter((child): child is List => child.type === 'list');
  const items = lists.flatMap((list) => list.children);
  const options = items.map((item) => parseOption(item, source, faults));
  const question = children.filter((child) => child.type !== 'list');
  if (question.length === 0) faults.at(node, 'the quiz has no question');
  if (lists.length !== 1 || options.length < 2)
    faults.at(node, 'a quiz needs one list of at least two options: "- [x] right", "- [ ] wrong"');
  const right = options.filter(({ correct }) => correct).length;
  if (right === 0) faults.at(node, 'no option of the quiz is right: mark one with [x]');
  return { id, question: toMarkdown(question, source, faults), multiple: right > 1, options };
}

function parseOption(item: ListItem, source: string, faults: Faults): Quiz['options'][number] {
  if (typeof item.checked !== 'boolean') faults.at(item, 'an option starts with [x] or [ ]');
  const [text, ...explanation] = item.children;
  return {
    text: text === undefined ? [] : toMarkdown([text], source, faults),
    correct: item.checked === true,
    ...(explanation.length > 0 && { explanation: toMarkdown(explanation, source, faults) }),
  };
}

/** Names are unique, and what refers to one finds it. */
function checkNames(steps: readonly ParsedStep[], faults: Faults): void {
  const seen = { step: new Set<string>(), check: new Set<string>(), quiz: new Set<string>() };
  const add = (kind: keyof typeof seen, id: string, line: number) => {
    if (id !== '' && seen[kind].has(id)) faults.add(line, `there are two of the ${kind} ${id}`);
    seen[kind].add(id);
  };
  for (const step of steps) {
    add('step', step.id, step.line);
    for (const block of step.body) if (block.kind === 'quiz') add('quiz', block.quiz.id, step.line);
    for (const { id, needs, assertion } of step.checks) {
      add('check', id, step.line);
      for (const need of needs)
        if (!seen.check.has(need) || need === id) faults.add(step.line, `check ${id} needs ${need}, which is no check before it`);
      if (assertion.kind === 'quiz' && !seen.quiz.has(assertion.quiz)) {
        faults.add(step.line, `check ${id} names the quiz ${assertion.quiz}, which is not in this or an earlier step`);
      }
    }
  }
}
