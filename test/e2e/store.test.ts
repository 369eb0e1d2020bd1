import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { ContractOutcome } from '../contract/worker.ts';
import { launchChromium } from '../support/chromium.ts';

describe('the IndexedDB store in a real Chromium', () => {
  let server: Server;
  let browser: Browser;

  before(async () => {
    const bundled = await build({
      entryPoints: [path.resolve(import.meta.dirname, '../contract/worker.ts')],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
    });
    const script = bundled.outputFiles[0]?.contents ?? new Uint8Array();
    server = createServer((request, response) => {
      const isScript = request.url === '/worker.js';
      response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' }).end(isScript ? script : '<!doctype html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  async function open(): Promise<{ page: Page; origin: string }> {
    const page = await (await browser.newContext()).newPage();
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await page.goto(origin);
    return { page, origin };
  }

  function run(page: Page, suite: string): Promise<ContractOutcome[]> {
    return page.evaluate(
      (name) =>
        new Promise<ContractOutcome[]>((resolve, reject) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
          worker.postMessage(name);
        }),
      suite,
    );
  }

  const failed = (results: ContractOutcome[]) => results.filter(({ failure }) => failure !== undefined);

  it('keeps its contract', async () => {
    const { page } = await open();
    const results = await run(page, 'contract');
    assert.ok(results.length > 15);
    assert.deepEqual(failed(results), []);
  });

  it('tells a full disk', async () => {
    const { page, origin } = await open();
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4_000_000 });
    const results = await run(page, 'full disk');
    assert.equal(results.length, 1);
    assert.deepEqual(failed(results), []);
  });
});
