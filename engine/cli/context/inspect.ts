import { command } from '../command.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';
import { defaultContext, missing } from './contexts.ts';

export const inspect = command({
  use: '[OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Display detailed information on one or more contexts',
  flags: { format: string('f', inspectFormatUsage) },
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  completes: 'contexts',
  run: ({ io, flags, args, out }) =>
    inspectAll(
      {
        args: args.length === 0 ? ['default'] : args,
        out,
        format: flags.format,
        type: () => ({ name: 'context.contextWithTLSListing', typedOnly: true }),
      },
      async (name) => {
        if (name !== 'default') throw new Error(await missing(io, name));
        return defaultContext(io);
      },
    ),
});
