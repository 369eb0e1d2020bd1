import { atMost, command } from '../command.ts';
import { list, map, string } from '../flag.ts';
import { checkLabel, keyValueMap } from '../parse/key-values.ts';

export const create = command({
  use: '[OPTIONS] [VOLUME]',
  short: 'Create a volume',
  flags: {
    driver: string('d', 'Specify volume driver name', 'local'),
    label: list('', 'Set metadata for a volume', 'list', checkLabel),
    opt: map('o', 'Set driver specific options'),
    name: { ...string('', 'Specify volume name'), hidden: true },
  },
  args: atMost(1),
  async run({ client, flags, args, out }) {
    if (args.length === 1 && flags.name !== '')
      throw new Error('conflicting options: cannot specify a volume-name through both --name and as a positional arg');
    const volume = await client.volumes.create({
      Name: args[0] ?? flags.name,
      Driver: flags.driver,
      ...(Object.keys(flags.opt).length === 0 ? {} : { DriverOpts: flags.opt }),
      ...(flags.label.length === 0 ? {} : { Labels: keyValueMap(flags.label) }),
    });
    await out(`${volume.Name}\n`);
  },
});
