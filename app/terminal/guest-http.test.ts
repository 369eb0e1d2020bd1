import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchInGuest, parseResponse } from './guest-http.ts';

test('a response is cut at its first blank line, after any interim one', () => {
  assert.deepEqual(parseResponse('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\none\r\n\r\ntwo'), {
    status: '200 OK',
    head: 'HTTP/1.1 200 OK\r\nA: b',
    body: 'one\r\n\r\ntwo',
  });
  assert.equal(parseResponse('HTTP/1.0 404 Not Found\n\nno').status, '404 Not Found');
});

test('style sheets of the same server come along, others stay away', async () => {
  const asked: string[] = [];
  const page =
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<link rel="stylesheet" href="/a.css"><link rel=stylesheet href="http://else.where/b.css"><link rel="icon" href="/i.png">hi';
  const { html, status } = await fetchInGuest(async (command) => {
    asked.push(command);
    return { stdout: command.includes('a.css') ? 'p { color: red }' : page, stderr: '', exitCode: 0 };
  }, 'http://localhost:8000/');
  assert.equal(status, '200 OK');
  assert.match(html ?? '', /^<style>p { color: red }<\/style><link rel=stylesheet href="http:\/\/else.where/);
  assert.equal(asked.length, 2);
});

test('no answer is a failure in words', async () => {
  const run = async () => ({ stdout: '', stderr: 'curl: (7) Failed to connect to localhost port 8000\n', exitCode: 7 });
  await assert.rejects(fetchInGuest(run, 'http://localhost:8000/'), { message: 'Failed to connect to localhost port 8000' });
});
