import { hasWildcard } from '../base/glob.ts';
import { cleanPath } from '../dockerfile/go.ts';
import { chompedContent, heredocOf } from '../dockerfile/heredoc.ts';
import type { PatternMatcher } from '../dockerfile/ignore.ts';
import type { Add, Command, Copy, Run, Workdir } from '../dockerfile/instructions.ts';
import type { RuleName } from '../dockerfile/lint.ts';
import { type Mount, mountFrom, parseMount } from '../dockerfile/mount.ts';
import { type Plan, type Source, sourceNamed, sourcesOf } from '../dockerfile/plan.ts';
import type { LexOptions } from '../dockerfile/shell.ts';
import { DockerfileError } from '../dockerfile/source.ts';
import { parseChmod } from './chmod.ts';
import type { Draft } from './draft.ts';
import type { CopySource, CopyStep, RunStep, WorkdirStep } from './steps.ts';

/** Instructions that make a layer, as steps. Names are numbered by the caller. */

/** What the evaluation of a stage lends to the steps. */
export interface StepScope {
  readonly draft: Draft;
  readonly options: StepOptions;
  /** ENV and ARG together. */
  readonly env: ReadonlyMap<string, string>;
  readonly args: ReadonlyArray<readonly [name: string, value: string | undefined]>;
  /** A word with its variables replaced; undefined ones are reported. */
  word(text: string, command: Command, lex?: LexOptions): string;
  /** A command line as progress shows it. */
  shown(code: string, lex: LexOptions, masked?: ReadonlyMap<string, string>): string;
  /** The shell's own arguments, then the command as one. */
  withShell(args: readonly string[]): string[];
  lint(rule: RuleName, command: Command, ...args: string[]): void;
}

export interface StepOptions {
  readonly plan: Plan;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly network: 'default' | 'none' | 'host';
  /** Of the `.dockerignore`, for lint. */
  readonly ignore: PatternMatcher | undefined;
}

type Described<S> = Omit<S, 'name'> & { readonly name: ''; readonly history: string };

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

export function runStep(evaluation: StepScope, run: Run): Described<RunStep> {
  const { env, draft, options } = evaluation;
  const mounts = run.mounts.map((text) => mountOf(evaluation, run, text));
  const masked = new Map(mounts.flatMap(({ mount }) => (mount.type === 'secret' && mount.env !== undefined ? [[mount.env, '****']] : [])));
  const { args, script, summary } = scriptOf(run);
  const argv = run.command.shell ? evaluation.withShell(args) : args;
  const network = run.network === 'default' ? options.network : run.network;
  return {
    op: 'run',
    name: '',
    description: evaluation.shown(run.code + summary, { rawQuotes: true, keepUnset: true }, masked),
    history: `RUN ${[...argsOf(evaluation), ...argv].join(' ')} # buildkit`,
    range: run.range,
    argv,
    env: [...env].map(([name, value]) => `${name}=${value}`),
    proxyEnv: proxyEnv(options.buildArgs),
    cwd: draft.config.WorkingDir || '/',
    user: draft.config.User,
    mounts,
    script,
    network,
    insecure: run.security === 'insecure',
  };
}

/** `|1 WHO=world`: the ARGs that a RUN could see. */
function argsOf({ args, env }: StepScope): string[] {
  const values = new Map(args.map(([name, value]) => [name, `${name}=${env.get(name) ?? value ?? ''}`]));
  return values.size === 0 ? [] : [`|${values.size}`, ...values.values()];
}

/** A RUN's arguments with its heredocs: alone it is the script itself, else sh reads it. */
function scriptOf(run: Run): { args: readonly string[]; script: RunStep['script']; summary: string } {
  const { args, heredocs } = run.command;
  const [first] = heredocs;
  const line = args[0] ?? '';
  if (first === undefined) return { args, script: undefined, summary: '' };
  if (heredocOf(line) === undefined)
    return { args: [line + heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`).join('')], script: undefined, summary: '' };
  const lines = first.content.trim().split(/\r?\n/);
  const summary = ` (${lines[0]}${lines.length > 1 ? '...' : ''})`;
  const content = chompedContent(first);
  if (!content.startsWith('#!')) return { args: [content], script: undefined, summary };
  return { args: [`/dev/pipes/${first.name}`], script: { name: first.name, content }, summary };
}

function proxyEnv(buildArgs: ReadonlyMap<string, string>): string[] {
  return [...buildArgs].flatMap(([name, value]) => {
    const upper = name.toUpperCase();
    return proxies.includes(upper) ? [`${upper}=${value}`, `${upper.toLowerCase()}=${value}`] : [];
  });
}

function mountOf(evaluation: StepScope, run: Run, text: string): { mount: Mount; target: string; from: Source } {
  const mount = parseMount(text, (word) => evaluation.word(word, run));
  const name = mountFrom(text);
  const from: Source =
    name !== '' ? sourceNamed(name, evaluation.options.plan.stages) : mount.type === 'bind' ? { kind: 'context' } : { kind: 'scratch' };
  const target = fromWorkdir(evaluation.draft.config.WorkingDir, mount.target);
  if (mount.type !== 'secret' && mount.type !== 'ssh' && target === '/') throw new DockerfileError('invalid mount target "/"');
  return { mount, target, from };
}

export function workdirStep(evaluation: StepScope, command: Workdir, path: string): Described<WorkdirStep> {
  const { WorkingDir, User } = evaluation.draft.config;
  const absolute = fromWorkdir(WorkingDir, path);
  const description = evaluation.shown(command.code, {});
  return { op: 'workdir', name: '', description, history: '', range: command.range, path: absolute, user: User };
}

export function copyStep(evaluation: StepScope, command: Copy | Add): Described<CopyStep> {
  const word = (text: string) => evaluation.word(text, command);
  const keyword = command.kind.toUpperCase();
  const parents = command.kind === 'copy' && command.parents;
  const chown = word(command.chown);
  const chmod = word(command.chmod);
  const paths = command.sources.map(word);
  const destination = word(command.destination);
  const inline = command.inline.map(({ name, content, expand }) => ({
    kind: 'inline' as const,
    name,
    content: expand ? evaluation.word(content, command, { escape: '\\', ignoreQuotes: true }) : content,
  }));
  if (chmod !== '') parseChmod(chmod);
  const checksum = command.kind === 'add' ? word(command.checksum) : '';
  if (checksum !== '') checkChecksum(checksum, paths);
  const [from = { kind: 'context' } as const] = sourcesOf(command, evaluation.options.plan.stages);
  const sources = paths.map((path) => sourceOf(evaluation, command, path, parents, from));
  const written = [
    ...(parents ? ['--parents'] : []),
    ...(chown ? [`--chown=${chown}`] : []),
    ...(chmod ? [`--chmod=${chmod}`] : []),
    ...paths,
    ...inline.map(({ name }) => `<<${name}`),
    destination,
  ];
  return {
    op: 'copy',
    name: '',
    description: evaluation.shown(command.code, {}),
    history: `${keyword} ${written.join(' ')} # buildkit`,
    range: command.range,
    from,
    sources: [...sources, ...inline],
    destination: destinationOf(evaluation.draft.config.WorkingDir, destination),
    chown,
    chmod,
    exclude: command.exclude,
    // With --chmod BuildKit makes an ordinary layer of it.
    link: command.link && chmod === '',
    checksum,
  };
}

function sourceOf(evaluation: StepScope, command: Copy | Add, path: string, parents: boolean, from: Source): CopySource {
  const isGit = /^(?:git@|git:\/\/|ssh:\/\/)|^https?:\/\/[^?#]*\.git(?:[?#].*)?$/.test(path);
  if (isGit && command.kind === 'copy') throw new DockerfileError("source can't be a git ref for COPY");
  if (isGit)
    throw new DockerfileError(
      `ADD ${path}: Git repositories cannot be fetched here, this machine is a web page without git or internet access`,
    );
  if (/^https?:\/\//.test(path)) {
    if (command.kind === 'copy') throw new DockerfileError("source can't be a URL for COPY");
    return { kind: 'url', url: path, unpack: command.unpack ?? false };
  }
  if (from.kind === 'context') lintIgnored(evaluation, command, path);
  const unpack = command.kind === 'add' && (command.unpack ?? true);
  if (!parents) return { kind: 'path', path: cleanPath(`/${path}`), include: [], required: [], unpack };
  // `/./` divides what is left away from what is kept below the destination.
  const pivot = path.indexOf('/./');
  const top = pivot < 0 ? '/' : cleanPath(`/${path.slice(0, pivot)}`);
  const kept = cleanPath(`/${pivot < 0 ? path : path.slice(pivot + 3)}`);
  const required = hasWildcard(top) || hasWildcard(kept) ? [] : [cleanPath(`${top}/${kept}`)];
  return { kind: 'path', path: top, include: [kept.slice(1)], required, unpack };
}

/** A destination keeps its trailing slash: it says that it is a directory. */
function destinationOf(workdir: string, path: string): string {
  const cleaned = fromWorkdir(workdir, path);
  const isDirectory = path === '' || path === '.' || /\/\.?$/.test(path);
  return isDirectory && cleaned !== '/' ? `${cleaned}/` : cleaned;
}

function checkChecksum(checksum: string, paths: readonly string[]): void {
  if (paths.length !== 1) throw new DockerfileError("checksum can't be specified for multiple sources");
  if (!/^https?:\/\//.test(paths[0] ?? '')) throw new DockerfileError('checksum requires HTTP(S) or Git sources');
  const [algorithm, hex, ...more] = checksum.split(':');
  if (hex === undefined || more.length > 0) throw new DockerfileError('invalid checksum digest format');
  if (algorithm !== 'sha256') throw new DockerfileError('unsupported digest algorithm');
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new DockerfileError(/^[0-9a-f]*$/.test(hex) ? 'invalid checksum digest length' : 'invalid checksum digest format');
}

function lintIgnored(evaluation: StepScope, command: Command, path: string): void {
  const { ignore } = evaluation.options;
  if (ignore === undefined || ignore.hasExceptions) return;
  const cleaned = cleanPath(path);
  if ((cleaned === '.' || cleaned === '/') && !ignore.texts.some((text) => ['*', '**', '**/*'].includes(text))) return;
  if (ignore.matches(cleaned)) evaluation.lint('CopyIgnoredFile', command, command.kind === 'add' ? 'Add' : 'Copy', cleaned);
}

/** A path of an instruction, relative to the working directory. */
function fromWorkdir(workdir: string, path: string): string {
  return path.startsWith('/') ? cleanPath(path) : cleanPath(`/${workdir}/${path}`);
}
