import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { JsonMessage } from '../../engine/api/types/message.ts';
import { showProgress } from '../../engine/cli/terminal/json-progress.ts';
import { realDocker } from '../support/docker.ts';

/**
 * What a daemon tells of a transfer, as the real command shows it on a terminal (its bytes, in a pseudo-terminal of that width) and elsewhere,
 * and as ours does. Bytes that are equal make equal screens.
 */
const layer = (id: string, status: string, current?: number, total?: number): JsonMessage => ({
  id,
  status,
  progressDetail: { ...(current !== undefined && { current }), ...(total !== undefined && { total }) },
});

const streams: Readonly<Record<string, readonly JsonMessage[]>> = {
  'a pull': [
    { status: 'Pulling from library/debian', id: '12-slim' },
    ...['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc', 'dddddddddddd'].map((id) => layer(id, 'Pulling fs layer')),
    layer('dddddddddddd', 'Waiting'),
    layer('aaaaaaaaaaaa', 'Downloading', 1, 25_002_182),
    layer('bbbbbbbbbbbb', 'Downloading', 524_288, 1_067_696),
    layer('aaaaaaaaaaaa', 'Downloading', 12_501_091, 25_002_182),
    layer('bbbbbbbbbbbb', 'Verifying Checksum'),
    layer('bbbbbbbbbbbb', 'Download complete'),
    layer('cccccccccccc', 'Retrying in 5 seconds'),
    layer('cccccccccccc', 'Downloading', 4000),
    layer('aaaaaaaaaaaa', 'Downloading', 25_002_182, 25_002_182),
    layer('aaaaaaaaaaaa', 'Extracting', 25_002_182, 25_002_182),
    layer('aaaaaaaaaaaa', 'Pull complete'),
    layer('bbbbbbbbbbbb', 'Pull complete'),
    layer('cccccccccccc', 'Pull complete'),
    layer('dddddddddddd', 'Already exists'),
    { status: 'Digest: sha256:1111' },
    { status: 'Status: Downloaded newer image for debian:12-slim' },
  ],
  'all tags, one after the other': [
    { status: 'Pulling from x', id: '1' },
    layer('aaaaaaaaaaaa', 'Pulling fs layer'),
    layer('aaaaaaaaaaaa', 'Pull complete'),
    { status: 'Digest: sha256:1111' },
    { status: 'Pulling from x', id: '2' },
    layer('aaaaaaaaaaaa', 'Already exists'),
    { status: 'Digest: sha256:2222' },
  ],
  'more than there should be, and other units': [
    layer('aaaaaaaaaaaa', 'Pushing', 2_222_080, 2_064_721),
    { id: 'bbbbbbbbbbbb', status: 'Counting', progressDetail: { current: 3, total: 10, units: 'files' } },
    { id: 'cccccccccccc', status: 'Counting', progressDetail: { current: 3, units: 'files' } },
    { id: 'dddddddddddd', status: 'Quietly', progressDetail: { current: 3, total: 10, hidecounts: true } },
    layer('aaaaaaaaaaaa', 'Pushed'),
  ],
  'a stream of words': [{ stream: 'Loaded image: busybox:latest\n' }, {}, { stream: 'one ' }, { stream: 'line\n' }],
};

let real = '';
let reason: string | false = false;
try {
  real = realDocker();
  execFileSync('script', ['--version']);
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

describe('progress', { skip: reason }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-progress-'));
  const socket = path.join(folder, 'docker.sock');
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('Api-Version', '1.50');
    const name = new URL(request.url ?? '/', 'http://d').searchParams.get('fromImage') ?? '';
    if (request.url?.endsWith('/_ping')) response.end('OK');
    else response.end((Object.values(streams)[Number(name.replace(/\D/g, ''))] ?? []).map((message) => JSON.stringify(message)).join('\n'));
  });
  before(() => new Promise<void>((resolve) => server.listen(socket, resolve)));
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (file: string, args: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      child.once('close', () => resolve(output));
    });

  async function ours(messages: readonly JsonMessage[], columns: number): Promise<string> {
    let text = '';
    const write = async (part: string) => {
      text += part;
    };
    async function* source() {
      yield* messages;
    }
    await showProgress(source(), { write, isTerminal: columns > 0, columns: columns || 200 });
    return text;
  }

  for (const [index, [name, messages]] of Object.entries(streams).entries()) {
    for (const columns of [0, 80, 111, 200]) {
      it(`of ${name}, ${columns === 0 ? 'without a terminal' : `${columns} columns wide`}`, async () => {
        const command = `${real} --host unix://${socket} pull stream${index}:x`;
        const output =
          columns === 0
            ? await run('sh', ['-c', command])
            : (await run('script', ['-qec', `stty cols ${columns} rows 40; ${command}`, '/dev/null'])).replaceAll('\r\n', '\n');
        assert.equal(await ours(messages, columns), output.replace(/docker\.io\/library\/stream\d:x\n$/, ''));
      });
    }
  }
});
