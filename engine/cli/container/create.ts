import type { ContainerCreateBody } from '../../api/types/container.ts';
import { isKind, messageOf } from '../../base/errors.ts';
import { absolute, directoryOf } from '../../base/path.ts';
import { familiarString, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { atLeast, type Call, command } from '../command.ts';
import { StatusError } from '../errors.ts';
import { string } from '../flag.ts';
import { checkPlatform } from '../parse/platform.ts';
import { credentialsFor } from '../registry/credentials.ts';
import { progressTarget, showProgress } from '../terminal/json-progress.ts';
import { createBody } from './create-body.ts';
import { createFlags } from './create-flags.ts';

const flags = { ...createFlags, pull: string('', 'Pull image before creating ("always", "|missing", "never")', 'missing') };

export const create = command({
  use: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a new container',
  aliases: 'docker container create, docker create',
  flags,
  args: atLeast(1),
  interspersed: false,
  completes: 'images',
  async run(call) {
    const body = await bodyOf(call, 'create');
    await call.out(`${await createContainer(call, body)}\n`);
  },
});

/** A use of `docker create`, or of `docker run`, which has these flags and more. */
export interface CreateCall extends Pick<Call<typeof flags>, 'client' | 'io' | 'folder' | 'args' | 'err' | 'flags'> {
  readonly given: ReadonlySet<string>;
}

/** The request body; what is wrong with the flags is Docker's 125, with a hint at the help. */
export async function bodyOf(call: CreateCall, verb: 'run' | 'create'): Promise<ContainerCreateBody> {
  const [image = '', ...words] = call.args;
  try {
    if (!['always', 'missing', 'never', ''].includes(call.flags.pull)) {
      throw new Error(`invalid pull option: '${call.flags.pull}': must be one of "always", "missing" or "never"`);
    }
    return await createBody({ flags: call.flags, given: call.given, image, command: words, io: call.io });
  } catch (error) {
    throw new StatusError(withHelp(messageOf(error), verb), 125);
  }
}

export function withHelp(message: string, verb: string): string {
  return `docker: ${message}\n\nRun 'docker ${verb} --help' for more information`;
}

/** Creates it, pulling the image when it is not there. Resolves with the id. */
export async function createContainer(call: CreateCall, body: ContainerCreateBody): Promise<string> {
  const { client, flags, io } = call;
  const cidPath = flags.cidfile === '' ? undefined : absolute(io.cwd, flags.cidfile);
  if (cidPath !== undefined && (await io.files.stat(cidPath)) !== undefined) {
    throw new Error(`container ID file found, make sure the other container isn't running or delete ${flags.cidfile}`);
  }
  const name = body.Image ?? '';
  const isId = /^(sha256:)?[\da-f]{64}$/.test(name);
  const reference = isId ? undefined : withDefaultTag(parseReference(name));
  checkPlatform(flags.platform);
  await warnOfLocalDns(call);
  if (cidPath !== undefined && (await io.files.stat(directoryOf(cidPath)))?.type !== 'directory') {
    throw new Error(`failed to create the container ID file: open ${flags.cidfile}: no such file or directory`);
  }
  const options = {
    ...(flags.name === '' ? {} : { name: flags.name }),
    ...(flags.platform === '' ? {} : { platform: flags.platform }),
  };
  const pull = async () => {
    if (reference === undefined) return;
    const tag = reference.digest ?? reference.tag ?? 'latest';
    const messages = await client.images.pull(familiarString(withoutTag(reference)), {
      tag,
      auth: await credentialsFor(call, reference),
      signal: io.closed,
      ...platform(flags.platform),
    });
    const target = progressTarget(io, 'stderr');
    const write = flags.quiet ? async () => undefined : target.write;
    await showProgress(messages, { ...target, write }, { standIn: call.err });
  };

  if (flags.pull === 'always') await pull();
  let created: Awaited<ReturnType<typeof client.containers.create>>;
  try {
    created = await client.containers.create(body, options);
  } catch (error) {
    if (!isKind(error, 'notFound') || reference === undefined || flags.pull !== 'missing') throw error;
    if (!flags.quiet) await call.err(`Unable to find image '${familiarString(reference)}' locally\n`);
    await pull();
    created = await client.containers.create(body, options);
  }
  for (const warning of created.Warnings ?? []) await call.err(`WARNING: ${warning}\n`);
  if (cidPath !== undefined) await io.files.write(cidPath, new TextEncoder().encode(created.Id));
  return created.Id;
}

/** A name server on the host's own loopback is not the container's. */
async function warnOfLocalDns({ flags, err }: CreateCall): Promise<void> {
  const local = flags.dns.find((ip) => /^(127\.\d+\.\d+\.\d+|::1)$/.test(ip));
  if (local !== undefined) await err(`WARNING: Localhost DNS (${local}) may fail in containers.\n`);
}

function platform(name: string): { platform?: string } {
  return name === '' ? {} : { platform: name };
}

function withoutTag<T extends { domain: string; path: string }>({ domain, path }: T): { domain: string; path: string } {
  return { domain, path };
}
