import { atLeast, command } from '../command.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';

export const inspect = command({
  use: '[OPTIONS] VOLUME [VOLUME...]',
  short: 'Display detailed information on one or more volumes',
  flags: { format: string('f', inspectFormatUsage) },
  args: atLeast(1),
  completes: 'volumes',
  run: ({ client, flags, args, out }) =>
    inspectAll({ args, out, format: flags.format, type: () => ({ name: 'volume.Volume', typedOnly: true }) }, (name) =>
      client.volumes.inspect(name),
    ),
});
