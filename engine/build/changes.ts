import { EngineError, messageOf } from '../base/errors.ts';
import { readDockerfile } from '../dockerfile/dockerfile.ts';
import { planBuild } from '../dockerfile/plan.ts';
import type { RunConfig } from '../oci/spec.ts';
import { draftOf, runConfigOf } from './draft.ts';
import { evaluateStage } from './evaluate.ts';
import { defaultPlatform } from './request.ts';

/** moby `builder/dockerfile/builder.go`, validCommitCommands. */
const taken = ['cmd', 'entrypoint', 'healthcheck', 'env', 'expose', 'label', 'onbuild', 'stopsignal', 'user', 'volume', 'workdir'];

/** `docker commit --change` and `docker import --change`: instructions that are only words, applied to a config. `invalid` for all others. */
export function applyChanges(config: RunConfig, instructions: readonly string[]): RunConfig {
  const lines = instructions.filter((line) => line.trim() !== '');
  if (lines.length === 0) return config;
  for (const line of lines) {
    const word = line.trim().split(/\s/)[0] ?? '';
    if (!taken.includes(word.toLowerCase())) throw new EngineError('invalid', `${word} is not a valid change command`);
  }
  try {
    const { dockerfile, linter } = readDockerfile(`FROM scratch\n${lines.join('\n')}\n`);
    const buildArgs = new Map<string, string>();
    const plan = planBuild(dockerfile, { platform: defaultPlatform, buildArgs }, linter);
    const draft = draftOf({ os: 'linux', architecture: '386', config, rootfs: { type: 'layers', diff_ids: [] } });
    const commands = plan.target.commands.map((command) => ({ command, isTrigger: false }));
    const options = { plan, buildArgs, escape: dockerfile.escape, network: 'default', linter, ignore: undefined } as const;
    const changed = runConfigOf(
      evaluateStage(plan.target, commands, { draft, imageName: undefined, stage: undefined }, options).draft.config,
    );
    // What BuildKit adds of its own is none of the changes: a PATH from scratch, and a mark beside CMD and ENTRYPOINT.
    const { ArgsEscaped: _, ...rest } = changed;
    const result = config.ArgsEscaped === undefined ? rest : { ...rest, ArgsEscaped: config.ArgsEscaped };
    const isPath = (entry: string) => entry.startsWith('PATH=');
    const hasPath = config.Env?.some(isPath) || lines.some((line) => /^\s*env\s.*\bPATH\b/is.test(line));
    return hasPath || result.Env === undefined ? result : { ...result, Env: result.Env.filter((entry) => !isPath(entry)) };
  } catch (error) {
    throw new EngineError('invalid', messageOf(error), { cause: error });
  }
}
