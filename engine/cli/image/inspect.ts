import type { ImageInspect } from '../../api/types/image.ts';
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
    return inspectAll({ args, out, format: flags.format, type: () => ({ name: 'image.InspectResponse' }) }, async (name) =>
      typed(await client.images.inspect(name, options), flags.format),
    );
  },
});

/** moby/docker-image-spec, DockerOCIImageConfig. */
const members = 'User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal ArgsEscaped Healthcheck OnBuild Shell'.split(
  ' ',
);

/** What a template sees of a `Config` from a daemon before 28, which sends a container's: an image's members, those of no value left out. */
function typed(image: ImageInspect, format: string): ImageInspect {
  if (format === '' || format === 'json' || !image.Config) return image;
  const config: Readonly<Record<string, unknown>> = { ...image.Config };
  const isEmpty = (value: unknown) => !value || (typeof value === 'object' && Object.keys(value).length === 0);
  const kept = members.filter((name) => !isEmpty(config[name])).map((name) => [name, config[name]]);
  return { ...image, Config: Object.fromEntries(kept) };
}
