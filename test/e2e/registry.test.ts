import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort, type Registry, startRegistry, whyNoRegistry } from '../support/registry.ts';
import { site } from './playground.ts';

describe('the page and a registry of the visitor', { skip: whyNoRegistry() }, () => {
  const { open } = site();
  let registry: Registry;
  before(async () => {
    registry = await startRegistry({ cors: true });
  });
  after(() => registry.close());

  it('that sends CORS headers: what is pushed can be pulled again', async () => {
    const page = await open();
    const name = `${registry.host}/from/page:1`;
    await page.output(`mkdir -p b && printf 'FROM busybox\\nRUN echo made here > /made\\n' > b/Dockerfile && docker build -q -t ${name} b`);
    const pushed = await page.output(`docker push ${name}`);
    assert.match(pushed, /^1: digest: sha256:[0-9a-f]{64} size: \d+$/m);
    await page.output(`docker rmi -f ${name} busybox && docker image prune -f && docker builder prune -af`);
    assert.equal(await page.output(`docker run --rm ${name} cat /made`), 'made here\n');
    assert.match(await page.output(`docker pull ${name}`), /Status: Image is up to date/);
    await page.close();
  });

  it('that sends none, or is not there: one sentence says what to do', async () => {
    const silent = await startRegistry();
    try {
      const page = await open();
      for (const host of [silent.host, `127.0.0.1:${await freePort()}`]) {
        const { stderr, exitCode } = await page.run(`docker pull ${host}/x`);
        assert.equal(exitCode, 1);
        assert.match(
          stderr,
          new RegExp(`Get "http://${host}/v2/": the browser got no answer from the registry ${host} .*Access-Control-Allow-Origin`),
        );
      }
      await page.close();
    } finally {
      await silent.close();
    }
  });
});
