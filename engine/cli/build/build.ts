import { buildkitTraceMessage, decodeBuildkitTrace } from '../../api/client/buildkit-trace.ts';
import { type BuildErrorDetail, type BuildTrace, traceMessage } from '../../api/types/build.ts';
import { standInMessage } from '../../api/types/image.ts';
import { EngineError, messageOf } from '../../base/errors.ts';
import { absolute } from '../../base/path.ts';
import { canonicalString, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { type Call, command, exactly } from '../command.ts';
import { describe, StatusError } from '../errors.ts';
import { CredentialFile } from '../registry/credentials.ts';
import { cacheOutputs, findCaches } from './caches.ts';
import { printCall } from './call.ts';
import { type BuildInputs, buildInputs } from './context.ts';
import { createDisplay, type Display, progressMode, warningsBlock } from './display.ts';
import { buildFlags, deprecations } from './flags.ts';
import { buildLegacy } from './legacy.ts';
import {
  attestation,
  type CallOption,
  checkEntitlement,
  checkTag,
  type Entry,
  notSupported,
  pairs,
  parseAnnotation,
  parseAttestations,
  parseCache,
  parseCall,
  parseContexts,
  parseHost,
  parseOutput,
  parsePlatforms,
} from './options.ts';
import { type Output, OutputWriter, planOutputs } from './outputs.ts';
import { pushBuilt } from './push.ts';
import { readSecrets } from './secrets.ts';
import { showSource } from './source.ts';

export const build = command({
  use: '[OPTIONS] PATH | URL | -',
  short: 'Build an image from a Dockerfile',
  long: 'Start a build',
  fullName: 'docker buildx build',
  aliases: 'docker build, docker builder build, docker image build, docker buildx b',
  flags: buildFlags,
  args: exactly(1),
  completes: 'files',
  async run(call) {
    try {
      await runBuild(call);
    } catch (error) {
      if (error instanceof StatusError || call.io.closed.aborted) throw error;
      if (error instanceof Cancelled) throw new StatusError('ERROR: failed to solve: Canceled: context canceled');
      // What the engine refuses at once is BuildKit's word too, not the daemon's.
      const isOffline = error instanceof EngineError && error.kind === 'unavailable';
      throw new StatusError(`ERROR: ${isOffline ? describe(error, call.io.host) : messageOf(error)}`);
    }
  },
});

type BuildCall = Call<typeof buildFlags>;

/** Ctrl-C, or the signal of whoever ends programs. */
class Cancelled extends Error {
  constructor() {
    super('context canceled');
  }
}

async function runBuild(call: BuildCall): Promise<void> {
  const { io, flags, err } = call;
  for (const name of ['isolation', 'security-opt', 'squash'] as const)
    if (call.given.has(name)) await err(`WARNING: ${deprecations[name]}\n`);
  if (io.env.DOCKER_BUILDKIT === '0') return buildLegacy(call);
  const options = parseOptions(call);
  const iidfile = flags.iidfile === '' ? undefined : absolute(io.cwd, flags.iidfile);
  if (iidfile !== undefined && (await io.files.stat(iidfile)) !== undefined) await io.files.remove(iidfile);
  const envMode = flags.progress === 'auto' && !flags.quiet ? (io.env.BUILDKIT_PROGRESS ?? '') : '';
  const mode = progressMode(envMode || flags.progress, flags.quiet);
  const display = createDisplay(mode, io, err);
  const isDebug = flags.debug || call.debug;
  const abort = new AbortController();
  const cancel = () => abort.abort(new Cancelled());
  const signals = io.onSignal.on((signal) => {
    // Whatever else ends a program ends the build too: SIGHUP, SIGINT, SIGQUIT, SIGTERM.
    if ([1, 2, 3, 15].includes(signal)) cancel();
  });
  io.claimSignals();
  io.closed.addEventListener('abort', cancel);
  try {
    const inputs = await prepare(call, options);
    await carryOut(call, options, inputs, display, mode, abort.signal, async () => {
      await display.finish();
      if (mode !== 'quiet' && mode !== 'rawjson') await err(warningsBlock(display.warnings, isDebug));
    });
  } finally {
    signals.dispose();
    io.closed.removeEventListener('abort', cancel);
  }
}

interface Options {
  readonly buildArgs: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly contexts: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyArray<ReturnType<typeof parseOutput>>;
  readonly call: CallOption | undefined;
  readonly cacheFrom: readonly Entry[];
  readonly cacheTo: readonly Entry[];
}

/** What the words alone tell, in buildx's order. */
function parseOptions({ io, flags, args }: BuildCall): Options {
  const buildArgs = pairs(flags['build-arg'], (key) => io.env[key]);
  const labels = pairs(flags.label, () => '');
  const epoch = io.env.SOURCE_DATE_EPOCH;
  if (epoch && buildArgs.SOURCE_DATE_EPOCH === undefined) buildArgs.SOURCE_DATE_EPOCH = epoch;
  const wanted = [...flags.attest, ...attestation('provenance', flags.provenance), ...attestation('sbom', flags.sbom)];
  const attestations = parseAttestations(wanted);
  const contexts = parseContexts(flags['build-context']);
  const outputs = flags.output.filter((item) => item !== '').map(parseOutput);
  if (flags.iidfile !== '' && outputs.some(({ type }) => type === 'local' || type === 'tar'))
    throw new Error('local and tar exporters are incompatible with image ID file');
  const cacheFrom = flags['cache-from'].flatMap(parseCache);
  const cacheTo = flags['cache-to'].flatMap(parseCache);
  const call = parseCall(flags.check ? 'check' : flags.print || flags.call);
  if (flags['no-cache'] && flags['no-cache-filter'].length > 0)
    throw new Error('--no-cache and --no-cache-filter cannot currently be used together');
  if (flags.builder !== '' && flags.builder !== 'default') throw new Error(`no builder ${JSON.stringify(flags.builder)} found`);
  // A repository behind ssh asks for the agent by itself.
  const isSsh = /^(git@|ssh:\/\/)/.test(args[0] ?? '');
  for (const name of isSsh && flags.ssh.length === 0 ? ['default'] : flags.ssh) refuseSsh(name, io.env);
  for (const name of flags.allow) checkEntitlement(name);
  if (cacheTo.some(({ type }) => type !== 'inline' && type !== 'local')) throw notSupported('Cache export', 'build-cache-backends');
  if (attestations.length > 0) throw notSupported('Attestation', 'attestations');
  return { buildArgs, labels, contexts, outputs, call, cacheFrom, cacheTo };
}

function refuseSsh(text: string, env: Readonly<Record<string, string>>): void {
  if (!text.includes('=') && !env.SSH_AUTH_SOCK) throw new Error('invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set');
  throw new Error('ssh keys and agents cannot be forwarded in this playground: there is no host to log in to');
}

interface Prepared {
  readonly inputs: BuildInputs;
  readonly outputs: readonly Output[];
  readonly platform: string;
  readonly extraHosts: readonly string[];
  /** For the end. */
  readonly warning: string;
}

/** What has to be looked up: files, variables, places for the result. */
async function prepare({ io, flags, args }: BuildCall, { contexts, outputs, call, cacheFrom, cacheTo }: Options): Promise<Prepared> {
  const platforms = parsePlatforms(flags.platform.length > 0 ? flags.platform : [io.env.DOCKER_DEFAULT_PLATFORM ?? ''].filter(Boolean));
  const secrets = await readSecrets(io, flags.secret);
  const annotations = Object.fromEntries(flags.annotation.filter((item) => item !== '').flatMap(parseAnnotation));
  const planned = await planOutputs(io, outputs, { push: flags.push, load: flags.load, annotations });
  for (const tag of flags.tag) checkTag(tag);
  if (flags.tag.length === 0 && call === undefined && planned.some(({ push, attributes }) => push && !attributes.name))
    throw new Error('tag is needed when pushing to registry');
  const { caches, warning } = await findCaches(io, cacheFrom);
  const inputs = await buildInputs(io, { path: args[0] ?? '', file: flags.file, contexts, secrets, caches });
  if (platforms.length > 1) throw notSupported('Multi-platform build', 'build-multi-platform');
  if (!['', 'default', 'host', 'none'].includes(flags.network))
    throw new Error(
      `network mode ${JSON.stringify(flags.network)} not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create`,
    );
  return {
    inputs,
    outputs: [...planned, ...cacheOutputs(io, cacheTo)],
    platform: platforms[0] ?? '',
    extraHosts: flags['add-host'].map(parseHost),
    warning,
  };
}

/** Sends the build, shows what comes, and puts the results where they belong. */
async function carryOut(
  { client, io, folder, flags, out, err }: BuildCall,
  { buildArgs, labels, call }: Options,
  { inputs, outputs, platform, extraHosts, warning }: Prepared,
  display: Display,
  mode: string,
  signal: AbortSignal,
  finish: () => Promise<void>,
): Promise<void> {
  const tags = flags.tag.length > 0 ? flags.tag : outputs.flatMap(({ attributes }) => attributes.name?.split(',') ?? []);
  const writer = new OutputWriter(io, outputs);
  const result: Record<string, string> = {};
  let image = '';
  let failure: BuildErrorDetail | undefined;
  try {
    const messages = await client.build.build(inputs.tar, {
      version: '2',
      accounts: (await CredentialFile.open({ io, folder })).all(),
      dockerfile: inputs.dockerfile,
      tags,
      buildArgs,
      labels,
      target: flags.target,
      noCache: flags['no-cache'],
      pull: flags.pull,
      networkMode: flags.network === 'default' ? '' : flags.network,
      platform,
      extraHosts,
      shmSize: flags['shm-size'],
      ulimits: flags.ulimit,
      cgroupParent: flags['cgroup-parent'],
      ...(inputs.remote !== undefined && { remote: inputs.remote }),
      session: {
        ...inputs.session,
        outputs: outputs.map(({ type, attributes }) => ({ type, attributes })),
        noCacheFilter: flags['no-cache-filter'],
        allow: flags.allow,
        ...(call !== undefined && { call: call.name }),
      },
      signal,
    });
    for await (const message of messages) {
      if (message.id === traceMessage) display.update(message.aux as BuildTrace);
      else if (message.id === buildkitTraceMessage) display.update(decodeBuildkitTrace(String(message.aux)));
      else if (message.id === 'drydock.output') writer.take(message.aux as { output: number; data: string });
      else if (message.id === 'drydock.result') Object.assign(result, message.aux);
      else if (message.id === standInMessage) await err(`${message.status}\n`);
      else if (message.errorDetail !== undefined || message.error !== undefined)
        failure = message.errorDetail ?? { message: message.error ?? '' };
      else if (isImageId(message.aux)) image = message.aux.ID;
      if (signal.aborted) throw signal.reason;
    }
    await writer.finish(failure !== undefined);
    if (failure === undefined && outputs.some(({ push }) => push)) await pushBuilt(client, io, display, tags, signal);
  } catch (error) {
    await writer.finish(true);
    if (signal.aborted) display.cancel();
    await finish();
    throw signal.aborted ? signal.reason : error;
  }
  await finish();
  await err(warning);
  if (failure !== undefined) {
    if (failure.source !== undefined) await err(showSource(failure.source, failure.range ?? []));
    throw new Error(failure.message);
  }
  const id = image || (result['containerimage.digest'] ?? '');
  if (mode === 'quiet') await out(`${id}\n`);
  const write = (path: string, text: string) => io.files.write(absolute(io.cwd, path), new TextEncoder().encode(text));
  if (flags.iidfile !== '') await write(flags.iidfile, id);
  if (flags['metadata-file'] !== '') await write(flags['metadata-file'], metadata(image, tags, result));
  if (call !== undefined) await answer(call, result, inputs.shownAs, out);
}

/** The result of `--call`; a lint that found something is a failure without words. */
async function answer(
  call: CallOption,
  result: Readonly<Record<string, string>>,
  shownAs: string,
  out: (text: string) => Promise<void>,
): Promise<void> {
  const { text, error } = printCall(call, result, shownAs);
  await out(text);
  if (error !== undefined) throw new StatusError(error.trimEnd());
  const status = Number(result['result.statuscode'] ?? 0);
  if (status !== 0 && !call.ignoresStatus) throw new StatusError('', status);
}

function isImageId(aux: unknown): aux is { ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';
}

/** By name, as Go writes maps. */
function metadata(image: string, tags: readonly string[], result: Readonly<Record<string, string>>): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const ref = Array.from(crypto.getRandomValues(new Uint8Array(25)), (byte) => letters[byte % letters.length]).join('');
  // With `latest` left out.
  const names = tags.map((tag) => canonicalString(withDefaultTag(parseReference(tag))).replace(/:latest$/, ''));
  const fields = {
    'buildx.build.ref': `default/default/${ref}`,
    ...(image !== '' && { 'containerimage.config.digest': image, 'containerimage.digest': image }),
    ...(names.length > 0 && image !== '' && { 'image.name': names.join(',') }),
    ...Object.fromEntries(Object.entries(result).map(([name, value]) => [name, name === 'result.json' ? JSON.parse(value) : value])),
  };
  return JSON.stringify(Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2);
}
