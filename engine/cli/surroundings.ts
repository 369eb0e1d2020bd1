import { missing } from './context/contexts.ts';
import { StatusError } from './errors.ts';
import { type CliIo, defaultHost } from './io.ts';

interface GlobalValues {
  readonly host: readonly string[];
  readonly context: string;
  readonly 'log-level': string;
  readonly tls: boolean;
  readonly tlsverify: boolean;
  readonly tlscacert: string;
}

const levels = ['panic', 'fatal', 'error', 'warn', 'warning', 'info', 'debug', 'trace'];

/**
 * What the global flags and the environment ask for, and what there is: one daemon, one context. Throws in Docker's words where Docker would
 * fail too, and says in one sentence that another host cannot be reached.
 */
export async function checkSurroundings(io: Pick<CliIo, 'env' | 'host'>, flags: GlobalValues): Promise<void> {
  const level = flags['log-level'];
  if (level !== '' && !levels.includes(level.toLowerCase())) throw new StatusError(`Unable to parse logging level: ${level}`);
  if (flags.host.length > 0 && flags.context !== '') throw new Error('conflicting options: cannot specify both --host and --context');
  const fail = (text: string) => new Error(`Failed to initialize: unable to resolve docker endpoint: ${text}`);
  if (flags.host.length > 1) throw fail('Specify only one -H');
  const context = flags.context || (flags.host.length > 0 || io.env.DOCKER_HOST ? '' : (io.env.DOCKER_CONTEXT ?? ''));
  if (context !== '' && context !== 'default') throw fail(await missing(io, context));
  if (flags.tls || flags.tlsverify) throw fail(`open ${flags.tlscacert}: no such file or directory`);
  const here = io.host ?? defaultHost;
  const wanted = flags.host[0] ?? (io.env.DOCKER_HOST || here);
  if (wanted !== here) {
    const name = flags.host.length > 0 ? '--host' : 'DOCKER_HOST';
    throw new Error(`${name} ${wanted} cannot be reached from this playground: its one Docker host is ${here}.`);
  }
}
