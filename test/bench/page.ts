/**
 * `npm run bench`: what a visitor waits for, in a real Chromium against the built site on localhost. Prints; judges nothing.
 * Budgets of the project stand beside the figures.
 */
import { connect, createServer } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { serve } from '../../app/serve.ts';
import { launchChromium } from '../support/chromium.ts';
import { timeDockerfile } from './dockerfile.ts';

const root = path.resolve(import.meta.dirname, '../..');

interface Row {
  readonly what: string;
  readonly values: readonly number[];
  readonly unit: string;
  readonly budget: string;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Types a command into the visible terminal and waits for the next prompt, in the page itself: no round trip of the driver is counted. A string,
 * because it runs in the page as it stands.
 */
const timeInPage = `async (text) => {
  const until = (holds) => new Promise((resolve) => {
    const look = () => (holds() ? resolve() : setTimeout(look, 1));
    look();
  });
  drydock.type('clear\\n');
  await until(() => /^\\S*[#$]$/.test(drydock.screen().trim()));
  const start = performance.now();
  drydock.type(text + '\\n');
  await until(() => {
    const lines = drydock.screen().trimEnd().split('\\n');
    return lines.length > 1 && /[#$]$/.test(lines.at(-1).trimEnd());
  });
  return performance.now() - start;
}`;

function timeCommand(page: Page, command: string): Promise<number> {
  return page.evaluate(`(${timeInPage})(${JSON.stringify(command)})`) as Promise<number>;
}

async function firstPrompt(page: Page, url: string): Promise<number> {
  const start = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(`/[#$]\\s*$/.test(window.drydock?.screen().trimEnd() ?? '')`, undefined, { polling: 10, timeout: 60_000 });
  return performance.now() - start;
}

/** A pipe in front of the site that counts what goes to the browser: pages, workers and all. */
async function counted(target: string): Promise<{ readonly url: string; bytes: number; close(): void }> {
  const { hostname, port } = new URL(target);
  const pipe = createServer((browserSide) => {
    const siteSide = connect(Number(port), hostname);
    siteSide.on('data', (chunk) => {
      counter.bytes += chunk.length;
    });
    for (const socket of [browserSide, siteSide]) socket.on('error', () => socket.destroy());
    browserSide.pipe(siteSide).pipe(browserSide);
  });
  await new Promise<void>((resolve) => pipe.listen(0, '127.0.0.1', resolve));
  const address = pipe.address();
  const counter = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    bytes: 0,
    close: () => void pipe.close(),
  };
  return counter;
}

const site = await serve(path.join(root, 'out'), { port: 0, host: '127.0.0.1' });
const browser = await launchChromium();
const rows: Row[] = [];
try {
  const cold: number[] = [];
  const warm: number[] = [];
  const counter = await counted(site.url);
  for (let run = 0; run < 5; run++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    cold.push(await firstPrompt(page, site.url));
    warm.push(await firstPrompt(page, site.url));
    await context.close();
  }
  const fresh = await browser.newContext();
  await firstPrompt(await fresh.newPage(), counter.url);
  const transferred = counter.bytes;
  await fresh.close();
  counter.close();
  rows.push({ what: 'first prompt, cold cache', values: cold, unit: 'ms', budget: '1500' });
  rows.push({ what: 'transferred before it', values: [transferred / 1e6], unit: 'MB', budget: '7' });
  rows.push({ what: 'first prompt, warm cache', values: warm, unit: 'ms', budget: '1000' });

  const context = await browser.newContext();
  const page = await context.newPage();
  await firstPrompt(page, site.url);
  rows.push({
    what: 'docker pull debian:12-slim',
    values: [await timeCommand(page, 'docker pull -q debian:12-slim')],
    unit: 'ms',
    budget: '3000',
  });
  await timeCommand(page, 'docker pull -q busybox');
  await timeCommand(page, 'docker run --rm busybox true');
  const runs: number[] = [];
  const lists: number[] = [];
  for (let run = 0; run < 20; run++) runs.push(await timeCommand(page, 'docker run --rm busybox true'));
  for (let run = 0; run < 20; run++) lists.push(await timeCommand(page, 'docker ps'));
  rows.push({ what: 'docker run --rm busybox true', values: runs, unit: 'ms', budget: '250' });
  rows.push({ what: 'docker ps', values: lists, unit: 'ms', budget: '60 (Fidelity)' });

  await timeCommand(
    page,
    `mkdir -p /tmp/six; cd /tmp/six; echo hi > a; printf 'FROM busybox\\nWORKDIR /app\\nENV A=1\\nCOPY a .\\nRUN echo one > one\\nRUN echo two > two\\nCMD cat one two\\n' > Dockerfile`,
  );
  await timeCommand(page, 'docker build -q -t six .');
  const builds: number[] = [];
  for (let run = 0; run < 10; run++) builds.push(await timeCommand(page, 'docker build -q -t six .'));
  rows.push({ what: 'all-cached rebuild of 6 steps', values: builds, unit: 'ms', budget: '150' });

  rows.push({ what: 'parse and plan 100 lines (Node)', values: timeDockerfile(50), unit: 'ms', budget: '5' });

  await timeCommand(page, 'for i in $(seq 20); do docker run -d busybox sleep 100000 >/dev/null; done');
  const memory = await page.evaluate(async () => {
    const { drydock } = window as unknown as { drydock: { run(command: string): Promise<{ stdout: string }> } };
    return (await drydock.run("awk '/MemTotal/{t=$2} /MemAvailable/{a=$2} END{print (t-a)/1024}' /proc/meminfo")).stdout;
  });
  rows.push({ what: 'guest memory, 20 idle containers', values: [Number(memory)], unit: 'MiB', budget: '256' });
  await context.close();
} finally {
  await browser.close();
  await site.close();
}

console.log(`${'what'.padEnd(36)}${'median'.padStart(10)}${'min'.padStart(10)}${'max'.padStart(10)}  unit  budget`);
for (const { what, values, unit, budget } of rows) {
  const figures = [median(values), Math.min(...values), Math.max(...values)];
  console.log(
    `${what.padEnd(36)}${figures.map((value) => value.toFixed(value < 100 ? 1 : 0).padStart(10)).join('')}  ${unit.padEnd(4)}  ${budget}`,
  );
}
