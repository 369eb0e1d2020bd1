import { toBase64 } from '../base/bytes.ts';
import { messageOf } from '../base/errors.ts';
import type { Dockerfile, Stage } from '../dockerfile/instructions.ts';
import type { LintWarning } from '../dockerfile/lint.ts';
import { parseMount } from '../dockerfile/mount.ts';
import type { PlannedStage } from '../dockerfile/plan.ts';
import { DockerfileError, type SourceRange } from '../dockerfile/source.ts';
import type { Evaluated } from './evaluate.ts';
import { type Source, toRanges } from './progress.ts';

/** `--call`: a description of the Dockerfile instead of a build. The results are the JSON of BuildKit's subrequests. */
export type Call = 'lint' | 'outline' | 'targets';

/** What BuildKit answers with, by name: `result.json`, and for a lint `result.statuscode`. */
export type CallResult = Readonly<Record<string, string>>;

/** `failure` is what kept the Dockerfile from being read to its end. */
export function lintResult(warnings: readonly LintWarning[], source: Source, failure: unknown): CallResult {
  const found = warnings.map(({ rule, description, url, message, range }) => ({
    ruleName: rule,
    description,
    ...(url && { url }),
    detail: message,
    location: { ranges: toRanges([range]) },
  }));
  const ranges = failure instanceof DockerfileError ? failure.ranges : [];
  return {
    ...result({
      warnings: found.length === 0 ? null : found,
      sources: [{ filename: source.filename, language: 'Dockerfile', data: base64(source.data) }],
      ...(failure !== undefined && { buildError: { message: messageOf(failure), location: { ranges: toRanges(ranges) } } }),
    }),
    'result.statuscode': found.length > 0 || failure !== undefined ? '1' : '0',
  };
}

export function targetsResult({ stages }: Dockerfile, text: string): CallResult {
  const targets = stages.map((stage, index) => ({
    ...(stage.from.name && { name: stage.from.name }),
    ...(index === stages.length - 1 && { default: true }),
    ...describe(stage),
    base: stage.from.base,
    ...(stage.from.platform && { platform: stage.from.platform }),
    location: locationOf(stage.from.range),
  }));
  return result({ targets, sources: [base64(text)] });
}

/** Of the target and all stages it needs: their arguments, secrets and ssh keys, as they stand in the file. */
export function outlineResult(
  { globalArgs }: Dockerfile,
  target: PlannedStage,
  stages: readonly PlannedStage[],
  evaluated: ReadonlyMap<number, Evaluated>,
  globals: ReadonlyMap<string, string>,
  text: string,
): CallResult {
  const args = new Map<string, { readonly value: string | undefined; readonly description: string; readonly range: SourceRange }>();
  const secrets = new Map<string, { readonly required: boolean; readonly range: SourceRange }>();
  const ssh = new Map<string, { readonly required: boolean; readonly range: SourceRange }>();
  const isUsed = (name: string) => stages.some(({ from }) => new RegExp(`\\$\\{?${name}\\b`).test(from.base));
  for (const instruction of globalArgs)
    for (const { key } of instruction.args)
      if (isUsed(key))
        args.set(key, { value: globals.get(key), description: commentOf(instruction.comments, key), range: instruction.range });
  for (const stage of stages) {
    const values = new Map(evaluated.get(stage.index)?.args ?? []);
    for (const command of stage.commands) {
      if (command.kind === 'arg')
        for (const { key } of command.args)
          if (!args.has(key))
            args.set(key, { value: values.get(key), description: commentOf(command.comments, key), range: command.range });
      if (command.kind !== 'run') continue;
      for (const mount of command.mounts.map((each) => parseMount(each, (word) => word))) {
        const id = mount.id || mount.source || mount.target.slice(mount.target.lastIndexOf('/') + 1);
        if (mount.type === 'secret' && !secrets.has(id)) secrets.set(id, { required: mount.required, range: command.range });
        if (mount.type === 'ssh' && !ssh.has(mount.id || 'default'))
          ssh.set(mount.id || 'default', { required: mount.required, range: command.range });
      }
    }
  }
  const inOrder = <T extends { readonly range: SourceRange }>(map: ReadonlyMap<string, T>) =>
    [...map].sort(([, a], [, b]) => a.range.start - b.range.start);
  const required = (map: typeof secrets) =>
    inOrder(map).map(([name, each]) => ({ name, ...(each.required && { required: true }), location: locationOf(each.range) }));
  return result({
    ...(target.from.name && { name: target.from.name }),
    ...describe({ from: target.from, commands: [] }),
    ...(args.size > 0 && {
      args: inOrder(args).map(([name, { value, description, range }]) => ({
        name,
        ...(description && { description }),
        ...(value && { value }),
        location: locationOf(range),
      })),
    }),
    ...(secrets.size > 0 && { secrets: required(secrets) }),
    ...(ssh.size > 0 && { ssh: required(ssh) }),
    sources: [base64(text)],
  });
}

function describe({ from }: Stage): { readonly description?: string } {
  const description = commentOf(from.comments, from.name);
  return description === '' ? {} : { description };
}

/** `# NAME what it is for`, above the instruction that defines it. */
function commentOf(comments: readonly string[], name: string): string {
  const line = name === '' ? undefined : comments.find((comment) => comment.startsWith(`${name} `));
  return line?.slice(name.length + 1) ?? '';
}

function locationOf(range: SourceRange) {
  return { ranges: toRanges([range]) };
}

function base64(text: string): string {
  return toBase64(new TextEncoder().encode(text));
}

function result(value: unknown): CallResult {
  return { 'result.json': JSON.stringify(value, null, 2), version: '1.0.0' };
}
