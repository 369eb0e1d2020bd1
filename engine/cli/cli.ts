import type { DockerClient } from '../api/client/client.ts';
import { messageOf } from '../base/errors.ts';
import { type Arity, type Command, isGroup } from './command.ts';
import { complete } from './completion/complete.ts';
import { type ConfigFile, readConfigFile, settingsFolder } from './config-file.ts';
import { describe, StatusError } from './errors.ts';
import type { Flags, Values } from './flag.ts';
import { type Parsed, parseFlags } from './flag-parser.ts';
import { commandHelp, groupHelp, rootHelp, usageLine } from './help.ts';
import type { CliIo } from './io.ts';
import { checkSurroundings } from './surroundings.ts';
import { type Found, find, globalFlags, root, sections } from './tree.ts';
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
    const text = error instanceof StatusError ? error.message : describe(error, io.host);
    if (text !== '') await write(io.stderr, `${text}\n`).catch(() => undefined);
    return error instanceof StatusError ? error.code : 1;
  }
}

async function dispatch(argv: readonly string[], io: CliIo, client: DockerClient): Promise<number> {
  if (argv[0] === '__complete') {
    // Cobra's protocol: a word a line, then a directive: 4 says that no file names fit.
    const { words, files } = await complete(argv.slice(1), { client, env: io.env });
    await write(io.stdout, [...words, files ? ':0' : ':4', ''].join('\n'));
    return 0;
  }
  const globals = await flagsOf(io, 'docker', rootUse, argv, globalFlags, false);
  // A column is left free, as Docker does.
  const columns = (io.isTerminal.stdout && io.size.cols > 0 ? io.size.cols : 80) - 1;
  const out = (text: string) => write(io.stdout, text);
  const err = (text: string) => write(io.stderr, text);
  if (globals.values.version === true) {
    await out(`Docker version ${cliVersion}, build ${gitCommit}\n`);
    return 0;
  }
  const overview = () => rootHelp(root.short, sections, globalFlags, columns);
  const helpOf = ({ entry, path }: Found) =>
    entry === root ? overview() : isGroup(entry) ? groupHelp(path, entry) : commandHelp(path, entry, columns);

  /** Instead of help it is no error. */
  const refuse = async ({ entry, path }: Found, help: boolean): Promise<number> => {
    await (help ? out : err)(`${path} ${entry.unsupported}\n`);
    return help ? 0 : 1;
  };

  if (globals.args[0] === 'help' && !globals.help) {
    const asked = await flagsOf(io, 'docker help', 'docker help [command]', globals.args.slice(1), {}, true);
    const found = find(asked.args);
    if (found.entry.unsupported !== undefined) return await refuse(found, true);
    if (asked.help) await out('Usage:  docker help [command]\n\nHelp about the command\n');
    else if (found.rest.length > 0) throw new StatusError(`unknown help topic: ${asked.args.join(' ')}`);
    else await out(helpOf(found));
    return 0;
  }
  const found = find(globals.args);
  if (globals.help) {
    await out(helpOf(found));
    return 0;
  }
  const { entry, path, rest } = found;
  if (entry.unsupported !== undefined) return await refuse(found, rest.includes('--help'));
  if (isGroup(entry)) {
    const { help, args } = await flagsOf(io, path, entry === root ? rootUse : path, rest, {}, true);
    if (help) await out(helpOf(found));
    else if (args.length > 0) {
      // Docker's own usage line of a group has no COMMAND in this one place.
      const usage = entry === root ? '' : `Usage:  ${path}\n\n`;
      throw new StatusError(`docker: unknown command: ${path} ${args[0]}\n\n${usage}Run '${path} --help' for more information`);
      // As an answer to half a command it is an error's text.
    } else await err(helpOf(found));
    return 0;
  }

  const known = entry.unavailable === undefined || rest.includes('--help') || rest.includes('-h');
  const parsed = await flagsOf(io, path, usageLine(path, entry), known ? rest : [], entry.flags, entry.interspersed ?? true);
  if (parsed.help) {
    await out(helpOf(found));
    return 0;
  }
  checkArity(path, entry, parsed.args.length);
  const settings = globals.values as Values<typeof globalFlags>;
  await checkSurroundings(io, settings);
  const folder = settingsFolder(io.env, globals.given.has('config') ? settings.config : '');
  let file: Promise<ConfigFile> | undefined;
  const config = () => {
    file ??= readConfigFile(io, folder, err);
    return file;
  };
  return (
    (await entry.run({
      client,
      io,
      path,
      flags: parsed.values,
      given: parsed.given,
      args: parsed.args,
      debug: settings.debug,
      folder,
      config,
      out,
      err,
    })) ?? 0
  );
}

const rootUse = 'docker [OPTIONS] COMMAND [ARG...]';

async function flagsOf(
  io: CliIo,
  path: string,
  use: string,
  argv: readonly string[],
  flags: Flags,
  interspersed: boolean,
): Promise<Parsed> {
  const warnings: string[] = [];
  // To where help goes, but for the flags before any command.
  const warned = () => write(path === 'docker' ? io.stderr : io.stdout, warnings.map((line) => `${line}\n`).join(''));
  try {
    const parsed = parseFlags(argv, flags, { interspersed, warn: (line) => warnings.push(line) });
    await warned();
    return parsed;
  } catch (error) {
    await warned();
    throw new StatusError(`${messageOf(error)}\n\nUsage:  ${use}\n\nRun '${path} --help' for more information`, 125);
  }
}

/** The sentences of docker's cli/required.go, with its two ways to point at the help. */
function checkArity(path: string, command: Command, count: number): void {
  const { min, max }: Arity = command.args;
  if (count >= min && count <= max) return;
  if (command.plainArity === true) throw new Error(`accepts ${min} arg(s), received ${count}`);
  const plural = (number: number) => (number === 1 ? 'argument' : 'arguments');
  let need: string;
  if (max === 0) need = 'accepts no arguments';
  else if (max === min) need = `requires ${min} ${plural(min)}`;
  else if (max === Number.POSITIVE_INFINITY) need = `requires at least ${min} ${plural(min)}`;
  else if (min === 0) need = `requires at most ${max} ${plural(max)}`;
  else need = `requires at least ${min} and at most ${max} ${plural(max)}`;
  // The second is Docker's own slip, in release 28.
  const see = max === Number.POSITIVE_INFINITY ? 'See' : min === 0 && max > 0 ? 'SRun' : 'Run';
  throw new StatusError(`docker: '${path}' ${need}\n\nUsage:  ${usageLine(path, command)}\n\n${see} '${path} --help' for more information`);
}

const encoder = new TextEncoder();

function write(sink: CliIo['stdout'], text: string): Promise<void> {
  return text === '' ? Promise.resolve() : sink.write(encoder.encode(text));
}
