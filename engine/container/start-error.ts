import { EngineError, messageOf } from '../base/errors.ts';
import { AgentError, type Mount } from '../guest/agent.ts';
import type { ContainerRecord } from './record.ts';

const task = 'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';
const runc = `${task}unable to start container process: `;

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
  ETXTBSY: 'text file busy',
  E2BIG: 'argument list too long',
};

export function wordsOf({ code }: AgentError): string {
  return words[code] ?? code;
}

/** The program was not found, or may not be executed: runc says so before the container counts as started. */
export function isExecFailure(error: unknown): error is AgentError {
  return error instanceof AgentError && error.step === 'exec';
}

/** Why a program cannot be executed, in runc's words, and the exit code that Docker gives it. */
export function execFailure(error: AgentError, program: string): { text: string; exitCode: number } {
  const quoted = JSON.stringify(program);
  const reason = wordsOf(error);
  const text =
    error.code !== 'ENOENT'
      ? `exec: ${quoted}: ${reason}`
      : program.includes('/')
        ? `exec: ${quoted}: stat ${program}: ${reason}`
        : `exec: ${quoted}: executable file not found in $PATH`;
  return { text, exitCode: judge(text).exitCode };
}

/** What dockerd reads from an OCI runtime's sentence: the exit code, and a hint (moby: `setExitCodeFromError`). */
export function judge(description: string): { message: string; exitCode: number; kind: 'invalid' | 'internal' } {
  const says = (text: string) => description.toLowerCase().includes(text);
  if (says('permission denied')) return { message: description, exitCode: 126, kind: 'invalid' };
  if (says('is a directory')) return { message: `${description}: permission denied`, exitCode: 126, kind: 'invalid' };
  if (says('not a directory')) {
    const hint =
      'Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type';
    return { message: `${description}: ${hint}`, exitCode: 127, kind: 'invalid' };
  }
  if (says('executable file not found') || says('no such file or directory'))
    return { message: description, exitCode: 127, kind: 'invalid' };
  return { message: description, exitCode: 128, kind: 'internal' };
}

/** Of the mounts that were asked for what a sentence about a failed one needs; `directories` are sources. */
export interface AskedMounts {
  readonly mounts: readonly Mount[];
  readonly directories: ReadonlySet<string>;
}

/** What a failed start is told as. */
export function startError(
  error: unknown,
  { path, config, id }: Pick<ContainerRecord, 'path' | 'config' | 'id'>,
  asked: AskedMounts,
): { error: EngineError; exitCode: number } {
  if (!(error instanceof AgentError)) {
    const networking = /external connectivity|^network .* not found$/.test(messageOf(error));
    const prefix = networking ? 'failed to set up container networking: ' : '';
    const kind = error instanceof EngineError ? error.kind : 'internal';
    return { error: new EngineError(kind, prefix + messageOf(error), { cause: error }), exitCode: 128 };
  }
  // dockerd makes the working directory itself, before runc (moby: `SetupWorkingDirectory`).
  if ((error.step === 'chdir' || error.step === 'mkdir') && error.code === 'ENOTDIR') {
    return {
      error: new EngineError('internal', `Cannot mkdir: ${config.WorkingDir} is not a directory`, { cause: error }),
      exitCode: 128,
    };
  }
  const { message, exitCode, kind } = judge(
    `${runc}error during container init: ${initFailure(error, { path, config, id }, asked)}: unknown`,
  );
  const full = error.code === 'ENOSPC' || error.code === 'ENOMEM';
  return { error: new EngineError(full ? 'exhausted' : kind, message, { cause: error }), exitCode };
}

function initFailure(
  error: AgentError,
  { path, config, id }: Pick<ContainerRecord, 'path' | 'config' | 'id'>,
  { mounts, directories }: AskedMounts,
): string {
  const reason = wordsOf(error);
  switch (error.step) {
    case 'exec':
      return execFailure(error, path).text;
    case 'chdir':
    case 'mkdir':
      return `mkdir ${config.WorkingDir || '/'}: ${reason}`;
    case 'sysctl':
      return `open ${error.path}: ${reason}`;
    case 'mount':
    case 'mount target': {
      const { source = '' } = mounts.find(({ target }) => target === error.path) ?? {};
      const place = `error mounting ${JSON.stringify(source)} to rootfs at ${JSON.stringify(error.path)}`;
      // A directory cannot be put where a file is; a file cannot be mounted onto a directory.
      if (error.code === 'ENOTDIR' && directories.has(source)) {
        const merged = JSON.stringify(`/var/lib/docker/overlay2/${id}/merged${error.path}`);
        return `${place}: create mountpoint for ${error.path} mount: cannot create subdirectories in ${merged}: ${reason}`;
      }
      return `${place}: mount ${source}:${error.path} (via /proc/self/fd/6), flags: 0x5000: ${reason}`;
    }
    default:
      return `${error.step} ${error.path}: ${reason}`;
  }
}
