import { EngineError } from '../../base/errors.ts';
import type { ByteSource } from '../../base/stream.ts';
import type { AttachOptions, Containers, ListOptions, WaitCondition } from '../../container/manager.ts';
import type {
  ContainerConfig,
  ContainerStats,
  HostConfig,
  NetworkingConfig,
  PathStat,
  Resources,
  RestartPolicy,
} from '../../container/spec.ts';
import { attached, attachedBare, multiplex, raw, streamType } from './attach.ts';
import { bodyOf } from './body.ts';
import { filters, flag, flagOr, integer, moment, word } from './query.ts';
import { bytes, empty, json, jsonLines } from './reply.ts';
import type { Context, Routes } from './router.ts';

const encoder = new TextEncoder();

type CreateBody = ContainerConfig & { HostConfig?: HostConfig | null; NetworkingConfig?: NetworkingConfig | null };

export function containerRoutes(containers: Containers): Routes {
  const ref = ({ params }: Context) => params.name ?? '';

  return {
    'GET /containers/json': async ({ query }) => {
      const limit = integer(query, 'limit');
      const options: ListOptions = {
        all: flag(query, 'all'),
        size: flag(query, 'size'),
        filters: filters(query),
        ...(limit !== undefined && { limit }),
      };
      return json(await containers.list(options));
    },

    'POST /containers/create': async (context) => {
      const { body, headers } = context.request;
      if (body === undefined || headers['content-length'] === '0') {
        throw new EngineError('invalid', 'invalid JSON: got EOF while reading request body');
      }
      const asked = await context.json<CreateBody>('container.CreateRequest');
      const { HostConfig: hostConfig, NetworkingConfig: networking, ...config } = asked;
      if (Object.keys(config).length === 0) throw new EngineError('invalid', 'config cannot be empty in order to create a container');
      if (context.version.atLeast(42)) checkMountOptions(hostConfig?.Mounts ?? []);
      const name = word(context.query, 'name');
      const created = await containers.create({
        config,
        ...(name !== undefined && { name }),
        ...(hostConfig && { hostConfig }),
        ...(networking && { networking }),
      });
      return json(created, 201);
    },

    'POST /containers/prune': async ({ query }) => json(await containers.prune(filters(query))),

    'GET /containers/{name:any}/json': async (context) =>
      json(await containers.inspect(ref(context), { size: flag(context.query, 'size') })),

    'POST /containers/{name}/start': async (context) => {
      // A JSON object that says something is at least 7 characters long.
      if (Number(context.request.headers['content-length'] ?? 0) > 7) {
        throw new EngineError(
          'invalid',
          'starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24',
        );
      }
      const detachKeys = word(context.query, 'detachKeys');
      await containers.start(ref(context), detachKeys === undefined ? {} : { detachKeys });
      return empty();
    },
    'POST /containers/{name}/stop': async (context) => {
      await containers.stop(ref(context), stopOptions(context));
      return empty();
    },
    'POST /containers/{name}/restart': async (context) => {
      await containers.restart(ref(context), stopOptions(context));
      return empty();
    },
    'POST /containers/{name}/kill': async (context) => {
      await containers.kill(ref(context), word(context.query, 'signal'));
      return empty();
    },
    'POST /containers/{name}/pause': async (context) => {
      await containers.pause(ref(context));
      return empty();
    },
    'POST /containers/{name}/unpause': async (context) => {
      await containers.unpause(ref(context));
      return empty();
    },
    'POST /containers/{name}/rename': async (context) => {
      const name = context.query.get('name') ?? '';
      if (name === '') throw new EngineError('invalid', 'Neither old nor new names may be empty');
      await containers.rename(ref(context), name);
      return empty();
    },
    'POST /containers/{name}/update': async (context) =>
      json(
        await containers.update(ref(context), await context.json<Resources & { RestartPolicy?: RestartPolicy }>('container.UpdateConfig')),
      ),
    'POST /containers/{name}/resize': async (context) => {
      await containers.resize(ref(context), terminalSize(context));
      return empty(200);
    },

    'POST /containers/{name}/wait': async (context) => {
      const condition = word(context.query, 'condition') ?? 'not-running';
      if (!['not-running', 'next-exit', 'removed'].includes(condition)) {
        throw new EngineError('invalid', `invalid condition: "${condition}"`);
      }
      const { exit } = await containers.wait(ref(context), condition as WaitCondition, context.signal);
      // The headers go out at once: the CLI counts on the wait being set up before it starts the container.
      async function* body(): ByteSource {
        const { statusCode, error } = await exit;
        yield encoder.encode(`${JSON.stringify({ StatusCode: statusCode, ...(error !== undefined && { Error: { Message: error } }) })}\n`);
      }
      return bytes(body(), 'application/json');
    },

    'DELETE /containers/{name}': async (context) => {
      const { query } = context;
      await containers.remove(ref(context), { force: flag(query, 'force'), volumes: flag(query, 'v'), link: flag(query, 'link') });
      return empty();
    },

    'POST /containers/{name}/attach': async (context) =>
      attached(await containers.attach(ref(context), attachOptions(context, ['stdin', 'stdout', 'stderr'])), context),
    'GET /containers/{name}/attach/ws': async (context) => {
      // Before API 1.42 a WebSocket had all three, whatever was asked for.
      const named = context.version.atLeast(42) ? (['stdin', 'stdout', 'stderr'] as const) : [];
      return attachedBare(await containers.attach(ref(context), attachOptions(context, named)));
    },

    'GET /containers/{name}/logs': async (context) => {
      const { query } = context;
      if (!flag(query, 'stdout') && !flag(query, 'stderr')) {
        throw new EngineError('invalid', 'Bad parameters: you must choose at least one stream');
      }
      const since = moment(query, 'since');
      const until = moment(query, 'until');
      const tail = query.get('tail') ?? 'all';
      const { tty, output } = await containers.logs(ref(context), {
        follow: flag(query, 'follow'),
        stdout: flag(query, 'stdout'),
        stderr: flag(query, 'stderr'),
        timestamps: flag(query, 'timestamps'),
        details: flag(query, 'details'),
        signal: context.signal,
        // moby: whatever is not a number that is not negative means all of them.
        ...(/^\d+$/.test(tail) && { tail: Number(tail) }),
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      });
      return bytes(tty ? raw(output) : multiplex(output), streamType(tty, context.version));
    },

    'GET /containers/{name}/top': async (context) => json(await containers.top(ref(context), word(context.query, 'ps_args'))),
    'GET /containers/{name}/changes': async (context) => json(await containers.changes(ref(context))),

    'GET /containers/{name}/stats': async (context) => {
      const stream = flagOr(context.query, 'stream', true);
      const readings = await containers.stats(ref(context), { stream, oneShot: flag(context.query, 'one-shot'), signal: context.signal });
      return stream ? jsonLines(readings) : json(await first(readings));
    },

    'GET /containers/{name}/export': async (context) => bytes(await containers.export(ref(context)), 'application/x-tar'),

    'HEAD /containers/{name}/archive': async (context) =>
      empty(200, pathStatHeader(await containers.statPath(ref(context), archivePath(context)))),
    'GET /containers/{name}/archive': async (context) => {
      const { stat, tar } = await containers.getArchive(ref(context), archivePath(context));
      return bytes(tar, 'application/x-tar', pathStatHeader(stat));
    },
    'PUT /containers/{name}/archive': async (context) => {
      await containers.putArchive(ref(context), archivePath(context), bodyOf(context.request), {
        noOverwriteDirNonDir: flag(context.query, 'noOverwriteDirNonDir'),
        copyUIDGID: flag(context.query, 'copyUIDGID'),
      });
      return empty(200);
    },
  };
}

function stopOptions({ query }: Context): { signal?: string; timeout?: number } {
  const timeout = integer(query, 't');
  const signal = word(query, 'signal');
  return { ...(timeout !== undefined && { timeout }), ...(signal !== undefined && { signal }) };
}

/** `asked`: the streams that the query decides about; the others are attached. */
function attachOptions({ query }: Context, asked: ReadonlyArray<'stdin' | 'stdout' | 'stderr'>): AttachOptions {
  const has = (stream: (typeof asked)[number]) => !asked.includes(stream) || flag(query, stream);
  const detachKeys = word(query, 'detachKeys');
  return {
    stdin: has('stdin'),
    stdout: has('stdout'),
    stderr: has('stderr'),
    stream: flag(query, 'stream'),
    logs: flag(query, 'logs'),
    ...(detachKeys !== undefined && { detachKeys }),
  };
}

export function terminalSize({ query }: Context): { rows: number; cols: number } {
  const size = (name: string, side: string): number => {
    const text = query.get(name) ?? '';
    const complaint = (why: string) => new EngineError('invalid', `invalid resize ${side} ${JSON.stringify(text)}: ${why}`);
    if (!/^-?\d+$/.test(text)) throw complaint('invalid syntax');
    if (Number(text) < 0 || Number(text) >= 2 ** 32) throw complaint('value out of range');
    return Number(text);
  };
  return { rows: size('h', 'height'), cols: size('w', 'width') };
}

/** moby `postContainersCreate`: since API 1.42 the options of one type of mount are refused with another. */
function checkMountOptions(mounts: NonNullable<HostConfig['Mounts']>): void {
  for (const mount of mounts) {
    for (const [type, option] of [
      ['volume', 'VolumeOptions'],
      ['bind', 'BindOptions'],
      ['tmpfs', 'TmpfsOptions'],
    ] as const) {
      if (mount[option] && mount.Type !== type) {
        throw new EngineError('invalid', `${option} must not be specified on mount type "${mount.Type}"`);
      }
    }
  }
}

/** moby `daemon.GetContainer`. */
export function emptyName(): EngineError {
  return new EngineError('invalid', 'invalid name or ID supplied: ""');
}

function archivePath({ query }: Context): string {
  const path = query.get('path') ?? '';
  if (path === '') throw new EngineError('invalid', 'bad parameter: pathcannot be empty');
  return path;
}

function pathStatHeader(stat: PathStat): Record<string, string> {
  const text = encoder.encode(JSON.stringify(stat));
  return { 'x-docker-container-path-stat': btoa(String.fromCharCode(...text)) };
}

async function first(readings: AsyncIterable<ContainerStats>): Promise<ContainerStats | undefined> {
  for await (const reading of readings) return reading;
  return undefined;
}
