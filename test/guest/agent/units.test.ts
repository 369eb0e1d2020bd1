import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const compiler = existsSync('/usr/lib/i386-linux-musl/musl-gcc.specs');

test('the unit tests of the agent’s C', { skip: compiler ? false : 'needs gcc-multilib and musl-dev:i386' }, () => {
  const source = new URL('../../../engine/guest/image/agent', import.meta.url).pathname;
  // Throws with what make and the test said when one of them fails.
  execFileSync('make', ['-s', '-C', source, `OUT=${join(tmpdir(), 'drydock-agent-build')}`, 'test'], { stdio: 'pipe' });
});
