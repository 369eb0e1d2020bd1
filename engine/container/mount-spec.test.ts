import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkMount, checkTmpfsTarget, parseBind, parseVolumesFrom } from './mount-spec.ts';
import type { MountSpec } from './spec.ts';

const says = (work: () => unknown, message: string) => assert.throws(work, { kind: 'invalid', message });

describe('-v', () => {
  test('a name, a path, or only the target; with a mode', () => {
    assert.deepEqual(parseBind('data:/x'), { mount: { Type: 'volume', Source: 'data', Target: '/x', ReadOnly: false }, mode: '' });
    assert.deepEqual(parseBind('/a:/x:ro,z'), { mount: { Type: 'bind', Source: '/a', Target: '/x', ReadOnly: true }, mode: 'ro,z' });
    assert.deepEqual(parseBind('/x').mount, { Type: 'volume', Source: '', Target: '/x', ReadOnly: false });
    assert.deepEqual(parseBind('data:/x:nocopy').mount.VolumeOptions, { NoCopy: true });
    assert.deepEqual(parseBind('/a:/x:rslave').mount.BindOptions, { Propagation: 'rslave' });
  });

  test('what dockerd refuses, in its words', () => {
    says(() => parseBind('/a:/x:foo'), 'invalid mode: foo');
    says(() => parseBind('/a:/x:ro,rw'), 'invalid mode: ro,rw');
    says(() => parseBind('/a:ro'), "invalid volume specification: '/a:ro'");
    says(() => parseBind('/a:/x:ro:z'), "invalid volume specification: '/a:/x:ro:z'");
    says(
      () => parseBind('/a:x'),
      `invalid volume specification: '/a:x': invalid mount config for type "bind": invalid mount path: 'x' mount path must be absolute`,
    );
    says(
      () => parseBind('/a:/..'),
      `invalid volume specification: '/a:/..': invalid mount config for type "bind": invalid specification: destination can't be '/'`,
    );
    says(
      () => parseBind('/a:/x:nocopy'),
      `invalid volume specification: '/a:/x:nocopy': invalid mount config for type "bind": field VolumeOptions must not be specified`,
    );
  });
});

test('--mount: fields that do not go together', () => {
  const refused = (mount: MountSpec, reason: string) =>
    says(() => checkMount(mount), `invalid mount config for type "${mount.Type}": ${reason}`);
  refused({ Type: 'bind', Source: '/a', Target: '' }, 'field Target must not be empty');
  refused({ Type: 'bind', Target: '/x' }, 'field Source must not be empty');
  refused({ Type: 'bind', Source: '/a', Target: '/x', BindOptions: { Propagation: 'up' } }, 'invalid propagation mode: up');
  refused({ Type: 'volume', Source: 'v', Target: '/x', BindOptions: {} }, 'field BindOptions must not be specified');
  refused({ Type: 'volume', Target: '/x', ReadOnly: true }, 'must not set ReadOnly mode when using anonymous volumes');
  refused({ Type: 'tmpfs', Source: 'x', Target: '/x' }, 'field Source must not be specified');
  refused({ Type: 'npipe' as 'bind', Source: 'x', Target: '/x' }, 'mount type unknown');
  checkMount({ Type: 'volume', Source: 'v', Target: '/x', ReadOnly: true });
});

test('--tmpfs and --volumes-from', () => {
  says(() => checkTmpfsTarget('x'), "invalid mount path: 'x' mount path must be absolute");
  says(() => checkTmpfsTarget('//'), "invalid specification: destination can't be '/'");
  assert.deepEqual(parseVolumesFrom('web:ro,z'), { ref: 'web', readonly: true });
  assert.deepEqual(parseVolumesFrom('web'), { ref: 'web', readonly: false });
  for (const mode of ['b:c', 'nocopy', 'rshared']) says(() => parseVolumesFrom(`web:${mode}`), `invalid mode: ${mode}`);
});
