import { atLeast, command } from '../command.ts';
import { bool, inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';

export const inspect = command({
  use: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Display detailed information on one or more containers',
  flags: { format: string('f', inspectFormatUsage), size: bool('s', 'Display total file sizes') },
  args: atLeast(1),
  completes: 'containers',
  run: ({ client, flags, args, out }) =>
    inspectAll({ args, out, format: flags.format, type: () => ({ name: 'container.InspectResponse' }) }, (name) =>
      client.containers.inspect(name, flags),
    ),
});
