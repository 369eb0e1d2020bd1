import { sha256 } from '../../oci/sha256.ts';
import { settingsFolder } from '../config-file.ts';
import { quote } from '../go.ts';
import { type CliIo, defaultHost } from '../io.ts';

/** What Docker says of a context that nobody has created; there is only `default` here. */
export async function contextNotFound(io: Pick<CliIo, 'env'>, name: string): Promise<Error> {
  const pattern = '^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$';
  if (name === '') return new Error('context name cannot be empty');
  if (!new RegExp(pattern).test(name))
    return new Error(`context name "${name}" is invalid, names are validated against regexp "${pattern}"`);
  return new Error(await missing(io, name));
}

/** The same for names that come from elsewhere and are not checked. */
export async function missing(io: Pick<CliIo, 'env'>, name: string): Promise<string> {
  const file = `${settingsFolder(io.env)}/contexts/meta/${(await sha256(name)).replace('sha256:', '')}/meta.json`;
  return `context ${quote(name)}: context not found: open ${file}: no such file or directory`;
}

/** The one context as `docker context inspect` shows it. */
export function defaultContext(io: Pick<CliIo, 'host'>) {
  return {
    Name: 'default',
    Metadata: {},
    Endpoints: { docker: { Host: io.host ?? defaultHost, SkipTLSVerify: false } },
    TLSMaterial: {},
    Storage: { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' },
  };
}
