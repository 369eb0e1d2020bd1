import { EngineError } from '../base/errors.ts';
import { cleanPath, quoteGo } from '../dockerfile/go.ts';
import type { Mount } from '../dockerfile/mount.ts';
import type { Source } from '../dockerfile/plan.ts';
import type { Digest } from '../oci/digest.ts';
import { sha256 } from '../oci/sha256.ts';
import { writeTar } from '../tar/writer.ts';
import type { BuildBackends, Layer, RunMount, Tree } from './backend.ts';
import { matchSource } from './checksum.ts';
import { parseChmod } from './chmod.ts';
import { copyInto } from './copy.ts';
import { splitEnv } from './draft.ts';
import { BuildFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import type { Parts } from './keys.ts';
import { hasName, ownerOf } from './owner.ts';
import type { Vertex } from './progress.ts';
import type { BuildRequest } from './request.ts';
import type { CopySource, CopyStep, RunStep, Step, WorkdirStep } from './steps.ts';
import { MemoryTree } from './tree.ts';
import { Upper } from './upper.ts';
import { fileOf } from './url.ts';

/** A stage or image that a step reads from: its layers, and the key that stands for them. */
export interface Origin {
  readonly stack: readonly Digest[];
  readonly key: string;
}

/** What steps need to know of their build. */
export interface StepContext {
  readonly backends: BuildBackends;
  readonly request: BuildRequest;
  readonly inputs: Inputs;
  origin(source: Source): Origin;
  /** Keeps a layer that only this build needs. */
  keep(layer: Layer): void;
  /** Of what is made now. In seconds. */
  readonly now: number;
}

/** What a step's result depends on, without a look at files of other stages; those come with `fileParts`. */
export async function stepParts(context: StepContext, step: Step): Promise<Parts> {
  const { request } = context;
  switch (step.op) {
    case 'workdir':
      return { step: `WORKDIR ${step.path}`, user: step.user };
    case 'run': {
      const mounts = step.mounts.map(({ mount, target, from }) => ({
        ...mount,
        target,
        from: from.kind === 'context' ? '' : context.origin(from).key,
      }));
      return {
        step: JSON.stringify(step.argv),
        ...Object.fromEntries(step.env.map(splitEnv).map(([name, value]) => [`$${name}`, value])),
        workdir: step.cwd,
        user: step.user,
        ...(mounts.length > 0 && { mounts: JSON.stringify(mounts) }),
        ...(step.script && { script: await sha256(step.script.content) }),
        ...(step.network !== 'default' && { network: step.network }),
        ...(step.insecure && { security: 'insecure' }),
        ...(request.extraHosts.length > 0 && { hosts: JSON.stringify(request.extraHosts) }),
      };
    }
    case 'copy': {
      const { destination, chown, chmod, exclude, checksum, sources, link } = step;
      return { step: JSON.stringify({ destination, chown, chmod, exclude, checksum, sources, ...(link && { link }) }) };
    }
  }
}

/** The files that a step reads, by content. */
export async function fileParts(context: StepContext, step: Step): Promise<Parts> {
  const { inputs } = context;
  const parts: Record<string, string> = {};
  const add = async (source: Source, path: string, wildcards: boolean, exclude: readonly string[], isRequired = false): Promise<void> => {
    const from = await treeOf(context, source);
    const matches = matchSource(from, path, wildcards);
    if (matches === undefined) throw notFound(source, path, isRequired);
    const prefix = source.kind === 'context' ? '' : '/';
    for (const { node, name } of matches)
      for (const [file, sum] of await inputs.checksums.of(from, node, exclude))
        parts[prefix + file] = file === node.path ? `${name} ${sum}` : sum;
  };
  if (step.op === 'run') {
    for (const { mount, from } of step.mounts)
      if (mount.type === 'bind' && from.kind === 'context') await add(from, cleanPath(`/${mount.source}`), false, []);
  }
  if (step.op === 'copy') {
    for (const source of step.sources) {
      if (source.kind === 'path') {
        for (const path of source.required) await add(step.from, path, false, [], true);
        await add(step.from, source.path, true, step.exclude);
      }
      if (source.kind === 'url') parts[source.url] = step.checksum || (await downloadPart(inputs, source.url, step.name));
    }
  }
  return parts;
}

/** A download is another one when its time differs, as in BuildKit. */
async function downloadPart(inputs: Inputs, url: string, name: string): Promise<string> {
  const { digest, mtime } = await inputs.download(url, name);
  return `${digest} ${mtime}`;
}

async function treeOf({ inputs, origin }: StepContext, source: Source): Promise<Tree> {
  return source.kind === 'context' ? inputs.context() : inputs.tree(origin(source).stack);
}

/** BuildKit misses files of the context, and those that --parents names, while it computes the cache key; others of a stage when it copies them. */
function notFound(source: Source, path: string, isRequired: boolean): Error {
  if (source.kind !== 'context' && !isRequired) return new EngineError('notFound', `lstat ${path}: no such file or directory`);
  const message = `failed to calculate checksum of ref ${snapshotName()}: ${quoteGo(path)}: not found`;
  return new CacheKeyError(message);
}

/** As BuildKit names the snapshots of contexts: its own ID and one of the snapshot. They mean nothing to anybody. */
function snapshotName(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const part = (length: number) =>
    Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % letters.length]).join('');
  return `${part(25)}::${part(25)}`;
}

/** Its message goes on in the build's error after "failed to compute cache key". */
export class CacheKeyError extends EngineError {
  constructor(message: string) {
    super('notFound', message);
    this.name = 'CacheKeyError';
  }
}

/** Makes the step's layer. */
export function execute(context: StepContext, step: Step, stack: readonly Digest[], vertex: Vertex): Promise<Layer> {
  switch (step.op) {
    case 'run':
      return run(context, step, stack, vertex);
    case 'copy':
      return copy(context, step, step.link ? [] : stack);
    case 'workdir':
      return workdir(context, step, stack);
  }
}

async function workdir({ inputs, backends, now }: StepContext, step: WorkdirStep, stack: readonly Digest[]): Promise<Layer> {
  const tree = await inputs.tree(stack);
  const upper = new Upper(tree, now);
  const owner = step.user === '' ? { uid: 0, gid: 0 } : await ownerOf(step.user, tree);
  upper.mkdirAll(upper.resolve(step.path), { mode: 0o755, mtime: now, ...owner });
  return backends.layers.ingest(writeTar(upper.entries()));
}

async function copy(context: StepContext, step: CopyStep, stack: readonly Digest[]): Promise<Layer> {
  const { inputs, backends, now } = context;
  const base = await inputs.tree(stack);
  // BuildKit's words for names where there is no passwd file to look into.
  if (stack.length === 0 && hasName(step.chown)) throw new EngineError('invalid', 'invalid user index: -1');
  const owner = step.chown === '' ? undefined : await ownerOf(step.chown, base);
  const chmod = step.chmod === '' ? undefined : parseChmod(step.chmod);
  const upper = new Upper(base, now);
  for (const source of step.sources) {
    const { tree, ...place } = await placeOf(context, step, source);
    await copyInto(upper, {
      tree,
      ...place,
      destination: step.destination,
      owner,
      chmod,
      exclude: step.exclude,
      now,
    });
  }
  return backends.layers.ingest(writeTar(upper.entries()));
}

/** Where a source's files are. */
async function placeOf(context: StepContext, step: CopyStep, source: CopySource) {
  const { inputs, now } = context;
  switch (source.kind) {
    case 'path':
      return {
        tree: await treeOf(context, step.from),
        source: source.path,
        wildcards: true,
        unpack: source.unpack,
        include: source.include,
      };
    case 'inline': {
      const tree = MemoryTree.ofFile(source.name, new TextEncoder().encode(source.content), 0o644, now);
      return { tree, source: `/${source.name}`, wildcards: false, unpack: false, include: [] };
    }
    case 'url': {
      const { data, mtime } = await inputs.download(source.url, step.name, step.checksum);
      const name = fileOf(source.url);
      // A download's mode is 0600 in BuildKit.
      const tree = MemoryTree.ofFile(name, data, 0o600, mtime);
      return { tree, source: `/${name}`, wildcards: false, unpack: source.unpack, include: [] };
    }
  }
}

async function run(context: StepContext, step: RunStep, stack: readonly Digest[], vertex: Vertex): Promise<Layer> {
  const { request, backends } = context;
  const process = `process ${quoteGo(step.argv.join(' '))} did not complete successfully`;
  const { mounts, env } = await mountsOf(context, step);
  let result: Awaited<ReturnType<typeof backends.run.run>>;
  try {
    result = await backends.run.run({
      stack,
      argv: step.argv,
      env: [...step.env, ...step.proxyEnv, ...env],
      cwd: step.cwd,
      user: step.user,
      mounts,
      network: step.network,
      extraHosts: request.extraHosts,
      insecure: step.insecure,
      ...(request.shmSize && { shmSize: request.shmSize }),
      ...(request.ulimits && { ulimits: request.ulimits }),
      onOutput: (stream, bytes) => vertex.log(stream, bytes),
      signal: request.signal,
    });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new BuildFailure(`${process}: ${error instanceof Error ? error.message : String(error)}`, {}, error);
  }
  const { exitCode, outOfMemory, layer } = result;
  if (exitCode !== 0 || layer === undefined)
    throw new BuildFailure(`${process}: exit code: ${exitCode}${outOfMemory ? ': cannot allocate memory' : ''}`, { code: exitCode });
  return layer;
}

async function mountsOf(context: StepContext, step: RunStep): Promise<{ mounts: RunMount[]; env: string[] }> {
  const mounts: RunMount[] = [];
  const env: string[] = [];
  for (const { mount, target, from } of step.mounts) {
    const { uid = 0, gid = 0, readonly } = mount;
    const source = cleanPath(`/${mount.source}`);
    switch (mount.type) {
      case 'bind': {
        const stack = from.kind === 'context' ? [(await contextLayer(context, source)).diffID] : context.origin(from).stack;
        mounts.push({ type: 'bind', target, stack, source, readonly });
        break;
      }
      case 'cache': {
        const { sharing = 'shared' } = mount;
        const id = mount.id || cleanPath(mount.target);
        const { of, ...first } = await firstContents(context, mount, from, source);
        mounts.push({ type: 'cache', target, id: id + of, readonly, sharing, ...first });
        break;
      }
      case 'tmpfs':
        mounts.push({ type: 'tmpfs', target, ...(mount.size > 0 && { size: mount.size }) });
        break;
      case 'secret': {
        const id = mount.id || mount.source || mount.target.slice(mount.target.lastIndexOf('/') + 1);
        const data = context.request.secrets?.get(id);
        if (data === undefined) {
          if (mount.required) throw new EngineError('notFound', `secret ${id}: not found`);
          break;
        }
        if (mount.env !== undefined) env.push(`${mount.env || id}=${new TextDecoder().decode(data)}`);
        if (mount.env === undefined || mount.target !== '')
          mounts.push({
            type: 'secret',
            target: mount.target === '' ? `/run/secrets/${id}` : target,
            data,
            mode: mount.mode ?? 0o400,
            uid,
            gid,
          });
        break;
      }
      case 'ssh':
        if (mount.required) throw new EngineError('unsupported', `unset ssh forward key ${mount.id || 'default'}`);
        // Set even when nobody listens there, as in BuildKit.
        if (!env.some((entry) => entry.startsWith('SSH_AUTH_SOCK=')))
          env.push(`SSH_AUTH_SOCK=${mount.target || '/run/buildkit/ssh_agent.0'}`);
    }
  }
  if (step.script !== undefined) {
    const tree = MemoryTree.ofFile(step.script.name, new TextEncoder().encode(step.script.content), 0o755, context.now);
    const layer = await layerOf(context, tree, '/');
    mounts.push({ type: 'bind', target: '/dev/pipes', stack: [layer.diffID], source: '/', readonly: true });
  }
  return { mounts, env };
}

/**
 * What a cache holds when it is new: a directory of the stage or image it is `from`, else an empty one with the given mode and owner.
 * Caches with one id that began otherwise are others, as in BuildKit: `of` tells them apart.
 */
async function firstContents(
  { inputs, origin }: StepContext,
  { mode, uid, gid }: Mount,
  from: Source,
  source: string,
): Promise<Pick<Extract<RunMount, { type: 'cache' }>, 'mode' | 'uid' | 'gid' | 'stack' | 'source'> & { readonly of: string }> {
  const isOwn = source === '/' && (mode !== undefined || uid !== undefined || gid !== undefined);
  if (from.kind === 'scratch' || isOwn) {
    const own = { mode: mode ?? 0o755, uid: uid ?? 0, gid: gid ?? 0 };
    return { ...own, of: isOwn ? ` ${Object.values(own).join(':')}` : '' };
  }
  const { stack, key } = origin(from);
  const node = (await inputs.tree(stack)).lookup(source);
  if (node === undefined) throw new EngineError('notFound', `failed to stat ${source}: no such file or directory`);
  return { mode: node.mode, uid: node.uid, gid: node.gid, stack, source, of: ` ${key}` };
}

/** A part of the build context as a layer, for a RUN to look at. */
function contextLayer(context: StepContext, path: string): Promise<Layer> {
  return layerOf(context, context.inputs.context(), path);
}

async function layerOf(context: StepContext, tree: Tree, path: string): Promise<Layer> {
  const { now, backends } = context;
  const upper = new Upper(new MemoryTree(), now);
  await copyInto(upper, {
    tree,
    source: path,
    destination: path,
    owner: undefined,
    chmod: undefined,
    wildcards: false,
    unpack: false,
    exclude: [],
    include: [],
    now,
  });
  const layer = await backends.layers.ingest(writeTar(upper.entries()));
  context.keep(layer);
  return layer;
}
