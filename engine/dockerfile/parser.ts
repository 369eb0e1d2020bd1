import { DirectiveReader, type Directives } from './directives.ts';
import { type Heredoc, heredocsOf } from './heredoc.ts';
import { DockerfileError, located, type SourceRange, trimLeft, trimSpace } from './source.ts';
import { jsonWords, type Pair, splitInstruction, splitOnSpace, splitPairs, splitWords } from './split.ts';

/** One instruction as it is written: its words, nothing checked, nothing expanded. */
export interface Node {
  /** As written: `RUN`, `run`. */
  readonly keyword: string;
  readonly flags: readonly string[];
  /** By the instruction's own rule of splitting. Of ONBUILD: the trigger's keyword and arguments. */
  readonly args: readonly string[];
  /** The arguments were a JSON array. */
  readonly json: boolean;
  /** Of ENV and LABEL. */
  readonly pairs?: readonly Pair[];
  readonly heredocs: readonly Heredoc[];
  /** The logical line: continuations joined, comments inside it left out. */
  readonly original: string;
  readonly range: SourceRange;
  /** Comment lines directly above. */
  readonly comments: readonly string[];
}

export interface ParsedFile {
  readonly nodes: readonly Node[];
  readonly directives: Directives;
  /** Of the escape directive, `\` without one. */
  readonly escape: string;
  /** Lines (ranges) of instructions with an empty line inside a continuation. */
  readonly emptyContinuations: readonly SourceRange[];
}

/** Text to nodes. Throws `DockerfileError` with the lines that are wrong. */
export function parse(text: string): ParsedFile {
  if (text === '') throw new DockerfileError('the Dockerfile cannot be empty');
  const lines = text.replace(/^\ufeff/, '').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const reader = new DirectiveReader();
  const nodes: Node[] = [];
  const emptyContinuations: SourceRange[] = [];
  let comments: string[] = [];
  let current = 0; // lines read so far: the number of the line just read

  const readHeredocs = (line: string, start: number): Heredoc[] =>
    heredocsOf(line).map((heredoc) => {
      let content = '';
      for (;;) {
        const raw = lines[current];
        if (raw === undefined) throw new DockerfileError('unterminated heredoc', [{ start, end: current }]);
        current++;
        const bare = raw.replace(/[\r\n]+$/, '');
        if ((heredoc.chomp ? bare.replace(/^\t+/, '') : bare) === heredoc.name) return { ...heredoc, content };
        content += raw;
      }
    });

  while (current < lines.length) {
    const first = trimLeft(withoutEnd(lines[current] ?? ''));
    current++;
    const start = current;
    // BuildKit counts the line after it has read the directive.
    const isDirective = start === 1 ? reader.read(first) : located({ start: start - 1, end: start - 1 }, () => reader.read(first));
    if (isComment(first)) {
      const comment = trimSpace(first.slice(1));
      if (comment === '') comments = [];
      else if (!isDirective) comments.push(comment);
      continue;
    }
    let { text: line, continues } = withoutContinuation(first, reader.escape);
    if (!continues && line === '') continue;
    let hasEmptyLine = false;
    while (continues && current < lines.length) {
      const next = withoutEnd(lines[current] ?? '');
      current++;
      if (isComment(next)) continue;
      if (trimLeft(next) === '') {
        hasEmptyLine = true;
        continue;
      }
      const cut = withoutContinuation(next, reader.escape);
      line += cut.text;
      continues = cut.continues;
    }
    if (hasEmptyLine) emptyContinuations.push({ start: current, end: current });
    const node = located({ start, end: current }, () => nodeOf(line, reader.escape));
    const heredocs = mayHaveHeredoc(node) && line.includes('<<') ? readHeredocs(line, start) : [];
    nodes.push({ ...node, heredocs, range: { start, end: current }, comments });
    comments = [];
  }
  if (nodes.length === 0) throw new DockerfileError('file with no instructions', [{ start: current, end: current }]);
  return { nodes, directives: reader.directives, escape: reader.escape, emptyContinuations };
}

function withoutEnd(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

function isComment(line: string): boolean {
  return trimLeft(line).startsWith('#');
}

/** A line goes on when the escape character is its last one, white space apart, and is not itself escaped. */
function withoutContinuation(line: string, escapeChar: string): { text: string; continues: boolean } {
  const trimmed = line.replace(/[ \t]+$/, '');
  if (!trimmed.endsWith(escapeChar) || trimmed.endsWith(escapeChar + escapeChar)) return { text: line, continues: false };
  return { text: trimmed.slice(0, -1), continues: true };
}

function mayHaveHeredoc(node: Pick<Node, 'keyword' | 'args' | 'json'>): boolean {
  const keyword = (node.keyword.toLowerCase() === 'onbuild' ? node.args[0] : node.keyword)?.toLowerCase();
  return !node.json && (keyword === 'run' || keyword === 'copy' || keyword === 'add');
}

/** The arguments of one logical line, split by the rule of its instruction. */
function nodeOf(line: string, escapeChar: string): Omit<Node, 'heredocs' | 'range' | 'comments'> {
  const { keyword, flags, rest } = splitInstruction(line, escapeChar);
  return { keyword, flags, original: line, json: false, ...argumentsOf(keyword.toLowerCase(), rest, escapeChar) };
}

function argumentsOf(keyword: string, rest: string, escapeChar: string): Pick<Node, 'args'> & Partial<Pick<Node, 'json' | 'pairs'>> {
  const text = rest === '' ? [] : [rest];
  switch (keyword) {
    case 'env':
    case 'label':
      return { args: [], pairs: splitPairs(rest, escapeChar, keyword.toUpperCase()) };
    case 'arg':
      return { args: splitWords(rest, escapeChar) };
    case 'from':
    case 'expose':
      return { args: splitOnSpace(rest) };
    case 'maintainer':
    case 'stopsignal':
    case 'user':
    case 'workdir':
      return { args: text };
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'shell': {
      const words = jsonWords(rest);
      return words === undefined ? { args: text } : { args: words, json: true };
    }
    case 'add':
    case 'copy':
    case 'volume': {
      const words = jsonWords(rest);
      return words === undefined ? { args: splitOnSpace(rest) } : { args: words, json: true };
    }
    case 'healthcheck': {
      const type = /^[^\s]*/.exec(rest)?.[0] ?? '';
      if (type === '') return { args: [] };
      const command = trimLeft(rest.slice(type.length));
      const words = jsonWords(command);
      if (words !== undefined) return { args: [type, ...words], json: true };
      return { args: command === '' ? [type] : [type, command] };
    }
    case 'onbuild': {
      if (rest === '') return { args: [] };
      const trigger = nodeOf(rest, escapeChar);
      return { args: [trigger.keyword, ...trigger.args], json: trigger.json };
    }
    default:
      return { args: [] };
  }
}
