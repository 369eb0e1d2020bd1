import { command, noArguments } from '../command.ts';

export const show = command({
  use: '',
  short: 'Print the name of the current context',
  flags: {},
  args: noArguments,
  completes: 'none',
  run: ({ out }) => out('default\n'),
});
