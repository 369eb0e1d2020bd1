import { EngineError, isKind } from '../../base/errors.ts';
import { atLeast, command } from '../command.ts';
import { bool, inspectFormatUsage, string } from '../flag.ts';
import { inspectAll } from '../format/inspect.ts';

export const inspect = command({
  use: '[OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Return low-level information on Docker objects',
  flags: {
    format: string('f', inspectFormatUsage),
    size: bool('s', 'Display total file sizes if the type is container'),
    type: string('', 'Only inspect objects of the given type'),
  },
  args: atLeast(1),
  completes: 'containers',
  async run({ client, flags, given, args, out }) {
    const lookups: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
      container: (name) => client.containers.inspect(name, { size: flags.size }),
      image: (name) => client.images.inspect(name),
      network: (name) => client.networks.inspect(name),
      volume: (name) => client.volumes.inspect(name),
    };
    if (given.has('type') && flags.type === '')
      throw new Error(
        'type is empty: must be one of "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"',
      );
    const chosen = flags.type === '' ? undefined : lookups[flags.type];
    if (flags.type !== '' && chosen === undefined) {
      throw new Error(
        `unknown type: ${JSON.stringify(flags.type)}: must be one of "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"`,
      );
    }
    const kinds = new Map<unknown, string>();
    const noted = async (kind: string, found: Promise<unknown>) => {
      const object = await found;
      kinds.set(object, kind);
      return object;
    };
    const type = (found: unknown) => ({ name: typeNames[kinds.get(found) ?? ''] ?? '', typedOnly: kinds.get(found) === 'volume' });
    await inspectAll({ args, out, format: flags.format, type }, async (name) => {
      if (chosen !== undefined) return await noted(flags.type, chosen(name));
      for (const [kind, lookup] of Object.entries(lookups)) {
        try {
          return await noted(kind, lookup(name));
        } catch (error) {
          if (!isKind(error, 'notFound') && !isKind(error, 'unsupported')) throw error;
        }
      }
      throw new EngineError('notFound', `Error: No such object: ${name}`);
    });
  },
});

const typeNames: Readonly<Record<string, string>> = {
  container: 'container.InspectResponse',
  image: 'image.InspectResponse',
  network: 'network.Inspect',
  volume: 'volume.Volume',
};
