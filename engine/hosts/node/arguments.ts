import { parseArgs } from 'node:util';

export const usage = `Usage:  npm run --silent drydock -- exec [OPTIONS] -c 'SHELL SCRIPT'

Boots the guest, runs the script in its shell at /workspace, and passes standard input,
standard output, standard error and the exit code through.

Options:
  -c SCRIPT            The script
  --store DIR          Keep images, containers and volumes in this folder between calls
                       (default: in memory, gone at the end)
  --workspace DIR      Share this folder as /workspace (default: an empty one in memory)
  --timeout SECONDS    End the script after this time, with exit code 124
  --help               Show this
`;

export interface ExecRequest {
  readonly command: 'exec';
  readonly script: string;
  readonly store?: string;
  readonly workspace?: string;
  readonly timeoutSeconds?: number;
}

export class UsageError extends Error {}

export function parseArguments(argv: readonly string[]): ExecRequest | { readonly command: 'help' } {
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return { command: 'help' };
  if (command === undefined) throw new UsageError('a command is missing');
  if (command !== 'exec') throw new UsageError(`unknown command: ${command}`);
  if (rest.length > 0) throw new UsageError(`unexpected argument: ${rest[0]} (put the script in quotes, behind -c)`);
  if (values.script === undefined) throw new UsageError("exec needs -c 'SHELL SCRIPT'");
  const timeoutSeconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0))
    throw new UsageError(`--timeout takes a number of seconds, not ${values.timeout}`);
  return {
    command,
    script: values.script,
    ...(values.store !== undefined && { store: values.store }),
    ...(values.workspace !== undefined && { workspace: values.workspace }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        script: { type: 'string', short: 'c' },
        store: { type: 'string' },
        workspace: { type: 'string' },
        timeout: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
