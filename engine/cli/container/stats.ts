import type { ContainerStats } from '../../api/types/stats.ts';
import { isKind } from '../../base/errors.ts';
import { shortId } from '../../base/ids.ts';
import { type Call, command } from '../command.ts';
import { Failures } from '../errors.ts';
import { bool, formatUsage, string } from '../flag.ts';
import { formatList } from '../format/list.ts';
import { statsFormat, statsRow } from '../format/stats.ts';

const flags = {
  all: bool('a', 'Show all containers (default shows just running)'),
  format: string('', formatUsage),
  'no-stream': bool('', 'Disable streaming stats and only pull the first result'),
  'no-trunc': bool('', 'Do not truncate output'),
};

/** How often the live screen is drawn. */
const REFRESH_MILLISECONDS = 500;

export const stats = command({
  use: '[OPTIONS] [CONTAINER...]',
  short: 'Display a live stream of container(s) resource usage statistics',
  aliases: 'docker container stats, docker stats',
  flags,
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  completes: 'running',
  async run(call) {
    const board = new Board(call);
    try {
      board.format = call.flags.format || ((await call.config()).statsFormat ?? '');
      await board.open();
      if (call.flags['no-stream']) await call.out(board.text());
      else await board.live();
    } finally {
      board.close();
    }
  },
});

/** The containers on show and the newest sample of each. */
class Board {
  format = '';
  private readonly call: Call<typeof flags>;
  private readonly samples = new Map<string, ContainerStats | undefined>();
  private readonly streams = new Map<string, AbortController>();
  private readonly abort = new AbortController();

  constructor(call: Call<typeof flags>) {
    this.call = call;
  }

  /** Resolves when each container has given its first sample. */
  async open(): Promise<void> {
    const { client, args, flags } = this.call;
    if (args.length > 0) {
      const failures = new Failures();
      await Promise.all(args.map((name) => this.follow(name).catch((error) => failures.add(error))));
      failures.throwIfAny();
      return;
    }
    if (!flags['no-stream']) await this.watch();
    const containers = await client.containers.list({ all: flags.all });
    await Promise.all(containers.map(({ Id }) => this.follow(shortId(Id)).catch(() => undefined)));
  }

  close(): void {
    this.abort.abort();
    for (const stream of this.streams.values()) stream.abort();
  }

  text(): string {
    const rows = Array.from(this.samples, ([name, sample]) => statsRow(name, sample, !this.call.flags['no-trunc']));
    return formatList(rows, { ...statsFormat, format: this.format });
  }

  /** Redraws from the top left until the command is stopped, or the containers that were named are gone. */
  async live(): Promise<void> {
    const { io, out, args } = this.call;
    while (!io.closed.aborted && (args.length === 0 || this.streams.size > 0)) {
      // Docker writes the table, and over it once more with each line's rest erased, and all below the last.
      const text = this.text();
      await out(`\x1b[H${text}\x1b[H${text.replaceAll('\n', ' \x1b[K\n')} \x1b[K\n\x1b[J`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          io.closed.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, REFRESH_MILLISECONDS);
        io.closed.addEventListener('abort', wake);
      });
    }
  }

  private async follow(name: string): Promise<void> {
    const { client, flags } = this.call;
    const stream = new AbortController();
    this.samples.set(name, undefined);
    this.streams.set(name, stream);
    const samples = await client.containers.stats(name, { stream: !flags['no-stream'], signal: stream.signal }).catch((error) => {
      this.drop(name);
      throw error;
    });
    let resolve = () => {};
    const first = new Promise<void>((settle) => {
      resolve = settle;
    });
    const read = async () => {
      try {
        for await (const sample of samples) {
          // A container that does not run gives samples without a time.
          this.samples.set(name, sample.read.startsWith('0001-') ? undefined : sample);
          resolve();
        }
      } catch (error) {
        if (isKind(error, 'notFound')) this.drop(name);
      }
      this.streams.delete(name);
      resolve();
    };
    void read();
    await first;
  }

  private drop(name: string): void {
    this.streams.get(name)?.abort();
    this.streams.delete(name);
    this.samples.delete(name);
  }

  /** Containers come and go while all are shown. */
  private async watch(): Promise<void> {
    const { client, flags } = this.call;
    const events = await client.system.events({ filters: { type: ['container'] }, signal: this.abort.signal });
    const appears = flags.all ? ['create', 'start'] : ['start'];
    const read = async () => {
      for await (const { Action, Actor } of events) {
        const name = shortId(Actor.ID);
        if (appears.includes(Action) && !this.streams.has(name)) this.follow(name).catch(() => undefined);
        if (Action === (flags.all ? 'destroy' : 'die')) this.drop(name);
      }
    };
    read().catch(() => undefined);
  }
}
