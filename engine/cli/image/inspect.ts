import { atLeast, command } from '../command.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';
import { onlyPlatform } from './platform.ts';

export const inspect = command({
  use: '[OPTIONS] IMAGE [IMAGE...]',
  short: 'Display detailed information on one or more images',
  flags: {
    format: string('f', inspectFormatUsage),
    platform: string(
      '',
      `Inspect a specific platform of the multi-platform image.
If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`,
    ),
  },
  args: atLeast(1),
  completes: 'images',
  run({ client, flags, args, out }) {
    const options = onlyPlatform(flags.platform);
    return inspectAll({ args, out, format: flags.format }, (name) => client.images.inspect(name, options));
  },
});
