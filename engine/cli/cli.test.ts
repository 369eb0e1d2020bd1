import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDockerClient } from '../api/client/client.ts';
import { stdFrame } from '../api/client/stdcopy.ts';
import type { ApiRequest, ApiResponse, ApiTransport } from '../api/transport.ts';
import { Emitter } from '../base/events.ts';
import { ByteQueue, type ByteSink, concat } from '../base/stream.ts';
import { runCli } from './cli.ts';
import type { CliIo } from './io.ts';

type Answer = { status?: number; json?: unknown; lines?: readonly unknown[] } | { stream: readonly Uint8Array[] };

const encoder = new TextEncoder();

/** A daemon of canned answers by `METHOD path`; a list is used up one a request. */
function daemon(answers: Readonly<Record<string, Answer | Answer[]>>) {
  const seen: string[] = [];
  const bodies: unknown[] = [];
  const next = (request: ApiRequest): Answer => {
    const query = request.query.toString();
    const name = `${request.method} ${request.path.replace('/v1.50', '')}`;
    seen.push(query === '' ? name : `${name}?${query}`);
    if (request.body instanceof Uint8Array) bodies.push(JSON.parse(new TextDecoder().decode(request.body)));
    const found = answers[name];
    const answer = Array.isArray(found) ? found.shift() : found;
    return answer ?? { status: 404, json: { message: `no route ${name}` } };
  };
  const ordinary = (answer: Answer): ApiResponse => {
    if ('stream' in answer) throw new Error('not an upgrade');
    const text =
      answer.lines === undefined ? JSON.stringify(answer.json ?? {}) : answer.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const body = (async function* () {
      yield encoder.encode(text);
    })();
    return { status: answer.status ?? 200, headers: {}, body };
  };
  const transport: ApiTransport = {
    request: async (request) => ordinary(next(request)),
    async hijack(request) {
      const answer = next(request);
      if (!('stream' in answer)) return ordinary(answer);
      const source = (async function* () {
        yield* answer.stream;
      })();
      return { status: 101, headers: {}, body: new ByteQueue(), connection: { source, sink: sink().sink, destroy: () => undefined } };
    },
  };
  return { client: createDockerClient(transport), seen, bodies };
}

function sink() {
  const chunks: Uint8Array[] = [];
  const target: ByteSink = { write: async (chunk) => void chunks.push(chunk), end: async () => undefined };
  return { sink: target, text: () => new TextDecoder().decode(concat(chunks)) };
}

async function docker(line: string, answers: Readonly<Record<string, Answer | Answer[]>> = {}, change: Partial<CliIo> = {}) {
  const { client, seen, bodies } = daemon(answers);
  const [out, err] = [sink(), sink()];
  const unused = () => {
    throw new Error('no files here');
  };
  const io: CliIo = {
    cwd: '/workspace',
    env: {},
    isTerminal: { stdin: false, stdout: false, stderr: false },
    size: { rows: 0, cols: 0 },
    stdin: new ByteQueue(),
    stdout: out.sink,
    stderr: err.sink,
    onResize: new Emitter(),
    onSignal: new Emitter(),
    claimSignals: () => undefined,
    closed: new AbortController().signal,
    setRaw: async () => undefined,
    files: { stat: async () => undefined, read: unused, write: unused, remove: unused, pack: unused, unpack: unused },
    ...change,
  };
  const code = await runCli(['docker', ...line.split(' ').filter(Boolean)], io, client);
  return { code, stdout: out.text(), stderr: err.text(), seen, bodies };
}

test('docker run: create, attach, wait, start; streams apart and the exit code', async () => {
  const result = await docker('run --rm --name one busybox sh -c x', {
    'POST /containers/create': { status: 201, json: { Id: 'abc', Warnings: ['careful'] } },
    'POST /containers/abc/attach': { stream: [stdFrame(1, encoder.encode('out\n')), stdFrame(2, encoder.encode('err\n'))] },
    'POST /containers/abc/wait': { json: { StatusCode: 7 } },
    'POST /containers/abc/start': { status: 204 },
  });
  assert.deepEqual(
    { code: result.code, stdout: result.stdout, stderr: result.stderr },
    { code: 7, stdout: 'out\n', stderr: 'WARNING: careful\nerr\n' },
  );
  assert.deepEqual(result.seen, [
    'POST /containers/create?name=one',
    'POST /containers/abc/attach?stream=1&stdout=1&stderr=1',
    'POST /containers/abc/wait?condition=removed',
    'POST /containers/abc/start',
  ]);
});

test('an image that is not there is pulled; a stand-in is named once', async () => {
  const result = await docker('run -d alpine', {
    'POST /containers/create': [
      { status: 404, json: { message: 'No such image: alpine:latest' } },
      { status: 201, json: { Id: 'abc', Warnings: null } },
    ],
    'POST /images/create': {
      lines: [
        { status: 'Pulling from library/alpine', id: 'latest' },
        { id: 'drydock.stand-in', status: 'busybox stands in for alpine' },
      ],
    },
    'POST /containers/abc/start': { status: 204 },
  });
  assert.equal(result.stdout, 'abc\n');
  assert.equal(
    result.stderr,
    "Unable to find image 'alpine:latest' locally\nlatest: Pulling from library/alpine\nbusybox stands in for alpine\n",
  );
  assert.equal(result.code, 0);
});

for (const [message, code] of [
  ['exec: "x": executable file not found in $PATH: unknown', 127],
  ['exec: "/etc": is a directory: unknown', 126],
  ['exec: "/f": permission denied: unknown', 126],
  ['Conflict. The container name "/one" is already in use', 125],
] as const) {
  test(`a container that does not start: ${code}`, async () => {
    const result = await docker('run busybox x', {
      'POST /containers/create': { status: 201, json: { Id: 'abc', Warnings: null } },
      'POST /containers/abc/attach': { stream: [] },
      'POST /containers/abc/wait': { json: { StatusCode: 0 } },
      'POST /containers/abc/start': { status: 400, json: { message } },
    });
    assert.equal(result.stderr, `docker: Error response from daemon: ${message}\n\nRun 'docker run --help' for more information\n`);
    assert.equal(result.code, code);
  });
}

test('docker exec: inspect, create, start, and the exit code from a last inspect', async () => {
  const result = await docker('exec -w /tmp one ls -l', {
    'GET /containers/one/json': { json: { Id: 'abc' } },
    'POST /containers/one/exec': { status: 201, json: { Id: 'e1' } },
    'POST /exec/e1/start': { stream: [stdFrame(1, encoder.encode('x\n'))] },
    'GET /exec/e1/json': { json: { ExitCode: 3 } },
  });
  assert.deepEqual({ code: result.code, stdout: result.stdout }, { code: 3, stdout: 'x\n' });
  const [body] = result.bodies as Array<{ Cmd: string[]; WorkingDir: string }>;
  assert.deepEqual({ Cmd: body?.Cmd, WorkingDir: body?.WorkingDir }, { Cmd: ['ls', '-l'], WorkingDir: '/tmp' });
});

test('a terminal that is not there is an error before anything starts', async () => {
  const result = await docker('run -it busybox');
  assert.deepEqual(
    { code: result.code, stderr: result.stderr, seen: result.seen },
    { code: 1, stderr: 'the input device is not a TTY\n', seen: [] },
  );
});

test('several objects: what worked on stdout, what did not together on stderr', async () => {
  const result = await docker('rm a b c', {
    'DELETE /containers/a': { status: 204 },
    'DELETE /containers/b': { status: 404, json: { message: 'No such container: b' } },
    'DELETE /containers/c': { status: 204 },
  });
  assert.deepEqual(
    { code: result.code, stdout: result.stdout, stderr: result.stderr },
    { code: 1, stdout: 'a\nc\n', stderr: 'Error response from daemon: No such container: b\n' },
  );
});

for (const [line, code, stderr] of [
  ['foo', 1, "docker: unknown command: docker foo\n\nRun 'docker --help' for more information\n"],
  [
    'rm',
    1,
    "docker: 'docker rm' requires at least 1 argument\n\nUsage:  docker rm [OPTIONS] CONTAINER [CONTAINER...]\n\nSee 'docker rm --help' for more information\n",
  ],
  [
    'tag a',
    1,
    "docker: 'docker tag' requires 2 arguments\n\nUsage:  docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]\n\nRun 'docker tag --help' for more information\n",
  ],
  ['ps x', 1, "docker: 'docker ps' accepts no arguments\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n"],
  [
    'run --foo',
    125,
    "unknown flag: --foo\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun 'docker run --help' for more information\n",
  ],
  ['run -p 1:2:3 x', 125, "docker: invalid IP address: 1\n\nRun 'docker run --help' for more information\n"],
  ['swarm init', 1, 'docker swarm init does not work in this playground: there is one node, and no swarm.\n'],
] as const) {
  test(`docker ${line}`, async () => {
    const result = await docker(line);
    assert.deepEqual({ code: result.code, stdout: result.stdout, stderr: result.stderr }, { code, stdout: '', stderr });
  });
}

test('help of a command, under the name that was typed', async () => {
  const { stdout, code } = await docker('container rm --help');
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `Usage:  docker container rm [OPTIONS] CONTAINER [CONTAINER...]

Remove one or more containers

Aliases:
  docker container rm, docker container remove, docker rm

Options:
  -f, --force     Force the removal of a running container (uses SIGKILL)
  -l, --link      Remove the specified link
  -v, --volumes   Remove anonymous volumes associated with the container
`,
  );
});

test('three times Ctrl-C leave a program that ignores it', async () => {
  const signals = new Emitter<number>();
  const stuck = new Promise<never>(() => undefined);
  const { client } = daemon({
    'POST /containers/create': { status: 201, json: { Id: 'abc', Warnings: null } },
    'POST /containers/abc/wait': { json: { StatusCode: 0 } },
    'POST /containers/abc/kill': { status: 204 },
  });
  const kills: string[] = [];
  const [out, err] = [sink(), sink()];
  let started = () => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const patched = {
    ...client,
    containers: {
      ...client.containers,
      start: async () => started(),
      kill: async (_: string, signal?: string) => void kills.push(signal ?? ''),
      attach: async () => ({
        source: (async function* () {
          yield await stuck;
        })(),
        sink: sink().sink,
        destroy: () => undefined,
      }),
    },
  };
  const io = {
    cwd: '/',
    env: {},
    isTerminal: { stdin: false, stdout: false, stderr: false },
    size: { rows: 0, cols: 0 },
    stdin: new ByteQueue(),
    stdout: out.sink,
    stderr: err.sink,
    onResize: new Emitter<{ rows: number; cols: number }>(),
    onSignal: signals,
    claimSignals: () => undefined,
    closed: new AbortController().signal,
    setRaw: async () => undefined,
    files: { stat: async () => undefined } as unknown as CliIo['files'],
  } satisfies CliIo;
  const code = runCli(['docker', 'run', 'busybox', 'sleep', '9'], io, patched);
  await running;
  for (const signal of [2, 2, 2]) signals.emit(signal);
  assert.equal(await code, 1);
  assert.deepEqual(kills, ['2', '2', '2']);
  assert.equal(err.text(), '\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n');
});
