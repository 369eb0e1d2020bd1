import type { BuildErrorDetail } from '../../api/types/build.ts';
import { absolute } from '../../base/path.ts';
import { collect } from '../../base/stream.ts';
import { PatternMatcher, parseIgnoreFile } from '../../dockerfile/ignore.ts';
import type { Call } from '../command.ts';
import { StatusError } from '../errors.ts';
import type { CliIo } from '../io.ts';
import { CredentialFile } from '../registry/credentials.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';
import { type BuildInputs, buildInputs } from './context.ts';
import type { buildFlags } from './flags.ts';
import { pairs } from './options.ts';

/**
 * `DOCKER_BUILDKIT=0`: the request and the answer of the builder before BuildKit, which any Docker daemon understands. What only buildx knows
 * (outputs, secrets, named contexts, …) is not part of it.
 */
export async function buildLegacy({ client, io, folder, flags, args, out, err }: Call<typeof buildFlags>): Promise<void> {
  await err(`DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.

`);
  const { tar, dockerfile, remote } = await legacyInputs(io, args[0] ?? '', flags.file);
  const messages = await client.build.build(tar, {
    version: '1',
    accounts: (await CredentialFile.open({ io, folder })).all(),
    dockerfile,
    tags: flags.tag,
    buildArgs: pairs(flags['build-arg'], (key) => io.env[key]),
    labels: pairs(flags.label, () => ''),
    target: flags.target,
    noCache: flags['no-cache'],
    pull: flags.pull,
    quiet: flags.quiet,
    networkMode: flags.network === 'default' ? '' : flags.network,
    platform: flags.platform.join(','),
    extraHosts: flags['add-host'],
    cacheFrom: flags['cache-from'],
    shmSize: flags['shm-size'],
    ulimits: flags.ulimit,
    cgroupParent: flags['cgroup-parent'],
    ...(remote !== undefined && { remote }),
    signal: io.closed,
  });
  let failure: BuildErrorDetail | undefined;
  let id = '';
  const shown = (async function* () {
    for await (const message of messages) {
      if (message.errorDetail !== undefined || message.error !== undefined)
        failure = message.errorDetail ?? { message: message.error ?? '' };
      else if (flags.quiet) id += message.stream ?? '';
      else if (message.aux === undefined) yield message;
    }
  })();
  await showProgress(shown, progressTarget(io, 'stdout'), { standIn: err });
  if (failure !== undefined) throw new StatusError(failure.message, failure.code || 1);
  await out(id);
}

/** A Dockerfile inside the context is named by its path there; one from elsewhere goes into the tar too. */
async function legacyInputs(io: CliIo, path: string, file: string): Promise<Pick<BuildInputs, 'tar' | 'dockerfile' | 'remote'>> {
  const directory = absolute(io.cwd, path);
  const from = absolute(io.cwd, file === '' ? `${path}/Dockerfile` : file);
  if (path !== '-' && file !== '-' && from.startsWith(`${directory}/`) && (await io.files.stat(from)) !== undefined) {
    const dockerfile = from.slice(directory.length + 1);
    const ignore = `${directory}/.dockerignore`;
    const text = (await io.files.stat(ignore))?.type === 'file' ? new TextDecoder().decode(await collect(io.files.read(ignore))) : '';
    const matcher = new PatternMatcher(parseIgnoreFile(text));
    const include = (name: string) => name === dockerfile || name === '.dockerignore' || !matcher.matches(name);
    return { tar: io.files.pack(directory, { include }), dockerfile };
  }
  const { tar, dockerfile, remote, session } = await buildInputs(io, { path, file, contexts: new Map(), secrets: new Map(), caches: [] });
  return {
    tar,
    dockerfile: session.isArchive ? dockerfile : `${session.folder}/dockerfile/${dockerfile}`,
    ...(remote !== undefined && { remote }),
  };
}
