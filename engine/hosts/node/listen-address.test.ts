import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerHost, parseListenAddress } from './listen-address.ts';

test('addresses of this machine are taken, as DOCKER_HOST writes them too', () => {
  for (const [text, host] of [
    ['127.0.0.1:2375', 'tcp://127.0.0.1:2375'],
    ['localhost:0', 'tcp://localhost:0'],
    ['tcp://127.0.0.1:1', 'tcp://127.0.0.1:1'],
    ['[::1]:2375', 'tcp://[::1]:2375'],
    ['unix:///run/drydock.sock', 'unix:///run/drydock.sock'],
  ] as const) {
    assert.equal(dockerHost(parseListenAddress(text)), host);
  }
});

test('others are refused with a sentence that says what to do', () => {
  for (const text of ['0.0.0.0:2375', '192.168.1.2:2375', '[::]:2375', 'example.org:80', ':2375']) {
    assert.throws(() => parseListenAddress(text), /only this machine may reach it\. Use 127\.0\.0\.1:\d+ or unix:\/\/PATH/);
  }
  for (const text of ['', '2375', '127.0.0.1', '127.0.0.1:99999', 'unix://']) {
    assert.throws(() => parseListenAddress(text), /--listen/);
  }
});
