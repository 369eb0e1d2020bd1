import type { AuthConfig } from '../../api/types/registry.ts';
import { isKind } from '../../base/errors.ts';
import { collect } from '../../base/stream.ts';
import { atMost, type Call, command } from '../command.ts';
import { describe } from '../errors.ts';
import { bool, string } from '../flag.ts';
import { note } from '../terminal/note.ts';
import { Questions } from './ask.ts';
import { CredentialFile, hostOf, hubAddress } from './credentials.ts';

const flags = {
  password: string('p', 'Password or Personal Access Token (PAT)'),
  'password-stdin': bool('', 'Take the Password or Personal Access Token (PAT) from stdin'),
  username: string('u', 'Username'),
};

export const login = command({
  use: '[OPTIONS] [SERVER]',
  short: 'Authenticate to a registry',
  long: 'Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.',
  flags,
  args: atMost(1),
  completes: 'none',
  async run(call) {
    const { args, out, client } = call;
    const [username, given] = [call.flags.username, await passwordOf(call)];
    const server = args[0] === undefined || args[0] === '' || args[0] === 'docker.io' ? hubAddress : hostOf(args[0]);
    const file = await CredentialFile.open(call);
    const kept = username === '' && given === '' ? file.get(server) : {};
    if (kept.username && kept.password && (await again(call, file, kept))) return;
    const auth = await credentials(call, { username, password: given, known: kept.username ?? '', server });
    const { Status, IdentityToken } = await client.registry.login(auth);
    await keep(call, file, IdentityToken ? { ...auth, password: '', identitytoken: IdentityToken } : auth);
    await out(`${Status}\n`);
  },
});

/** What the flags say, checked as Docker does. */
async function passwordOf({ flags: asked, given, io, err }: Call<typeof flags>): Promise<string> {
  if (given.has('password-stdin')) {
    if (given.has('password')) throw new Error('conflicting options: cannot specify both --password and --password-stdin');
    if (!given.has('username')) throw new Error('the --password-stdin option requires --username to be set');
  }
  if (given.has('username') && asked.username === '') throw new Error('username is empty');
  if (given.has('password') && asked.password === '') throw new Error('password is empty');
  if (asked.password !== '') await err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
  if (!asked['password-stdin']) return asked.password;
  return new TextDecoder().decode(await collect(io.stdin)).replace(/\r?\n$/, '');
}

/** With what was kept; false when the registry no longer takes it. */
async function again({ client, io, err, out }: Call<typeof flags>, file: CredentialFile, kept: AuthConfig): Promise<boolean> {
  await err(`Authenticating with existing credentials... [Username: ${kept.username}]\n`);
  await err(note("To login with a different account, run 'docker logout' followed by 'docker login'", io.isTerminal.stderr));
  await err('\n\n');
  try {
    const { identitytoken: _, ...auth } = kept;
    const { Status } = await client.registry.login(auth);
    await file.store(kept);
    await out(`${Status}\n`);
    return true;
  } catch (error) {
    const isRefused = isKind(error, 'unauthorized');
    await err(isRefused ? 'Stored credentials invalid or expired\n' : `Login did not succeed, error: ${describe(error)}\n`);
    return false;
  }
}

interface Wanted {
  readonly username: string;
  readonly password: string;
  /** The user name that was kept. */
  readonly known: string;
  readonly server: string;
}

async function credentials({ io, client }: Call<typeof flags>, { username, password, known, server }: Wanted): Promise<AuthConfig> {
  const isComplete = username !== '' && password !== '';
  if (!isComplete && !io.isTerminal.stdin) throw new Error('Error: Cannot perform an interactive login from a non TTY device');
  // Where Docker would open a web page to log in to Docker Hub: the engine says why that cannot be.
  if (!isComplete && server === hubAddress) await client.registry.login({ serveraddress: server });
  const questions = new Questions(io);
  const user = username.trim() || (await questions.line(known === '' ? 'Username: ' : `Username (${known}): `)) || known;
  if (user === '') throw new Error('Error: Non-null Username Required');
  const secret = password.trim() || (await questions.secret('Password: '));
  if (secret === '') throw new Error('Error: Password Required');
  return { username: user, password: secret, serveraddress: server };
}

async function keep({ err }: Call<typeof flags>, file: CredentialFile, auth: AuthConfig): Promise<void> {
  if (!(await file.store(auth)) || !auth.password) return;
  await err(
    `\nWARNING! Your credentials are stored unencrypted in '${file.path}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
  );
}
