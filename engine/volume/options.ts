import { EngineError, messageOf } from '../base/errors.ts';
import { parseMountFlags } from '../guest/agent/linux.ts';
import { type Agent, AgentError } from '../guest/agent.ts';

type Options = Readonly<Record<string, string>>;

const needed: ReadonlyArray<readonly [option: string, needs: readonly string[]]> = [
  ['device', ['type']],
  ['type', ['device']],
  ['o', ['device', 'type']],
];

/** What the local driver knows (moby `volume/local`): a device and its type, mounted when a container uses the volume. */
export function checkOptions(options: Options): void {
  const unknown = Object.keys(options).find((option) => !['type', 'o', 'device', 'size'].includes(option));
  if (unknown !== undefined) throw new EngineError('invalid', `invalid option: ${JSON.stringify(unknown)}`);
  if (options.size !== undefined) throw new EngineError('invalid', 'quota size requested but no quota support');
  for (const [option, needs] of needed) {
    const missing = option in options ? needs.find((other) => !(other in options)) : undefined;
    if (missing !== undefined) throw new EngineError('invalid', `missing required option: ${JSON.stringify(missing)}`);
  }
}

export function isMounted(options: Options | null): options is Options {
  return Boolean(options?.device || options?.type);
}

/** mount(8)'s option list is flags and the file system's own data. */
export async function mountDevice(agent: Agent, options: Options, target: string): Promise<void> {
  const { device: source = '', type = '', o = '' } = options;
  const words = o.split(',').filter((word) => word !== '');
  const flags = words.filter(isFlag);
  const data = words.filter((word) => !isFlag(word)).join(',');
  try {
    await agent.mount({ source, target, type: flags.some((flag) => flag.endsWith('bind')) ? '' : type, flags, ...(data && { data }) });
  } catch (error) {
    const number = parseMountFlags(flags).flags;
    const reason = error instanceof AgentError ? (sentences[error.code] ?? error.code) : messageOf(error);
    const what = `${source}:${target}${number === 0 ? '' : `, flags: 0x${number.toString(16)}`}${data && `, data: ${data}`}`;
    throw new EngineError('internal', `error while mounting volume '${target}': failed to mount local volume: mount ${what}: ${reason}`);
  }
}

function isFlag(word: string): boolean {
  try {
    parseMountFlags([word]);
    return true;
  } catch {
    return false;
  }
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENODEV: 'no such device',
  ENOTDIR: 'not a directory',
  EINVAL: 'invalid argument',
  EPERM: 'operation not permitted',
  ENOTBLK: 'block device required',
};
