import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { it } from 'node:test';
import { build } from 'esbuild';
import type { ContractOutcome } from '../contract/worker.ts';
import { launchChromium } from '../support/chromium.ts';

it('the IndexedDB store keeps its contract in a real Chromium', async (test) => {
  const bundled = await build({
    entryPoints: [path.resolve(import.meta.dirname, '../contract/worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  const script = bundled.outputFiles[0]?.contents ?? new Uint8Array();
  const server = createServer((request, response) => {
    const isScript = request.url === '/worker.js';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' }).end(isScript ? script : '<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => server.close());
  const browser = await launchChromium();
  test.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const results = await page.evaluate<ContractOutcome[]>(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
  );
  assert.ok(results.length > 15);
  assert.deepEqual(
    results.filter(({ failure }) => failure !== undefined),
    [],
  );
});
