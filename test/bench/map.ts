/**
 * `npx tsx test/bench/map.ts` (and at the end of `npm run bench`): is the map fluent with 50 containers and 30 images? Real ones, in a real Chromium
 * against the built site; frame times while commands animate. Prints; judges nothing. SITE names another folder than out/.
 */
import path from 'node:path';
import { serve } from '../../app/serve.ts';
import { launchChromium } from '../support/chromium.ts';

const folder = process.env.SITE ?? path.resolve(import.meta.dirname, '../../out');

const prepare = [
  'docker pull -q nginx; docker pull -q python; docker pull -q busybox',
  // 27 images of the learner's own, three of which are built on a fourth.
  `mkdir -p /tmp/m && cd /tmp/m
   for i in $(seq 9); do
     echo $i > f
     printf "FROM nginx\\nCOPY f /f\\nCOPY f /g\\n" > Dockerfile; docker build -q -t shop/service$i:1.$i .
     printf "FROM python\\nWORKDIR /app\\nCOPY f .\\n" > Dockerfile; docker build -q -t app$i .
     printf "FROM busybox\\nCOPY f /f\\n" > Dockerfile; docker build -q -t tool$i .
   done`,
  `for i in $(seq 12); do docker create --name web$i nginx; done
   for i in $(seq 9); do docker create --name app$i app$i; docker create --name service$i -v data$i:/data shop/service$i:1.$i; done
   for i in $(seq 20); do docker run -d --name tool$i busybox sleep 100000; done`,
];

const measured: ReadonlyArray<readonly [what: string, command: string]> = [
  ['nothing', 'sleep 2'],
  [
    'create, start, stop, remove',
    'for i in 1 2 3; do docker run -d --name extra busybox sleep 9; docker stop -t 0 extra; docker rm extra; done',
  ],
  ['pause and unpause 20', 'docker pause $(docker ps -q); docker unpause $(docker ps -q)'],
  [
    'commit, tag, rmi',
    'for i in 1 2; do docker exec tool1 sh -c "echo $i > /new"; docker commit tool1 new; docker tag new newer; docker rmi new newer; done',
  ],
  ['remove 10 and create 10', 'docker rm $(docker ps -aqf name=web1); for i in 1 10 11 12; do docker create --name web$i nginx; done'],
];

/** In the page as it stands, hence a string. */
const watch = `async (command) => {
  const frames = [];
  const long = [];
  const observer = new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) long.push(duration); });
  observer.observe({ type: 'longtask' });
  let going = true;
  let last = performance.now();
  const frame = (now) => { frames.push(now - last); last = now; if (going) requestAnimationFrame(frame); };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
  const { exitCode, stderr } = await drydock.run(command);
  await new Promise((resolve) => setTimeout(resolve, 600));
  going = false;
  observer.disconnect();
  return { frames, long, exitCode, stderr };
}`;

const site = await serve(folder, { port: 0, host: '127.0.0.1' });
const browser = await launchChromium();
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(site.url);
  await page.waitForFunction('"drydock" in window');
  await page.evaluate('drydock.ready');
  for (const command of prepare) {
    const { exitCode, stderr } = (await page.evaluate(`drydock.run(${JSON.stringify(command)})`)) as { exitCode: number; stderr: string };
    if (exitCode !== 0) throw new Error(stderr);
  }
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Map' }).click();
  await page.locator('[data-map] [role="treeitem"][data-kind="container"]').nth(49).waitFor({ state: 'attached' });
  const count = (kind: string) => page.locator(`[data-map] [role="treeitem"][data-kind="${kind}"]`).count();
  console.log(
    `The map: ${await count('image')} images, ${await count('layer')} layers, ${await count('container')} containers; a frame of 60 per second has 16.7 ms.`,
  );
  console.log(
    `${'while'.padEnd(32)}${['frames', 'p50', 'p95', 'max', 'over 34'].map((head) => head.padStart(9)).join('')}  long tasks (ms)`,
  );
  for (const [what, command] of measured) {
    const result = (await page.evaluate(`(${watch})(${JSON.stringify(command)})`)) as {
      frames: number[];
      long: number[];
      exitCode: number;
      stderr: string;
    };
    if (result.exitCode !== 0) throw new Error(`${command}: ${result.stderr}`);
    const sorted = result.frames.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    const figures = [at(0.5), at(0.95), at(1)].map((value) => value.toFixed(1).padStart(9)).join('');
    const slow = sorted.filter((value) => value > 34).length;
    const long = result.long.map((value) => value.toFixed(0)).join(' ') || 'none';
    console.log(`${what.padEnd(32)}${String(sorted.length).padStart(9)}${figures}${String(slow).padStart(9)}  ${long}`);
  }
} finally {
  await browser.close();
  await site.close();
}
