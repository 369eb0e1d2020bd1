import type { Arg, Command, Dockerfile, From } from './instructions.ts';
import { Linter } from './lint.ts';
import { lintStages } from './lint-static.ts';
import { parseInstruction } from './parse-instruction.ts';
import { type Node, parse } from './parser.ts';
import { DockerfileError, located } from './source.ts';

/**
 * Text to stages. Throws `DockerfileError`; what is only unwise goes to the linter that comes with the result. `check` takes the place of the
 * file's own `# check=`.
 */
export function readDockerfile(text: string, check?: string): { dockerfile: Dockerfile; linter: Linter } {
  const file = parse(text);
  const linter = new Linter(check ?? file.directives.check);
  for (const range of file.emptyContinuations) linter.report('NoEmptyContinuation', { range });
  const globalArgs: Arg[] = [];
  const stages: Array<{ from: From; commands: Command[] }> = [];
  for (const node of file.nodes) {
    const instruction = instructionOf(node);
    const stage = stages.at(-1);
    if (instruction.kind === 'from') stages.push({ from: instruction, commands: [] });
    else if (stage !== undefined) stage.commands.push(instruction);
    else if (instruction.kind === 'arg') globalArgs.push(instruction);
    else throw new DockerfileError('no build stage in current context', [node.range]);
  }
  if (stages.length === 0) throw new DockerfileError('dockerfile contains no stages to build');
  const dockerfile = { globalArgs, stages, escape: file.escape, directives: file.directives };
  lintStages(dockerfile, linter);
  return { dockerfile, linter };
}

/** ONBUILD's text, as an image keeps it, to the command that it stands for; errors are about the FROM that brought it in. */
export function parseTrigger(expression: string, from: From): Command {
  return located(from.range, () => {
    let nodes: readonly Node[];
    try {
      nodes = parse(expression).nodes;
    } catch (error) {
      throw new DockerfileError((error as Error).message, [], { cause: error });
    }
    const [node] = nodes;
    if (node === undefined || nodes.length !== 1) throw new DockerfileError('onbuild trigger should be a single expression');
    const instruction = parseInstruction({ ...node, range: from.range });
    if (instruction.kind === 'from') throw new DockerfileError('FROM is not a command type');
    return instruction;
  });
}

function instructionOf(node: Node) {
  try {
    return parseInstruction(node);
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    throw new DockerfileError(`dockerfile parse error on line ${node.range.start}: ${error.message}`, error.ranges, { cause: error });
  }
}
