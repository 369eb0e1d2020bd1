import { type FlagSpec, parseFlags } from './flags.ts';
import { formatDuration, parseDuration, quoteGo } from './go.ts';
import { chompedContent, heredocOf } from './heredoc.ts';
import type { Arg, CommandLine, From, Healthcheck, Instruction, Onbuild, Run, Transfer } from './instructions.ts';
import { instructionNames } from './instructions.ts';
import { mountFrom } from './mount.ts';
import type { Node } from './parser.ts';
import { DockerfileError, located, trimSpace } from './source.ts';
import type { Pair } from './split.ts';
import { didYouMean } from './suggest.ts';

/** A node to a typed instruction. Throws `DockerfileError` in BuildKit's words. */
export function parseInstruction(node: Node): Instruction {
  return located(node.range, () => build(node));
}

function build(node: Node): Instruction {
  const written = { keyword: node.keyword, code: trimSpace(node.original), range: node.range, comments: node.comments };
  const noFlags = () => void parseFlags(node.flags, {});
  switch (node.keyword.toLowerCase()) {
    case 'add': {
      const { flags, transfer } = parseTransfer(node, { checksum: 'string', unpack: 'bool', 'keep-git-dir': 'bool' });
      const own = { checksum: flags.string('checksum'), unpack: flags.bool('unpack'), keepGitDir: flags.bool('keep-git-dir') };
      return { kind: 'add', ...written, ...transfer, ...own };
    }
    case 'copy': {
      const { flags, transfer } = parseTransfer(node, { from: 'string', parents: 'bool' });
      return { kind: 'copy', ...written, ...transfer, from: flags.string('from'), parents: flags.bool('parents') ?? false };
    }
    case 'arg':
      return { kind: 'arg', ...written, args: parseArgs(node) };
    case 'cmd':
      noFlags();
      return { kind: 'cmd', ...written, command: commandLine(node) };
    case 'entrypoint':
      noFlags();
      return { kind: 'entrypoint', ...written, command: commandLine(node) };
    case 'env':
      noFlags();
      return { kind: 'env', ...written, pairs: pairsOf(node, 'ENV') };
    case 'label':
      noFlags();
      return { kind: 'label', ...written, pairs: pairsOf(node, 'LABEL') };
    case 'expose':
      atLeastOne(node, 'EXPOSE');
      noFlags();
      return { kind: 'expose', ...written, ports: [...node.args].sort() };
    case 'from':
      return { kind: 'from', ...written, ...parseFrom(node) };
    case 'healthcheck':
      return { kind: 'healthcheck', ...written, ...parseHealthcheck(node) };
    case 'maintainer': {
      const name = onlyOne(node, 'MAINTAINER');
      noFlags();
      return { kind: 'maintainer', ...written, name };
    }
    case 'onbuild':
      return { kind: 'onbuild', ...written, ...parseOnbuild(node) };
    case 'run':
      return { kind: 'run', ...written, ...parseRun(node) };
    case 'shell':
      noFlags();
      atLeastOne(node, 'SHELL');
      if (!node.json) throw new DockerfileError(`SHELL requires the arguments to be in JSON form`);
      return { kind: 'shell', ...written, shell: node.args };
    case 'stopsignal':
      return { kind: 'stopsignal', ...written, signal: onlyOne(node, 'STOPSIGNAL') };
    case 'user': {
      const user = onlyOne(node, 'USER');
      noFlags();
      return { kind: 'user', ...written, user };
    }
    case 'volume': {
      atLeastOne(node, 'VOLUME');
      noFlags();
      const volumes = node.args.map(trimSpace);
      if (volumes.includes('')) throw new DockerfileError('VOLUME specified can not be an empty string');
      return { kind: 'volume', ...written, volumes };
    }
    case 'workdir': {
      const path = onlyOne(node, 'WORKDIR');
      noFlags();
      return { kind: 'workdir', ...written, path };
    }
    default:
      throw new DockerfileError(`unknown instruction: ${node.keyword}${didYouMean(node.keyword, instructionNames, false)}`);
  }
}

function atLeastOne(node: Node, keyword: string): void {
  if (node.args.length === 0) throw new DockerfileError(`${keyword} requires at least one argument`);
}

function onlyOne(node: Node, keyword: string): string {
  const [only] = node.args;
  if (only === undefined || node.args.length !== 1) throw new DockerfileError(`${keyword} requires exactly one argument`);
  return only;
}

function pairsOf(node: Node, keyword: string): readonly Pair[] {
  const pairs = node.pairs ?? [];
  if (pairs.length === 0) throw new DockerfileError(`${keyword} requires at least one argument`);
  if (pairs.some((pair) => pair.key === '')) throw new DockerfileError(`${keyword} names can not be blank`);
  return pairs;
}

function parseArgs(node: Node): Arg['args'] {
  atLeastOne(node, 'ARG');
  return node.args.map((text) => {
    const equals = text.indexOf('=');
    if (equals === 0) throw new DockerfileError('ARG names can not be blank');
    return equals < 0 ? { key: text, value: undefined } : { key: text.slice(0, equals), value: text.slice(equals + 1) };
  });
}

function commandLine(node: Node): CommandLine {
  const args = node.json || node.args.length === 0 ? node.args : [node.args.join(' ')];
  return { args, shell: !node.json, heredocs: node.heredocs };
}

function parseFrom(node: Node): Pick<From, 'base' | 'name' | 'platform' | 'args'> {
  const [base, as, alias] = node.args;
  let name = '';
  if (node.args.length === 3 && as?.toLowerCase() === 'as' && alias !== undefined) {
    name = alias.toLowerCase();
    if (!/^[a-z][a-z0-9-_.]*$/.test(name))
      throw new DockerfileError(`invalid name for build stage: ${quoteGo(alias)}, name can't start with a number or contain symbols`);
  } else if (node.args.length !== 1) throw new DockerfileError('FROM requires either one or three arguments');
  const flags = parseFlags(node.flags, { platform: 'string' });
  return { base: base ?? '', name, platform: flags.string('platform'), args: node.args };
}

function parseRun(node: Node): Pick<Run, 'command' | 'mounts' | 'network' | 'security'> {
  const flags = parseFlags(node.flags, { mount: 'list', network: 'string', security: 'string', device: 'list' });
  const network = flags.string('network') || 'default';
  if (network !== 'default' && network !== 'none' && network !== 'host')
    throw new DockerfileError(`invalid network mode ${quoteGo(network)}`);
  const security = flags.string('security') || 'sandbox';
  if (security !== 'sandbox' && security !== 'insecure') throw new DockerfileError(`security ${quoteGo(security)} is not valid`);
  if (flags.list('device').length > 0) throw new DockerfileError('RUN --device is not supported: this machine has no devices to give');
  for (const mount of flags.list('mount')) mountFrom(mount);
  return { command: commandLine(node), mounts: flags.list('mount'), network, security };
}

function parseTransfer(node: Node, own: FlagSpec): { flags: ReturnType<typeof parseFlags>; transfer: Omit<Transfer, keyof Node | 'code'> } {
  const keyword = node.keyword.toUpperCase();
  const destination = node.args.at(-1);
  if (destination === undefined || node.args.length < 2)
    throw new DockerfileError(`${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`);
  const flags = parseFlags(node.flags, { chown: 'string', chmod: 'string', link: 'bool', exclude: 'list', ...own });
  if (heredocOf(destination) !== undefined) throw new DockerfileError(`${keyword} cannot accept a heredoc as a destination`);
  const sources: string[] = [];
  const inline: Array<{ name: string; content: string; expand: boolean }> = [];
  for (const source of node.args.slice(0, -1)) {
    const mark = heredocOf(source);
    if (mark === undefined) {
      sources.push(source);
      continue;
    }
    const heredoc = node.heredocs.findLast((each) => each.name === mark.name);
    const content = heredoc === undefined ? '' : chompedContent({ ...heredoc, chomp: mark.chomp });
    inline.push({ name: mark.name, content, expand: mark.expand });
  }
  const transfer = {
    sources,
    inline,
    destination,
    chown: flags.string('chown'),
    chmod: flags.string('chmod'),
    link: flags.bool('link') ?? false,
    exclude: flags.list('exclude'),
  };
  return { flags, transfer };
}

function parseOnbuild(node: Node): Pick<Onbuild, 'expression'> {
  atLeastOne(node, 'ONBUILD');
  parseFlags(node.flags, {});
  const trigger = trimSpace(node.args[0] ?? '').toUpperCase();
  if (trigger === 'ONBUILD') throw new DockerfileError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === 'MAINTAINER' || trigger === 'FROM') throw new DockerfileError(`${trigger} isn't allowed as an ONBUILD trigger`);
  const line = node.original.replace(/^\s*ONBUILD\s*/i, '');
  return { expression: line + node.heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`).join('') };
}

function parseHealthcheck(node: Node): Omit<Healthcheck, 'kind' | keyof Node | 'code'> {
  atLeastOne(node, 'HEALTHCHECK');
  const type = (node.args[0] ?? '').toUpperCase();
  const args = node.args.slice(1);
  if (type === 'NONE') {
    if (args.length > 0) throw new DockerfileError('HEALTHCHECK NONE takes no arguments');
    return { test: ['NONE'], interval: 0, timeout: 0, startPeriod: 0, startInterval: 0, retries: 0 };
  }
  const names = { interval: 'string', timeout: 'string', 'start-period': 'string', 'start-interval': 'string', retries: 'string' } as const;
  const flags = parseFlags(node.flags, names);
  if (type !== 'CMD') throw new DockerfileError(`Unknown type ${quoteGo(type)} in HEALTHCHECK (try CMD)`);
  if (args.length === 0) throw new DockerfileError('Missing command after HEALTHCHECK CMD');
  const duration = (name: keyof typeof names): number => {
    const text = flags.string(name);
    const nanoseconds = text === '' ? 0 : parseDuration(text);
    if (nanoseconds !== 0 && nanoseconds < 1e6)
      throw new DockerfileError(`Interval ${quoteGo(name)} cannot be less than ${formatDuration(1e6)}`);
    return nanoseconds;
  };
  return {
    test: node.json ? ['CMD', ...args] : ['CMD-SHELL', args.join(' ')],
    interval: duration('interval'),
    timeout: duration('timeout'),
    startPeriod: duration('start-period'),
    startInterval: duration('start-interval'),
    retries: parseRetries(flags.string('retries')),
  };
}

function parseRetries(text: string): number {
  if (text === '') return 0;
  if (!/^[-+]?\d+$/.test(text)) throw new DockerfileError(`strconv.ParseInt: parsing ${quoteGo(text)}: invalid syntax`);
  const retries = Number(text);
  if (Math.abs(retries) > 0x7fffffff) throw new DockerfileError(`strconv.ParseInt: parsing ${quoteGo(text)}: value out of range`);
  if (retries < 0) throw new DockerfileError(`--retries cannot be negative (${retries})`);
  return retries;
}
