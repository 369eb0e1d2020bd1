import { EngineError } from '../base/errors.ts';
import type { ByteSink } from '../base/stream.ts';
import type { Container, Streams } from './container.ts';
import { announce, type Context } from './context.ts';
import { DetachWatcher, parseDetachKeys } from './detach-keys.ts';
import type { Attachment, AttachOptions, OutputChunk } from './manager.ts';
import type { OutputQueue } from './output.ts';

/** `POST /containers/{id}/attach`. The client is connected when this returns: nothing written later is lost. */
export async function attachContainer(context: Context, container: Container, options: AttachOptions): Promise<Attachment> {
  const { status } = container.state;
  if (status === 'paused') throw new EngineError('conflict', `container ${container.id} is paused, unpause the container before attach`);
  if (status === 'restarting') {
    throw new EngineError('conflict', `container ${container.id} is restarting, wait until the container is running before attach`);
  }
  const keys = parseDetachKeys(options.detachKeys);
  const { config } = container.record;
  const queue = container.streams.hub.subscribe({
    stdout: (options.stream ?? false) && (options.stdout ?? false),
    stderr: (options.stream ?? false) && (options.stderr ?? false),
  });
  if (!options.stream) queue.end();
  if (options.logs) await container.log.load();
  const replay = options.logs ? container.log.lines : [];
  announce(context, container, 'attach');
  return connect({
    queue,
    tty: container.tty,
    stdin: options.stdin && config.OpenStdin ? container.streams.stdin : undefined,
    closeStdin: config.StdinOnce === true && !container.tty,
    keys: container.tty ? keys : undefined,
    replay: replay
      .filter(({ stream }) => (stream === 'stdout' ? options.stdout : options.stderr))
      .map(({ stream, data }) => ({ stream, data })),
    onDetach: () => announce(context, container, 'detach'),
  });
}

export interface Connection {
  readonly queue: OutputQueue;
  readonly tty: boolean;
  /** Absent: input goes nowhere. */
  readonly stdin: Streams['stdin'] | undefined;
  /** The client's end of input is the program's. Otherwise it is the end of this client's attachment. */
  readonly closeStdin: boolean;
  readonly keys: Uint8Array | undefined;
  readonly replay: readonly OutputChunk[];
  readonly onDetach: () => void;
}

/** One client's ends: of a container's streams or an exec's. */
export function connect({ queue, tty, stdin, closeStdin, keys, replay, onDetach }: Connection): Attachment {
  let detached = false;
  const watcher = keys === undefined ? undefined : new DetachWatcher(keys);
  const detach = () => {
    detached = true;
    queue.end();
  };
  const sink: ByteSink = {
    async write(chunk) {
      if (detached || stdin === undefined) return;
      const { pass, detached: leaves } = watcher?.filter(chunk) ?? { pass: chunk, detached: false };
      // A program that has ended takes no input, and that is no error of the client's.
      if (pass.length > 0) await (await stdin)?.write(pass).catch(() => {});
      if (leaves) {
        onDetach();
        detach();
      }
    },
    async end() {
      if (detached || stdin === undefined) return;
      if (closeStdin) await (await stdin)?.end().catch(() => {});
    },
  };
  return { tty, stdin: sink, output: withReplay(replay, queue), detach };
}

async function* withReplay(replay: readonly OutputChunk[], queue: OutputQueue): AsyncGenerator<OutputChunk> {
  yield* replay;
  yield* queue;
}
