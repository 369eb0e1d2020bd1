import type { Dockerfile, Instruction } from './instructions.ts';
import type { Linter } from './lint.ts';

/** The checks that need nothing but the text. */
export function lintStages(dockerfile: Dockerfile, linter: Linter): void {
  for (const arg of dockerfile.globalArgs)
    lintDescription(
      linter,
      'ARG',
      arg.args.map((each) => each.key),
      arg,
    );
  lintNames(dockerfile, linter);
  for (const { commands } of dockerfile.stages)
    for (const command of commands) {
      if (command.kind === 'maintainer') linter.report('MaintainerDeprecated', command);
      if (command.kind === 'arg')
        lintDescription(
          linter,
          'ARG',
          command.args.map((each) => each.key),
          command,
        );
    }
  lintCasing(dockerfile, linter);
}

function lintNames(dockerfile: Dockerfile, linter: Linter): void {
  const names = new Set<string>();
  for (const { from } of dockerfile.stages) {
    const [, as, alias] = from.args;
    if (as === undefined || alias === undefined) continue;
    if (alias !== from.name) linter.report('StageNameCasing', from, alias);
    if (hasOneCase(from.keyword) && as !== (isLower(from.keyword) ? as.toLowerCase() : as.toUpperCase()))
      linter.report('FromAsCasing', from, from.keyword, as);
    if (from.name === 'scratch' || from.name === 'context') linter.report('ReservedStageName', from, from.name);
    if (names.has(from.name)) linter.report('DuplicateStageName', from, from.name);
    names.add(from.name);
    lintDescription(linter, 'FROM', [from.name], from);
  }
}

function lintCasing(dockerfile: Dockerfile, linter: Linter): void {
  const all: Instruction[] = dockerfile.stages.flatMap((stage) => [stage.from, ...stage.commands]);
  const consistent = all.filter((each) => hasOneCase(each.keyword));
  const lower = consistent.filter((each) => isLower(each.keyword)).length;
  const majorityIsLower = lower > consistent.length - lower;
  for (const each of all) {
    const wanted = majorityIsLower ? each.keyword.toLowerCase() : each.keyword.toUpperCase();
    if (each.keyword !== wanted)
      linter.report('ConsistentInstructionCasing', each, each.keyword, majorityIsLower ? 'lowercase' : 'uppercase');
  }
}

function lintDescription(linter: Linter, keyword: string, names: readonly string[], at: Instruction): void {
  const last = at.comments.at(-1);
  if (last === undefined || names.includes(last.split(' ')[0] ?? '')) return;
  linter.report('InvalidDefinitionDescription', at, keyword, names.length > 1 ? '<arg_key>' : (names[0] ?? ''));
}

function isLower(word: string): boolean {
  return word === word.toLowerCase();
}

function hasOneCase(word: string): boolean {
  return isLower(word) || word === word.toUpperCase();
}

const secretName = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmlessName = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Names that look like a secret's: for ARG and ENV, whose values end in the image. */
export function looksSecret(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name);
}
