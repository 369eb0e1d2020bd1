import { atMost, command } from '../command.ts';
import { CredentialFile, hostOf, hubAddress } from './credentials.ts';

export const logout = command({
  use: '[SERVER]',
  short: 'Log out from a registry',
  long: 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.',
  flags: {},
  args: atMost(1),
  completes: 'none',
  async run({ args, io, folder, out }) {
    const [server = ''] = args;
    const host = server === '' ? hubAddress : hostOf(server);
    await out(`Removing login credentials for ${host}\n`);
    // Older files name registries by URL.
    await (await CredentialFile.open({ io, folder })).erase([server, host, `http://${host}`, `https://${host}`]);
  },
});
