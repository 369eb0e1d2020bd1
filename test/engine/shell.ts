import assert from 'node:assert/strict';
import { collect } from '../../engine/base/stream.ts';
import type { Engine } from '../../engine/hosts/engine.ts';
import { runScript } from '../../engine/hosts/shell.ts';

/** A shell command on the guest's host, which must succeed: what it wrote. */
export async function shell(engine: Engine, command: string): Promise<string> {
  const script = await runScript(engine.agent, command, {});
  const [stdout, stderr, { code }] = await Promise.all([collect(script.stdout), collect(script.stderr), script.exit]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, `${command}: ${text(stdout)}${text(stderr)}`);
  return text(stdout);
}
