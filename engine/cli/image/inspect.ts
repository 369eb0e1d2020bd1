import { atLeast, command } from '../command.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';

export const inspect = command({
  use: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Display detailed information on one or more images',
  flags: { format: string('f', inspectFormatUsage) },
  args: atLeast(1),
  completes: 'images',
  run: ({ client, flags, args, out }) => inspectAll({ args, out, format: flags.format }, (name) => client.images.inspect(name)),
});
