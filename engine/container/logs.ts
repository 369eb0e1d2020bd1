import { rfc3339 } from '../base/clock.ts';
import { concat } from '../base/stream.ts';
import type { Container } from './container.ts';
import type { LogLine } from './log.ts';
import { logDetails } from './log-config.ts';
import type { LogOptions, OutputChunk } from './manager.ts';
import { OutputQueue } from './output.ts';

const noConfig = { Type: 'json-file', Config: {} };

/** `GET /containers/{id}/logs`. */
export async function* logsOf(container: Container, options: LogOptions): AsyncGenerator<OutputChunk> {
  const { log } = container;
  const wanted = ({ stream }: LogLine) => (stream === 'stdout' ? options.stdout : options.stderr) === true;
  const timely = ({ time }: LogLine) => time >= (options.since ?? 0) && (options.until === undefined || time <= options.until);
  const details = options.details ? logDetails(container.record.hostConfig.LogConfig ?? noConfig, container.record.config) : '';
  const format = ({ stream, time, data }: LogLine): OutputChunk => {
    const head = `${options.timestamps ? `${rfc3339(time)} ` : ''}${details}`;
    return { stream, data: head === '' ? data : concat([new TextEncoder().encode(head), data]) };
  };
  await log.load();
  const queue = new OutputQueue(() => subscriptions.forEach((subscription) => void subscription.dispose()));
  const subscriptions = [
    log.appended.on((line) => void (wanted(line) && timely(line) && queue.push(format(line)))),
    // A restart policy goes on with the same log.
    container.exited.on(() => container.state.status === 'restarting' || queue.end()),
    container.removed.on(() => queue.end()),
  ];
  options.signal?.addEventListener('abort', () => queue.end(), { once: true });
  if (!options.follow || !(container.running || container.state.status === 'restarting')) queue.end();
  // The tail is counted before the times are looked at (moby: loggerutils.LogFile).
  const past = log.lines;
  const tail = options.tail === undefined || options.tail < 0 ? past : options.tail === 0 ? [] : past.slice(-options.tail);
  try {
    for (const line of tail) if (wanted(line) && timely(line)) yield format(line);
    yield* queue;
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}
