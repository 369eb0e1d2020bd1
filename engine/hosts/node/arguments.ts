import { parseArgs } from 'node:util';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';

export const usage = `Usage:  npm run --silent drydock -- exec [OPTIONS] -c 'SHELL SCRIPT'
        npm run --silent drydock -- serve [OPTIONS] --listen ADDRESS
        npm run --silent drydock -- lesson lint|test|preview [OPTIONS] DIR...

exec boots the guest, runs the script in its shell at /workspace, and passes standard
input, standard output, standard error and the exit code through.

serve boots the guest and answers the Docker Engine API at an address of this machine, for
the docker command and every other client, until Ctrl-C:
  DOCKER_HOST=tcp://127.0.0.1:2375 docker run --rm busybox echo hello
As with any Docker host that is not the client's own, paths of bind mounts (-v /path:...)
are the guest's, and published ports are the guest's; of this machine it sees --workspace.

lesson works on lessons, each a folder with a lesson.md (lessons/README.md says what stands
in it); DIR is one of them or a folder of them.
  lint       tells every fault as file:line, without running anything
  test       carries out solution.sh in the guest: each check must be unmet before its step's
             part and met after it
  preview    serves the playground with the lesson, which follows every save
  schema     (without DIR) prints the JSON Schema of a lesson

Options of exec and serve:
  --store DIR          Keep images, containers and volumes in this folder between calls
                       (default: in memory, gone at the end)
  --workspace DIR      Share this folder as /workspace (default: an empty one in memory)
  --help               Show this

Options of exec:
  -c SCRIPT            The script
  --timeout SECONDS    End the script after this time, with exit code 124

Options of serve:
  --listen ADDRESS     127.0.0.1:PORT, where PORT 0 takes a free one, or unix://PATH. The API
                       asks for no password, so other machines cannot reach it

Options of lesson:
  --step ID            test: end after this step
  --verbose            test: show what the solution prints
  --port PORT          preview: at this port of this machine (default: a free one)
  --language CODE      preview: the translation lesson.CODE.md
`;

interface EngineRequest {
  readonly store?: string;
  readonly workspace?: string;
}

export interface ExecRequest extends EngineRequest {
  readonly command: 'exec';
  readonly script: string;
  readonly timeoutSeconds?: number;
}

export interface ServeRequest extends EngineRequest {
  readonly command: 'serve';
  readonly listen: ListenAddress;
}

export interface LessonRequest {
  readonly command: 'lesson';
  readonly action: LessonAction;
  readonly folders: readonly string[];
  readonly step?: string;
  readonly verbose: boolean;
  readonly port: number;
  readonly language?: string;
}

const lessonActions = ['lint', 'test', 'preview', 'schema'] as const;
export type LessonAction = (typeof lessonActions)[number];

export type Request = ExecRequest | ServeRequest | LessonRequest | { readonly command: 'help' };

export class UsageError extends Error {}

export function parseArguments(argv: readonly string[]): Request {
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return { command: 'help' };
  if (command === undefined) throw new UsageError('a command is missing');
  if (command === 'lesson') return lessonRequest(rest, values);
  for (const name of ['step', 'port', 'verbose', 'language'] as const)
    if (values[name] !== undefined) throw new UsageError(`--${name} is an option of lesson`);
  const engine: EngineRequest = {
    ...(values.store !== undefined && { store: values.store }),
    ...(values.workspace !== undefined && { workspace: values.workspace }),
  };
  if (command === 'serve') {
    if (rest.length > 0) throw new UsageError(`unexpected argument: ${rest[0]}`);
    if (values.script !== undefined || values.timeout !== undefined) throw new UsageError('serve takes neither -c nor --timeout');
    if (values.listen === undefined) throw new UsageError('serve needs --listen 127.0.0.1:PORT or --listen unix://PATH');
    return { command, listen: addressOf(values.listen), ...engine };
  }
  if (command !== 'exec') throw new UsageError(`unknown command: ${command}`);
  if (rest.length > 0) throw new UsageError(`unexpected argument: ${rest[0]} (put the script in quotes, behind -c)`);
  if (values.listen !== undefined) throw new UsageError('exec does not take --listen');
  if (values.script === undefined) throw new UsageError("exec needs -c 'SHELL SCRIPT'");
  const timeoutSeconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0))
    throw new UsageError(`--timeout takes a number of seconds, not ${values.timeout}`);
  return { command, script: values.script, ...engine, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
}

function lessonRequest([name, ...folders]: readonly string[], values: ReturnType<typeof parse>['values']): LessonRequest {
  const action = lessonActions.find((one) => one === name);
  if (action === undefined)
    throw new UsageError(`lesson needs one of ${lessonActions.join(', ')}${name === undefined ? '' : `, not ${name}`}`);
  if (action === 'schema' && folders.length > 0) throw new UsageError(`unexpected argument: ${folders[0]}`);
  if (action !== 'schema' && folders.length === 0) throw new UsageError(`lesson ${action} needs the folder of a lesson, or of several`);
  const mine: Readonly<Record<string, readonly LessonAction[]>> = {
    step: ['test'],
    verbose: ['test'],
    port: ['preview'],
    language: ['preview'],
  };
  for (const option of Object.keys(values))
    if (!mine[option]?.includes(action)) throw new UsageError(`lesson ${action} does not take --${option}`);
  const port = Number(values.port ?? 0);
  if (!(Number.isInteger(port) && port >= 0 && port < 65536)) throw new UsageError(`--port takes a port, not ${values.port}`);
  return {
    command: 'lesson',
    action,
    folders,
    verbose: values.verbose === true,
    port,
    ...(values.step !== undefined && { step: values.step }),
    ...(values.language !== undefined && { language: values.language }),
  };
}

function addressOf(text: string): ListenAddress {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        script: { type: 'string', short: 'c' },
        store: { type: 'string' },
        workspace: { type: 'string' },
        timeout: { type: 'string' },
        listen: { type: 'string' },
        step: { type: 'string' },
        verbose: { type: 'boolean' },
        port: { type: 'string' },
        language: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
