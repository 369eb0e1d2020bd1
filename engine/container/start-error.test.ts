import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentError } from '../guest/agent.ts';
import { execFailure, judge, startError } from './start-error.ts';

test('the exit code is read from the sentence, and some get a hint', () => {
  assert.deepEqual(judge('exec: "/x": permission denied'), { message: 'exec: "/x": permission denied', exitCode: 126, kind: 'invalid' });
  assert.equal(judge('exec: "/etc": is a directory').message, 'exec: "/etc": is a directory: permission denied');
  assert.equal(judge('exec: "x": executable file not found in $PATH').exitCode, 127);
  assert.match(judge('mkdir: not a directory').message, /: Are you trying to mount a directory onto a file/);
  assert.deepEqual(judge('out of luck'), { message: 'out of luck', exitCode: 128, kind: 'internal' });
});

test('a program that cannot be executed', () => {
  assert.equal(execFailure(new AgentError('ENOENT', 'exec', 'x'), 'x').text, 'exec: "x": executable file not found in $PATH');
  assert.equal(execFailure(new AgentError('ENOENT', 'exec', '/x'), '/x').text, 'exec: "/x": stat /x: no such file or directory');
  assert.deepEqual(execFailure(new AgentError('EACCES', 'exec', '/x'), '/x'), { text: 'exec: "/x": permission denied', exitCode: 126 });
});

test('a mount that does not fit names its source and what it is', () => {
  const record = { path: 'x', config: {}, id: 'ID' };
  const asked = { mounts: [{ source: '/d', target: '/etc/passwd', type: '' }], directories: new Set(['/d']) };
  const { error, exitCode } = startError(new AgentError('ENOTDIR', 'mount', '/etc/passwd'), record, asked);
  assert.match(
    error.message,
    /error mounting "\/d" to rootfs at "\/etc\/passwd": create mountpoint for \/etc\/passwd mount: cannot create subdirectories/,
  );
  assert.equal(exitCode, 127);
  assert.equal(
    startError(new AgentError('ENOTDIR', 'chdir', '/f'), { ...record, config: { WorkingDir: '/f' } }, asked).error.message,
    'Cannot mkdir: /f is not a directory',
  );
});
