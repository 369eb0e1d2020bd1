import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChanges } from './changes.ts';

test('instructions change a config as a Dockerfile would', () => {
  const before = { Env: ['PATH=/bin', 'A=1'], Cmd: ['sh'], Labels: { old: 'kept' } };
  const after = applyChanges(before, [
    'ENV B="two words"',
    'CMD ["run", "it"]',
    'EXPOSE 80',
    'WORKDIR /app',
    'LABEL new=one',
    'USER nobody',
  ]);
  assert.deepEqual(after.Env, ['PATH=/bin', 'A=1', 'B=two words']);
  assert.deepEqual(after.Cmd, ['run', 'it']);
  assert.deepEqual(after.ExposedPorts, { '80/tcp': {} });
  assert.equal(after.WorkingDir, '/app');
  assert.deepEqual(after.Labels, { old: 'kept', new: 'one' });
  assert.equal(after.User, 'nobody');
  assert.deepEqual(before.Cmd, ['sh'], 'the given config is left alone');
});

test('instructions that would change files are refused', () => {
  assert.throws(() => applyChanges({}, ['RUN true']), /RUN is not a valid change command/);
  assert.throws(() => applyChanges({}, ['EXPOSE x']), /Invalid containerPort: x/);
});
