import type { AuthConfig } from '../../api/types/registry.ts';
import { messageOf } from '../../base/errors.ts';
import { collect } from '../../base/stream.ts';
import type { Reference } from '../../oci/reference.ts';
import { writeTar } from '../../tar/writer.ts';
import type { CliIo } from '../io.ts';

/** The name under which `config.json` keeps the credentials of Docker Hub. */
export const hubAddress = 'https://index.docker.io/v1/';

/** `auths` of config.json: `user:password` in base64, by registry. */
type Auths = Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string; readonly registrytoken?: string }>>;

type Settings = Readonly<Record<string, unknown>> & { readonly auths?: Auths };

/** What of a use of a command it takes. */
interface Owner {
  readonly io: Pick<CliIo, 'files'>;
  readonly folder: string;
}

/** The credentials kept in plain text, as Docker's file store keeps them (docker/cli config/credentials/file_store.go). */
export class CredentialFile {
  readonly path: string;
  private readonly io: Pick<CliIo, 'files'>;
  private readonly settings: Settings;

  /** In the user's folder of settings. */
  static async open({ io, folder }: Owner): Promise<CredentialFile> {
    const path = `${folder}/config.json`;
    if ((await io.files.stat(path)) === undefined) return new CredentialFile(io, path, {});
    try {
      return new CredentialFile(io, path, JSON.parse(new TextDecoder().decode(await collect(io.files.read(path)))) as Settings);
    } catch (error) {
      throw new Error(`Error loading config file: ${path}: ${messageOf(error)}`);
    }
  }

  private constructor(io: Pick<CliIo, 'files'>, path: string, settings: Settings) {
    this.io = io;
    this.path = path;
    this.settings = settings;
  }

  /** Of every registry that is known. */
  all(): Record<string, AuthConfig> {
    return Object.fromEntries(Object.keys(this.settings.auths ?? {}).map((address) => [address, this.get(address)]));
  }

  /** Empty where nothing is known. Older files name registries by URL. */
  get(address: string): AuthConfig {
    const auths = this.settings.auths ?? {};
    const key = address in auths ? address : Object.keys(auths).find((known) => hostOf(known) === address);
    const found = key === undefined ? undefined : auths[key];
    if (found === undefined) return {};
    const { auth = '', ...tokens } = found;
    const [, username, password] = /^([^:]*):(.*)$/s.exec(decode(auth)) ?? [];
    return { ...(username !== undefined && { username, password: password ?? '' }), ...tokens, serveraddress: address };
  }

  /** False when that is what was kept already. */
  async store({ serveraddress = '', username = '', password = '', identitytoken }: AuthConfig): Promise<boolean> {
    const before = this.get(serveraddress);
    if (before.username === username && before.password === password && before.identitytoken === identitytoken) return false;
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    const auth = { auth: btoa(String.fromCharCode(...bytes)), ...(identitytoken ? { identitytoken } : {}) };
    await this.save({ ...this.settings.auths, [serveraddress]: auth });
    return true;
  }

  async erase(addresses: readonly string[]): Promise<void> {
    const auths = Object.entries(this.settings.auths ?? {});
    const left = auths.filter(([address]) => !addresses.includes(address));
    if (left.length < auths.length) await this.save(Object.fromEntries(left));
  }

  /** Readable by nobody else, and so are the folders that are made for it. */
  private async save(auths: Auths): Promise<void> {
    const text = JSON.stringify({ ...this.settings, auths }, undefined, '\t');
    const parts = this.path.split('/').slice(1);
    const folders = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
    const missing: string[] = [];
    for (const folder of folders) if ((await this.io.files.stat(`/${folder}`)) === undefined) missing.push(folder);
    const mtime = Math.floor(Date.now() / 1000);
    const entries = [
      ...missing.map((name) => ({ header: { name: `${name}/`, type: 'directory' as const, mode: 0o700, mtime } })),
      { header: { name: parts.join('/'), type: 'file' as const, mode: 0o600, mtime }, content: new TextEncoder().encode(text) },
    ];
    await this.io.files.unpack('/', writeTar(entries));
  }
}

/** What a pull or push of this name sends along. */
export async function credentialsFor(owner: Owner, { domain }: Reference): Promise<AuthConfig> {
  return (await CredentialFile.open(owner)).get(domain === 'docker.io' ? hubAddress : domain);
}

/** Docker's ConvertToHostname: the host, and the port if there is one. */
export function hostOf(address: string): string {
  return address.replace(/^[a-z]+:\/\//, '').split('/', 1)[0] ?? '';
}

function decode(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))).replace(/\0+$/, '');
  } catch {
    return '';
  }
}
