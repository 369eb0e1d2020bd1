import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonMessage } from '../../api/types/message.ts';
import { DetachFilter, detachSequence } from './detach-keys.ts';
import { progressBar, showProgress } from './json-progress.ts';

async function typed(keys: string, ...chunks: string[]) {
  const filter = new DetachFilter(detachSequence(keys));
  let passed = '';
  const source = (async function* () {
    for (const chunk of chunks) yield new TextEncoder().encode(chunk);
  })();
  for await (const chunk of filter.filter(source)) passed += new TextDecoder().decode(chunk);
  return { passed, detached: filter.detached };
}

test('the detach keys end the input, also when they come apart', async () => {
  assert.deepEqual(await typed('', 'ab\x10\x11cd'), { passed: 'ab', detached: true });
  assert.deepEqual(await typed('', 'ab\x10', '\x11'), { passed: 'ab', detached: true });
  assert.deepEqual(await typed('ctrl-a,x', '\x01x'), { passed: '', detached: true });
});

test('keys that only begin the sequence reach the program when they do not go on', async () => {
  assert.deepEqual(await typed('', '\x10', 'a\x10\x10\x10', 'b'), { passed: '\x10a\x10\x10\x10b', detached: false });
});

test('keys that make no sense are the standard ones', () => {
  assert.deepEqual(
    [detachSequence('ctrl-é'), detachSequence('ctrl-@,ctrl-['), detachSequence('long')],
    [
      [16, 17],
      [0, 27],
      [16, 17],
    ],
  );
});

async function shown(messages: readonly JsonMessage[], isTerminal: boolean): Promise<string> {
  let text = '';
  const source = (async function* () {
    yield* messages;
  })();
  const write = async (more: string) => {
    text += more;
  };
  await showProgress(source, { isTerminal, columns: 120, write }, { standIn: (line) => write(`(stderr) ${line}`) });
  return text;
}

const pull: readonly JsonMessage[] = [
  { status: 'Pulling from library/nginx', id: '1.22' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'aaa' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'bbb' },
  { status: 'Downloading', progressDetail: { current: 5_000_000, total: 10_000_000 }, id: 'aaa' },
  { status: 'Pull complete', progressDetail: {}, id: 'aaa' },
  { status: 'nginx stands in', id: 'drydock.stand-in' },
  { status: 'Status: Downloaded newer image for nginx:1.22' },
];

test('without a terminal a pull is plain lines, without bars', async () => {
  assert.equal(
    await shown(pull, false),
    '1.22: Pulling from library/nginx\naaa: Pulling fs layer\nbbb: Pulling fs layer\naaa: Pull complete\n' +
      '(stderr) nginx stands in\nStatus: Downloaded newer image for nginx:1.22\n',
  );
});

test('on a terminal each layer has a line that is redrawn', async () => {
  assert.equal(
    await shown(pull.slice(0, 4), true),
    '1.22: Pulling from library/nginx\n' +
      '\n\x1b[1A\x1b[2K\raaa: Pulling fs layer \r\x1b[1B' +
      '\n\x1b[1A\x1b[2K\rbbb: Pulling fs layer \r\x1b[1B' +
      `\x1b[2A\x1b[2K\raaa: Downloading [${'='.repeat(25)}>${' '.repeat(25)}]      5MB/10MB\r\x1b[2B`,
  );
});

test('a message with an error ends it', async () => {
  await assert.rejects(shown([{ error: 'x', errorDetail: { message: 'manifest unknown' } }], false), { message: 'manifest unknown' });
});

test('bars shrink with the terminal and count without a total', () => {
  assert.equal(progressBar({ current: 5, total: 10 }, 80), '      5B/10B');
  assert.equal(progressBar({ current: 2048 }, 80), ' 2.048kB');
  assert.equal(progressBar({}, 80), '');
});
