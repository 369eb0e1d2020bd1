import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Digest } from '../oci/digest.ts';
import { appendEmpty, appendLayer, scratchConfig, withRunConfig } from './mutate.ts';

const diffID = `sha256:${'a'.repeat(64)}` as Digest;

it('a change of a config gives a new one, and leaves the old one as it was', () => {
  const scratch = Object.freeze(scratchConfig({ architecture: '386', os: 'linux' }));
  const step = { created: '2026-01-01T00:00:00Z', created_by: 'COPY . /' };
  const layered = appendLayer(scratch, diffID, step);
  assert.deepEqual([layered.rootfs.diff_ids, layered.history, layered.created], [[diffID], [step], step.created]);
  const run = withRunConfig(withRunConfig(layered, { Env: ['A=1'], Cmd: ['sh'] }), { Cmd: null });
  assert.deepEqual(run.config, { Env: ['A=1'], Cmd: null });
  const empty = appendEmpty(run, { created_by: 'CMD []' });
  assert.deepEqual(empty.history?.[1], { created_by: 'CMD []', empty_layer: true });
  assert.deepEqual([empty.rootfs.diff_ids, empty.created], [[diffID], step.created]);
  assert.deepEqual(scratch, scratchConfig({ architecture: '386', os: 'linux' }));
});
