import { command, noArguments } from '../command.ts';

/** The far end of a connection to this host by SSH. */
export const dialStdio = command({
  use: '',
  short: 'Proxy the stdio stream to the daemon connection. Should not be invoked manually.',
  flags: {},
  args: noArguments,
  hidden: true,
  async run() {
    throw new Error('docker system dial-stdio does not work in this playground: nobody can come here by SSH.');
  },
});
