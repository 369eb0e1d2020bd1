import { EngineError, messageOf } from '../base/errors.ts';
import { AgentError } from '../guest/agent.ts';
import type { ContainerRecord } from './record.ts';

const runc =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

/** What errno means in words, as Go prints it. */
const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ENOEXEC: 'exec format error',
  ENOSPC: 'no space left on device',
  ENOMEM: 'cannot allocate memory',
  EINVAL: 'invalid argument',
  EEXIST: 'file exists',
  EBUSY: 'device or resource busy',
  EROFS: 'read-only file system',
  EAGAIN: 'resource temporarily unavailable',
  ELOOP: 'too many levels of symbolic links',
};

/** Why a program could not be executed, in runc's words, and the exit code that Docker gives it. */
export function execFailure(error: AgentError, program: string): { text: string; exitCode: number } {
  const reason = words[error.code] ?? error.code;
  const quoted = JSON.stringify(program);
  if (error.code === 'ENOENT' && !program.includes('/'))
    return { text: `exec: ${quoted}: executable file not found in $PATH`, exitCode: 127 };
  if (error.code === 'ENOENT') return { text: `exec: ${quoted}: stat ${program}: no such file or directory`, exitCode: 127 };
  if (error.code === 'ENOEXEC') return { text: `exec ${program}: ${reason}`, exitCode: 126 };
  return { text: `exec: ${quoted}: ${reason}`, exitCode: 126 };
}

export function isExecFailure(error: unknown): error is AgentError {
  return error instanceof AgentError && (error.step === 'exec' || error.step === 'execve');
}

/** moby: `translateContainerdStartErr`. The exit code ends up in the container's state, and the CLI reads it from the message. */
export function startError(
  error: unknown,
  { path, config }: Pick<ContainerRecord, 'path' | 'config'>,
): { error: EngineError; exitCode: number } {
  if (isExecFailure(error)) {
    const { text, exitCode } = execFailure(error, path);
    return { error: new EngineError('invalid', `${runc}error during container init: ${text}: unknown`, { cause: error }), exitCode };
  }
  if (error instanceof AgentError) {
    const reason = words[error.code] ?? error.code;
    if (error.code === 'ENOSPC' || error.code === 'ENOMEM') {
      return {
        error: new EngineError('exhausted', `${runc}${error.step} ${error.path}: ${reason}: unknown`, { cause: error }),
        exitCode: 128,
      };
    }
    if (error.step === 'chdir' || error.step === 'mkdir') {
      const cwd = config.WorkingDir || '/';
      return {
        error: new EngineError('invalid', `${runc}error during container init: mkdir ${cwd}: ${reason}: unknown`, { cause: error }),
        exitCode: 128,
      };
    }
    const text =
      error.step === 'mount'
        ? `error during container init: error mounting ${JSON.stringify(error.path)} to rootfs: ${reason}`
        : `error during container init: ${error.step} ${error.path}: ${reason}`;
    return { error: new EngineError('internal', `${runc}${text}: unknown`, { cause: error }), exitCode: 128 };
  }
  const networking = /external connectivity|^network .* not found$/.test(messageOf(error));
  const prefix = networking ? 'failed to set up container networking: ' : '';
  const kind = error instanceof EngineError ? error.kind : 'internal';
  return { error: new EngineError(kind, prefix + messageOf(error), { cause: error }), exitCode: 128 };
}
