import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLogConfig, logDetails, rotationOf } from './log-config.ts';

const json = (Config: Record<string, string>) => ({ Type: 'json-file', Config });

test('unknown drivers and options', () => {
  checkLogConfig(json({ 'max-size': '1k', mode: 'non-blocking', tag: 'x' }));
  checkLogConfig({ Type: 'none', Config: { anything: 'goes' } });
  assert.throws(() => checkLogConfig({ Type: 'nosuch', Config: {} }), {
    message: 'error looking up logging plugin nosuch: plugin "nosuch" not found',
  });
  assert.throws(() => checkLogConfig(json({ x: '1' })), { message: "unknown log opt 'x' for json-file log driver" });
  assert.throws(() => checkLogConfig({ Type: 'local', Config: { tag: '' } }), { message: "unknown log opt 'tag' for log driver local" });
});

test('when a log begins a new file', () => {
  assert.equal(rotationOf(json({})), undefined);
  assert.deepEqual(rotationOf(json({ 'max-size': '10k', 'max-file': '3' })), { maxSize: 10_000, maxFiles: 3 });
  assert.deepEqual(rotationOf(json({ 'max-size': '1.5m' })), { maxSize: 1_500_000, maxFiles: 1 });
  assert.deepEqual(rotationOf({ Type: 'local', Config: {} }), { maxSize: 20 * 2 ** 20, maxFiles: 5 });
  const reason = 'failed to create task for container: failed to initialize logging driver: ';
  assert.throws(() => rotationOf(json({ 'max-size': 'x' })), { message: `${reason}invalid size: 'x'` });
  assert.throws(() => rotationOf(json({ 'max-file': '0' })), { message: `${reason}max-file cannot be less than 1` });
});

test('details: what the options name, sorted and escaped', () => {
  const config = { Labels: { b: 'x y', a: '1', c: '2' }, Env: ['HOME=/', 'KEY=v=w'] };
  assert.equal(logDetails(json({}), config), ' ');
  assert.equal(logDetails(json({ labels: 'b,a', env: 'KEY', tag: 't' }), config), 'KEY=v%3Dw,a=1,b=x+y,tag=t ');
  assert.equal(logDetails(json({ 'labels-regex': '^[bc]$' }), config), 'b=x+y,c=2 ');
});
