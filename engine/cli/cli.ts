import type { DockerClient } from '../api/client/client.ts';
import { messageOf } from '../base/errors.ts';
import type { Arity, Command } from './command.ts';
import { complete } from './completion/complete.ts';
import { describe, StatusError } from './errors.ts';
import { parseFlags } from './flag-parser.ts';
import { commandHelp, groupHelp, rootHelp, usageLine } from './help.ts';
import type { CliIo } from './io.ts';
import { find, globalFlags, rootSections } from './tree.ts';
import { cliVersion, gitCommit } from './version.ts';

/**
 * The `docker` command. `argv[0]` is the program's name. Resolves with the exit code when all output is written; never rejects.
 * The engine is spoken to only through `client`.
 */
export async function runCli(argv: readonly string[], io: CliIo, client: DockerClient): Promise<number> {
  try {
    return await dispatch(argv.slice(1), io, client);
  } catch (error) {
    if (io.closed.aborted) return 130;
    const text = error instanceof StatusError ? error.message : describe(error);
    if (text !== '') await write(io.stderr, `${text}\n`).catch(() => undefined);
    return error instanceof StatusError ? error.code : 1;
  }
}

async function dispatch(argv: readonly string[], io: CliIo, client: DockerClient): Promise<number> {
  if (argv[0] === '__complete') {
    // Cobra's protocol: a word a line, then a directive: 4 says that no file names fit.
    const { words, files } = await complete(argv.slice(1), client);
    await write(io.stdout, [...words, files ? ':0' : ':4', ''].join('\n'));
    return 0;
  }
  const root = flagsOf('docker', 'docker [OPTIONS] COMMAND [ARG...]', argv, globalFlags, false);
  // A column is left free, as Docker does.
  const columns = (io.isTerminal.stdout && io.size.cols > 0 ? io.size.cols : 80) - 1;
  const out = (text: string) => write(io.stdout, text);
  if (root.values.version === true) {
    await out(`Docker version ${cliVersion}, build ${gitCommit}\n`);
    return 0;
  }
  const words = root.args[0] === 'help' ? root.args.slice(1) : root.args;
  const wantsHelp = root.help || root.args[0] === 'help';
  if (words.length === 0) {
    await out(rootHelp('A self-sufficient runtime for containers', rootSections(), globalFlags, columns));
    return 0;
  }

  const found = find(words);
  if (wantsHelp) {
    if (found.kind === 'unknown' || (found.kind === 'command' && found.rest.length > 0 && !root.help)) {
      throw new StatusError(`unknown help topic: ${words.join(' ')}`);
    }
    await out(found.kind === 'group' ? groupHelp(found.path, found.group) : commandHelp(found.path, found.command, columns));
    return 0;
  }
  switch (found.kind) {
    case 'unknown': {
      // Docker's own usage line of a group has no COMMAND in this one place.
      const usage = found.parent === 'docker' ? '' : `Usage:  ${found.parent}\n\n`;
      throw new StatusError(
        `docker: unknown command: ${found.parent} ${found.word}\n\n${usage}Run '${found.parent} --help' for more information`,
      );
    }
    case 'group': {
      const { help } = flagsOf(found.path, found.path, found.rest, {}, false);
      // Asked for it goes to stdout; as an answer to half a command it is an error's text.
      await write(help ? io.stdout : io.stderr, groupHelp(found.path, found.group));
      return 0;
    }
    case 'command': {
      const { command, path } = found;
      const parsed = flagsOf(path, usageLine(path, command), found.rest, command.flags, command.interspersed ?? true);
      if (parsed.help) {
        await out(commandHelp(path, command, columns));
        return 0;
      }
      checkArity(path, command, parsed.args.length);
      const code = await command.run({
        client,
        io,
        path,
        flags: parsed.values,
        given: parsed.given,
        args: parsed.args,
        out,
        err: (text) => write(io.stderr, text),
      });
      return code ?? 0;
    }
  }
}

function flagsOf(path: string, use: string, argv: readonly string[], flags: Command['flags'], interspersed: boolean) {
  try {
    return parseFlags(argv, flags, { interspersed });
  } catch (error) {
    throw new StatusError(`${messageOf(error)}\n\nUsage:  ${use}\n\nRun '${path} --help' for more information`, 125);
  }
}

/** The sentences of docker's cli/required.go, with its two ways to point at the help. */
function checkArity(path: string, command: Command, count: number): void {
  const { min, max }: Arity = command.args;
  if (count >= min && count <= max) return;
  const plural = (number: number) => (number === 1 ? 'argument' : 'arguments');
  let need: string;
  if (max === 0) need = 'accepts no arguments';
  else if (max === min) need = `requires ${min} ${plural(min)}`;
  else if (max === Number.POSITIVE_INFINITY) need = `requires at least ${min} ${plural(min)}`;
  else if (min === 0) need = `requires at most ${max} ${plural(max)}`;
  else need = `requires at least ${min} and at most ${max} ${plural(max)}`;
  const see = max === Number.POSITIVE_INFINITY ? 'See' : 'Run';
  throw new StatusError(`docker: '${path}' ${need}\n\nUsage:  ${usageLine(path, command)}\n\n${see} '${path} --help' for more information`);
}

const encoder = new TextEncoder();

function write(sink: CliIo['stdout'], text: string): Promise<void> {
  return text === '' ? Promise.resolve() : sink.write(encoder.encode(text));
}
