import { command, exactly } from '../command.ts';
import { contextNotFound } from './contexts.ts';

export const use = command({
  use: 'CONTEXT',
  short: 'Set the current docker context',
  flags: {},
  args: exactly(1),
  plainArity: true,
  completes: 'contexts',
  async run({ args, io, out, err }) {
    const [name = ''] = args;
    if (name !== 'default') throw await contextNotFound(io, name);
    await out('default\n');
    await err('Current context is now "default"\n');
  },
});
