import { createDockerClient } from '../../engine/api/client/client.ts';
import type { ApiTransport } from '../../engine/api/transport.ts';
import type { ByteSink, ByteSource } from '../../engine/base/stream.ts';
import { runCli } from '../../engine/cli/cli.ts';
import { nodeFiles } from '../oracle/node-files.ts';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Our `docker`, in this process and on this machine's files, against an API. */
export async function ourDocker(
  api: ApiTransport,
  argv: readonly string[],
  { cwd = '/', stdin = '', signal }: { readonly cwd?: string; readonly stdin?: string; readonly signal?: AbortSignal } = {},
): Promise<Outcome> {
  const out = { stdout: '', stderr: '' };
  const sink = (stream: 'stdout' | 'stderr'): ByteSink => ({
    write: async (chunk) => {
      out[stream] += Buffer.from(chunk).toString();
    },
    end: async () => undefined,
  });
  const never = { on: () => ({ dispose: () => undefined }) };
  async function* input(): ByteSource {
    if (stdin !== '') yield Buffer.from(stdin);
  }
  const code = await runCli(
    ['docker', ...argv],
    {
      cwd,
      env: {},
      isTerminal: { stdin: false, stdout: false, stderr: false },
      size: { rows: 0, cols: 0 },
      stdin: input(),
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      onResize: never,
      onSignal: never,
      claimSignals: () => undefined,
      closed: signal ?? new AbortController().signal,
      setRaw: async () => undefined,
      files: nodeFiles,
    },
    createDockerClient(api),
  );
  return { ...out, code };
}
