import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Agent, AgentError, type Mount } from '../guest/agent.ts';
import { checkOptions, isMounted, mountDevice } from './options.ts';

describe('options of a volume', () => {
  test('a device and its type belong together', () => {
    checkOptions({});
    checkOptions({ type: 'tmpfs', device: 'tmpfs', o: 'size=1m' });
    assert.throws(() => checkOptions({ foo: 'bar' }), /^EngineError: invalid option: "foo"$/);
    assert.throws(() => checkOptions({ type: 'tmpfs' }), /missing required option: "device"/);
    assert.throws(() => checkOptions({ type: 'none', o: 'bind' }), /missing required option: "device"/);
    assert.throws(() => checkOptions({ device: '/x' }), /missing required option: "type"/);
    assert.throws(() => checkOptions({ size: '1g' }), /no quota support/);
    assert.equal(isMounted(null), false);
    assert.equal(isMounted({ device: '/x', type: 'none' }), true);
  });

  test('mount(8)’s list is flags and data', async () => {
    const mounts: Mount[] = [];
    const agent = { mount: async (mount: Mount) => void mounts.push(mount) } as Agent;
    await mountDevice(agent, { type: 'tmpfs', device: 'tmpfs', o: 'size=1m,noexec,uid=5' }, '/v');
    await mountDevice(agent, { type: 'none', device: '/src', o: 'bind' }, '/v');
    assert.deepEqual(mounts, [
      { source: 'tmpfs', target: '/v', type: 'tmpfs', flags: ['noexec'], data: 'size=1m,uid=5' },
      { source: '/src', target: '/v', type: '', flags: ['bind'] },
    ]);
  });

  test('why a device cannot be mounted', async () => {
    const agent = { mount: () => Promise.reject(new AgentError('ENOENT', 'mount', '/v')) } as unknown as Agent;
    await assert.rejects(mountDevice(agent, { type: 'none', device: '/nonexistent', o: 'bind,x=y' }, '/v'), {
      message:
        "error while mounting volume '/v': failed to mount local volume: mount /nonexistent:/v, flags: 0x1000, data: x=y: no such file or directory",
    });
  });
});
