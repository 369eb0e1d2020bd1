import type { BuildErrorDetail, BuildTrace } from '../../api/types/build.ts';
import { traceMessage } from '../../api/types/build.ts';
import type { JsonMessage } from '../../api/types/message.ts';
import { type Call, command, exactly } from '../command.ts';
import { describe, StatusError } from '../errors.ts';
import { bool, bytes, hidden, int, list, string, strings } from '../flag.ts';
import type { CliIo } from '../io.ts';
import { keyValueMap } from '../parse/key-values.ts';
import { ulimits } from '../parse/resources.ts';
import { absolute } from '../path.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';
import { buildContext } from './context.ts';
import { PlainPrinter } from './plain.ts';
import { showSource } from './source.ts';
import { Trace } from './trace.ts';
import { TtyPrinter } from './tty.ts';

const flags = {
  'add-host': strings('', 'Add a custom host-to-IP mapping (format: "host:ip")'),
  allow: list('', 'Allow extra privileged entitlement (e.g., "network.host", "security.insecure")', 'stringArray'),
  annotation: list('', 'Add annotation to the image', 'stringArray'),
  attest: list('', 'Attestation parameters (format: "type=sbom,generator=image")', 'stringArray'),
  'build-arg': list('', 'Set build-time variables', 'stringArray'),
  'build-context': list('', 'Additional build contexts (e.g., name=path)', 'stringArray'),
  builder: string('', 'Override the configured builder instance'),
  'cache-from': list('', 'External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")', 'stringArray'),
  'cache-to': list('', 'Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")', 'stringArray'),
  call: string('', 'Set method for evaluating build ("check", "outline", "targets")', 'build'),
  'cgroup-parent': string('', 'Set the parent cgroup for the "RUN" instructions during build'),
  check: bool('', 'Shorthand for "--call=check"'),
  debug: bool('D', 'Enable debug logging'),
  file: string('f', 'Name of the Dockerfile (default: "PATH/Dockerfile")'),
  iidfile: string('', 'Write the image ID to a file'),
  label: list('', 'Set metadata for an image', 'stringArray'),
  load: bool('', 'Shorthand for "--output=type=docker"'),
  'metadata-file': string('', 'Write build result metadata to a file'),
  network: string('', 'Set the networking mode for the "RUN" instructions during build', 'default'),
  'no-cache': bool('', 'Do not use cache when building the image'),
  'no-cache-filter': list('', 'Do not cache specified stages', 'stringArray'),
  output: list('o', 'Output destination (format: "type=local,dest=path")', 'stringArray'),
  platform: list('', 'Set target platform for build', 'stringArray'),
  progress: string(
    '',
    'Set type of progress output ("auto", "quiet", "plain", "tty", "rawjson"). Use plain to show container output',
    'auto',
  ),
  provenance: string('', 'Shorthand for "--attest=type=provenance"'),
  pull: bool('', 'Always attempt to pull all referenced images'),
  push: bool('', 'Shorthand for "--output=type=registry"'),
  quiet: bool('q', 'Suppress the build output and print image ID on success'),
  sbom: string('', 'Shorthand for "--attest=type=sbom"'),
  secret: list('', 'Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")', 'stringArray'),
  'shm-size': { ...bytes('', 'Shared memory size for build containers'), shown: '0' },
  ssh: list('', 'SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")', 'stringArray'),
  tag: list('t', 'Name and optionally a tag (format: "name:tag")', 'stringArray'),
  target: string('', 'Set the target build stage to build'),
  ulimit: ulimits('', 'Ulimit options'),
  // Accepted, and of no effect with BuildKit.
  compress: hidden(bool('', 'Compress the build context using gzip')),
  'cpu-period': hidden(int('', 'Limit the CPU CFS (Completely Fair Scheduler) period')),
  'cpu-quota': hidden(int('', 'Limit the CPU CFS (Completely Fair Scheduler) quota')),
  'cpu-shares': hidden(int('c', 'CPU shares (relative weight)')),
  'force-rm': hidden(bool('', 'Always remove intermediate containers')),
  isolation: hidden(string('', 'Container isolation technology')),
  memory: hidden(string('m', 'Memory limit')),
  'memory-swap': hidden(string('', 'Swap limit equal to memory plus swap: "-1" to enable unlimited swap')),
  rm: hidden(bool('', 'Remove intermediate containers after a successful build', true)),
  'security-opt': hidden(strings('', 'Security options')),
  squash: hidden(bool('', 'Squash newly built layers into a single new layer')),
};

/** What the engine does not do says so before anything starts. */
const unsupported = ['attest', 'build-context', 'cache-to', 'check', 'no-cache-filter', 'push', 'sbom', 'ssh'] as const;

export const build = command({
  use: '[OPTIONS] PATH | URL | -',
  short: 'Build an image from a Dockerfile',
  long: 'Start a build',
  aliases: 'docker build, docker builder build, docker image build',
  flags,
  args: exactly(1),
  completes: 'files',
  async run(call) {
    try {
      await runBuild(call);
    } catch (error) {
      if (error instanceof StatusError) throw error;
      throw new StatusError(`ERROR: ${describe(error)}`);
    }
  },
});

type BuildCall = Call<typeof flags>;

async function runBuild(call: BuildCall): Promise<void> {
  const { client, io, flags, given, args, out, err } = call;
  for (const name of unsupported) if (given.has(name)) throw new Error(`--${name} does not work in this playground`);
  if (flags.call !== 'build') throw new Error('--call does not work in this playground');
  const output = flags.output.find((item) => !['docker', 'type=docker', 'type=image'].includes(item));
  if (output !== undefined) throw new Error(`--output ${output} does not work in this playground: images stay in the engine`);
  const progress = flags.quiet ? 'quiet' : flags.progress;
  if (!['auto', 'quiet', 'plain', 'tty', 'rawjson'].includes(progress)) throw new Error(`invalid progress mode ${progress}`);
  if (flags.quiet && given.has('progress') && !['auto', 'quiet'].includes(flags.progress)) {
    throw new Error(`progress=${flags.progress} and quiet cannot be used together`);
  }
  // The classic builder's wire format, for daemons that know only that one.
  const version = io.env.DOCKER_BUILDKIT === '0' ? '1' : '2';
  const context = await buildContext(io, args[0] ?? '', flags.file);
  const messages = await client.build.build(context.tar, {
    version,
    dockerfile: context.dockerfile,
    tags: flags.tag,
    buildArgs: Object.fromEntries(flags['build-arg'].map((item) => buildArgument(item, io.env))),
    labels: keyValueMap(flags.label),
    target: flags.target,
    noCache: flags['no-cache'],
    pull: flags.pull,
    networkMode: flags.network === 'default' ? '' : flags.network,
    platform: flags.platform.join(','),
    extraHosts: flags['add-host'],
    cacheFrom: flags['cache-from'],
    shmSize: flags['shm-size'],
    extra: await extras(call),
    signal: io.closed,
  });

  const printer = printerFor(progress, io, err);
  let image = '';
  let failure: BuildErrorDetail | undefined;
  const rest = (async function* () {
    for await (const message of messages) {
      if (message.id === traceMessage && message.aux !== undefined) await printer.update(message.aux as BuildTrace);
      else if (message.errorDetail !== undefined || message.error !== undefined)
        failure = message.errorDetail ?? { message: message.error ?? '' };
      else if (isImageId(message.aux)) image = message.aux.ID;
      else yield message;
    }
  })();
  const target = progressTarget(io, progress === 'quiet' ? 'stderr' : 'stdout');
  await showProgress(rest, progress === 'quiet' ? { ...target, write: async () => undefined } : target, { standIn: err });
  await printer.finish();
  await err(printer.warnings());
  if (failure !== undefined) {
    if (failure.source !== undefined) await err(showSource(failure.source, failure.range ?? []));
    throw new Error(failure.message);
  }
  if (flags.iidfile !== '') await io.files.write(absolute(io.cwd, flags.iidfile), new TextEncoder().encode(image));
  if (flags['metadata-file'] !== '') await io.files.write(absolute(io.cwd, flags['metadata-file']), metadata(image, flags.tag));
  if (flags.quiet) await out(`${image}\n`);
}

interface Printer {
  update(trace: BuildTrace): Promise<void>;
  finish(): Promise<void>;
  /** What is said of warnings when all is over. */
  warnings(): string;
}

function printerFor(progress: string, io: CliIo, err: (text: string) => Promise<void>): Printer {
  const trace = new Trace();
  if (progress === 'quiet' || progress === 'rawjson') {
    return {
      async update(next) {
        trace.update(next);
        if (progress === 'rawjson') await err(`${JSON.stringify(next)}\n`);
      },
      finish: async () => undefined,
      warnings: () => '',
    };
  }
  const tty = progress === 'tty' || (progress === 'auto' && io.isTerminal.stderr);
  if (progress === 'tty' && !io.isTerminal.stderr) throw new Error('failed to get console: output is not a file');
  const description = 'building with "default" instance using docker driver';
  const printer = tty
    ? new TtyPrinter(trace, err, { size: () => io.size, description: 'docker:default', now: () => Date.now() })
    : new PlainPrinter(trace, err, description);
  return {
    async update(next) {
      trace.update(next);
      await printer.refresh();
    },
    finish: () => printer.finish(),
    warnings() {
      const found = trace.warnings;
      if (found.length === 0) return '';
      const title = `${found.length === 1 ? '1 warning found' : `${found.length} warnings found`} (use docker --debug to expand):\n`;
      const shown = io.isTerminal.stderr ? `\x1b[33m${title}\x1b[0m` : title;
      return `\n ${shown}${found.map(({ short }) => ` - ${short}\n`).join('')}`;
    },
  };
}

/** `NAME=value`, or `NAME` for the caller's own; one that the caller does not have is sent as unset. */
function buildArgument(item: string, env: CliIo['env']): [string, string | null] {
  const equals = item.indexOf('=');
  return equals < 0 ? [item, env[item] ?? null] : [item.slice(0, equals), item.slice(equals + 1)];
}

/** Parameters that only this project's engine understands. */
async function extras({ io, flags }: BuildCall): Promise<Record<string, readonly string[] | undefined>> {
  const secrets: string[] = [];
  for (const secret of flags.secret) {
    const fields = keyValueMap(secret.split(','));
    const id = fields.id ?? fields.src ?? fields.source;
    if (id === undefined || id === '') throw new Error('secret id is required');
    const file = fields.src ?? fields.source;
    const variable = fields.env ?? (file === undefined ? id : undefined);
    let value: string | undefined;
    if (file === undefined) value = io.env[variable ?? ''];
    else {
      const path = absolute(io.cwd, file);
      if ((await io.files.stat(path)) === undefined) throw new Error(`failed to stat ${file}: stat ${file}: no such file or directory`);
      const chunks: string[] = [];
      for await (const chunk of io.files.read(path)) chunks.push(String.fromCharCode(...chunk));
      value = chunks.join('');
    }
    if (value !== undefined) secrets.push(`${id}=${btoa(value)}`);
  }
  return { 'drydock.secret': secrets };
}

function isImageId(aux: JsonMessage['aux']): aux is { ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';
}

function metadata(image: string, tags: readonly string[]): Uint8Array {
  const fields = {
    'containerimage.config.digest': image,
    'containerimage.digest': image,
    ...(tags.length === 0 ? {} : { 'image.name': tags.join(',') }),
  };
  return new TextEncoder().encode(JSON.stringify(fields, null, 2));
}
