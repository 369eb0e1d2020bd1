import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildTrace } from '../../api/types/build.ts';
import { coloursFrom } from './colours.ts';
import { PlainPrinter } from './plain.ts';
import { Screen } from './screen.ts';
import { showSource } from './source.ts';
import { amount } from './trace.ts';
import { TtyPrinter } from './tty.ts';

/** A moment, in tenths of a second. */
const at = (tenths: number) => new Date(Date.UTC(2030, 0, 1) + tenths * 100).toISOString();

const failing: readonly BuildTrace[] = [
  { vertexes: [{ digest: 'a', name: '[internal] load build definition from Dockerfile', started: at(0) }] },
  { statuses: [{ id: 'transferring dockerfile:', vertex: 'a', current: 31, started: at(0), completed: at(0), timestamp: at(0) }] },
  { vertexes: [{ digest: 'a', name: '[internal] load build definition from Dockerfile', started: at(0), completed: at(0) }] },
  { vertexes: [{ digest: 'b', name: '[1/3] FROM docker.io/library/busybox', started: at(1), completed: at(1), cached: true }] },
  { vertexes: [{ digest: 'c', name: '[2/3] RUN make', started: at(2) }] },
  { logs: [{ vertex: 'c', stream: 1, data: 'one\ntw', timestamp: at(3) }] },
  { logs: [{ vertex: 'c', stream: 1, data: 'o\nthree\n', timestamp: at(4) }] },
  { warnings: [{ vertex: 'a', short: 'JSONArgsRecommended: JSON arguments recommended for CMD (line 3)' }] },
  {
    vertexes: [
      {
        digest: 'c',
        name: '[2/3] RUN make',
        started: at(2),
        completed: at(15),
        error: 'process "make" did not complete successfully: exit code: 2',
      },
    ],
  },
];

test('plain progress: numbers, times, logs with their seconds, and the failed step again at the end', async () => {
  let text = '';
  const write = async (more: string) => {
    text += more;
  };
  const printer = new PlainPrinter(write, {
    description: 'building with "default" instance using docker driver',
    limit: undefined,
    now: () => 0,
  });
  for (const update of failing) {
    printer.trace.update(update);
    await printer.refresh();
  }
  await printer.finish();
  assert.equal(
    text,
    `#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 31B done
#1 DONE 0.0s

#2 [1/3] FROM docker.io/library/busybox
#2 CACHED

#3 [2/3] RUN make
#3 0.100 one
#3 0.100 two
#3 0.200 three
#3 ERROR: process "make" did not complete successfully: exit code: 2
------
 > [2/3] RUN make:
0.100 one
0.100 two
0.200 three
------
`,
  );
});

test('a step that another one interrupts goes on under its number', async () => {
  let text = '';
  const write = async (more: string) => {
    text += more;
  };
  const printer = new PlainPrinter(write, { description: '', limit: undefined, now: () => 0 });
  const send = async (update: BuildTrace) => {
    printer.trace.update(update);
    await printer.refresh();
  };
  await send({ vertexes: [{ digest: 'a', name: 'slow', started: at(0) }] });
  await send({ vertexes: [{ digest: 'b', name: 'quick', started: at(1), completed: at(2) }] });
  await send({ logs: [{ vertex: 'a', stream: 1, data: 'x\n', timestamp: at(10) }] });
  await send({ vertexes: [{ digest: 'a', name: 'slow', started: at(0), completed: at(20) }] });
  assert.equal(text, '#1 slow\n#1 ...\n\n#2 quick\n#2 DONE 0.1s\n\n#1 slow\n#1 1.000 x\n#1 DONE 2.0s\n');
});

/** What a terminal of that width shows after the text: enough of one for cursor moves and line ends. */
function screen(text: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  for (const [, number, code, char] of text.matchAll(/\x1b\[\??(\d*)(?:;\d+)*([A-Za-z])|([\s\S])/g)) {
    if (code === 'A') row = Math.max(0, row - Number(number));
    else if (code === 'K') lines[row] = (lines[row] ?? '').slice(0, column);
    else if (char === '\r') column = 0;
    else if (char === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else if (char !== undefined) {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + char + line.slice(column + 1);
      column += 1;
    }
  }
  return lines.map((line) => line.trimEnd());
}

test('progress on a terminal redraws in place; output of the running step shows under it', async () => {
  let now = Date.parse(at(0));
  let text = '';
  const write = async (more: string) => {
    text += more;
  };
  const printer = new TtyPrinter(write, {
    size: () => ({ rows: 24, cols: 60 }),
    description: 'docker:default',
    now: () => now,
    colours: coloursFrom({}),
    outputLines: 6,
  });
  for (const [index, update] of failing.entries()) {
    now = Date.parse(at(index + 2));
    printer.trace.update(update);
    await printer.refresh();
    if (index === 6) {
      assert.deepEqual(screen(text).slice(0, 8), [
        '[+] Building 0.8s (2/3)                      docker:default',
        ' => [internal] load build definition from Dockerfile   0.0s',
        ' => => transferring dockerfile: 31B                    0.0s',
        ' => CACHED [1/3] FROM docker.io/library/busybox        0.0s',
        ' => [2/3] RUN make                                     0.6s',
        ' => => # one',
        ' => => # two',
        ' => => # three',
      ]);
    }
  }
  await printer.finish();
  const shown = screen(text);
  assert.equal(shown[0], '[+] Building 1.0s (3/3) FINISHED             docker:default');
  assert.equal(shown[5], ' => ERROR [2/3] RUN make                               1.3s');
  assert.deepEqual(shown.slice(6, 12), ['------', ' > [2/3] RUN make:', '0.100 one', '0.100 two', '0.200 three', '------']);
});

test('the place of an error, with the lines around it', () => {
  const data = 'FROM a\n\nRUN b\nRUN c\nRUN d\nCMD e\nCMD f\nCMD g\n';
  assert.equal(
    showSource({ filename: 'Dockerfile', data }, [{ start: { line: 4 }, end: { line: 4 } }]),
    `Dockerfile:4
--------------------
   2 |     \n   3 |     RUN b
   4 | >>> RUN c
   5 |     RUN d
   6 |     CMD e
--------------------
`,
  );
  assert.equal(showSource({ filename: 'D', data: 'FROM a' }, [{ start: { line: 9 }, end: { line: 9 } }]), '');
});

test('amounts', () => {
  const status = { id: '', vertex: '' };
  assert.deepEqual(
    [{}, { current: 31 }, { current: 1500, total: 2_000_000 }].map((part) => amount({ ...status, ...part })),
    ['', '31B', '1.50kB / 2.00MB'],
  );
});

test('a window of output shows what a terminal would', () => {
  const screen = new Screen(3, 10);
  screen.write('one\ntwo\nthree\nfour\n');
  assert.deepEqual(screen.lines(), ['two', 'three', 'four']);
  screen.write('progress 1%\rdone     \x1b[31m!\x1b[');
  assert.deepEqual(screen.lines(), ['four', 'progress 1', 'done     !']);
  screen.write('2K\rfresh');
  assert.deepEqual(screen.lines(), ['four', 'progress 1', 'fresh']);
});

test('colours of the environment', () => {
  assert.deepEqual(coloursFrom({ NO_COLOR: '1', BUILDKIT_COLORS: 'run=red' }), { run: '', cancel: '', error: '' });
  assert.deepEqual(coloursFrom({ BUILDKIT_COLORS: 'run=light-blue:error=255,0,0:nonsense:cancel=pink' }), {
    run: '\x1b[94m',
    cancel: '\x1b[33m',
    error: '\x1b[38;5;196m',
  });
});
