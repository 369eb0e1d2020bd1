import type { EventMessage } from '../../api/types/system.ts';
import { messageOf } from '../../base/errors.ts';
import { command, noArguments } from '../command.ts';
import { StatusError } from '../errors.ts';
import { filter, inspectFormatUsage, string } from '../flag.ts';
import { execute } from '../format/list.ts';
import { goType } from '../format/types.ts';
import { timestamp } from '../parse/timestamp.ts';
import { compile, type Template } from '../template/template.ts';

export const events = command({
  use: '[OPTIONS]',
  short: 'Get real time events from the server',
  aliases: 'docker system events, docker events',
  flags: {
    filter: filter('f', 'Filter output based on conditions provided'),
    format: string('', inspectFormatUsage),
    since: string('', 'Show all events created since timestamp'),
    until: string('', 'Stream events until this timestamp'),
  },
  args: noArguments,
  async run({ client, io, flags, out }) {
    const template = templateOf(flags.format);
    const now = Date.now();
    const options = { since: timestamp('', flags.since, now), until: timestamp('', flags.until, now) };
    const stream = await client.system.events({ ...options, filters: flags.filter, signal: io.closed });
    for await (const event of stream) {
      await out(template === undefined ? plain(event) : `${execute(() => template.execute(event, { type: message }))}\n`);
    }
  },
});

/** Tried on an empty message, so that a field that no message has is an error at once. */
function templateOf(format: string): Template | undefined {
  if (format === '') return undefined;
  try {
    const template = compile(format === 'json' ? '{{json .}}' : format);
    template.execute({}, { type: message });
    return template;
  } catch (error) {
    throw new StatusError(`Error parsing format: ${messageOf(error)}`, 64);
  }
}

const message = { kind: 'pointer', of: goType('events.Message') } as const;

function plain({ Type, Action, Actor, time = 0, timeNano }: EventMessage): string {
  const attributes = Object.entries(Actor.Attributes ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  const list = attributes.length === 0 ? '' : ` (${attributes.join(', ')})`;
  return `${moment(time, timeNano)} ${Type} ${Action} ${Actor.ID}${list}\n`;
}

/** RFC 3339 with nine digits after the second, UTC spelled as an offset. */
function moment(seconds: number, nanoseconds: number | undefined): string {
  const whole = nanoseconds === undefined ? seconds : Math.floor(nanoseconds / 1e9);
  const rest = nanoseconds === undefined ? 0 : nanoseconds % 1e9;
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(9, '0')}Z`;
}
