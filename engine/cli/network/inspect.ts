import { atLeast, command } from '../command.ts';
import { bool, inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';

export const inspect = command({
  use: '[OPTIONS] NETWORK [NETWORK...]',
  short: 'Display detailed information on one or more networks',
  flags: { format: string('f', inspectFormatUsage), verbose: bool('v', 'Verbose output for diagnostics') },
  args: atLeast(1),
  completes: 'networks',
  run: ({ client, flags, args, out }) =>
    inspectAll({ args, out, format: flags.format, type: () => ({ name: 'network.Inspect' }) }, (name) =>
      client.networks.inspect(name, flags),
    ),
});
