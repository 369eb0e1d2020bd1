import { fromBase64 } from '../../base/bytes.ts';
import { absolute, baseOf, directoryOf } from '../../base/path.ts';
import { ByteQueue, type ByteSource } from '../../base/stream.ts';
import { writeTar } from '../../tar/writer.ts';
import { parseBool } from '../go.ts';
import type { CliIo } from '../io.ts';
import type { Entry } from './options.ts';

/** One `--output`: what the engine is to make, and where it goes. */
export interface Output extends Entry {
  readonly destination:
    | { readonly kind: 'engine' }
    | { readonly kind: 'stdout' }
    | { readonly kind: 'file' | 'directory'; readonly path: string };
  readonly push: boolean;
}

interface Shorthands {
  readonly push: boolean;
  readonly load: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is wanted of a build, with buildx's complaints about places that will not do. */
export async function planOutputs(io: CliIo, entries: readonly Entry[], { push, load, annotations }: Shorthands): Promise<Output[]> {
  const outputs: Output[] = [];
  for (const entry of entries) outputs.push(await planOutput(io, entry, outputs));
  if (push) {
    const image = outputs.findIndex(({ type }) => type === 'image');
    if (image < 0) outputs.push({ type: 'image', attributes: {}, destination: { kind: 'engine' }, push });
    else outputs.splice(image, 1, { ...outputs[image], push } as Output);
  }
  const isLoaded = outputs.some(({ type, destination }) => (type === 'docker' || type === 'image') && destination.kind === 'engine');
  if ((load && !isLoaded) || outputs.length === 0) {
    outputs.push({ type: 'image', attributes: {}, destination: { kind: 'engine' }, push: false });
  }
  return outputs.map((output) => ({
    ...output,
    // The docker exporter without a destination is the image.
    type: output.type === 'docker' && output.destination.kind === 'engine' ? 'image' : output.type,
    attributes: { ...output.attributes, ...annotations },
  }));
}

async function planOutput(
  io: CliIo,
  { type, attributes: { dest = '', push = 'false', ...rest } }: Entry,
  before: readonly Output[],
): Promise<Output> {
  const isTar = rest.tar === undefined || truth(rest.tar);
  const isDirectory = type === 'local' || ((type === 'oci' || type === 'docker') && !isTar);
  const isFile = type === 'tar' || ((type === 'oci' || type === 'docker') && isTar);
  const made = { type: type === 'registry' ? 'image' : type, attributes: rest, push: type === 'registry' || truth(push) };
  const path = absolute(io.cwd, dest);
  const found = dest === '' || dest === '-' ? undefined : await io.files.stat(path);
  if (isDirectory) {
    if (dest === '') throw new Error(`dest is required for ${type} exporter`);
    if (dest === '-') throw new Error(`dest cannot be stdout for ${type} exporter`);
    if (found !== undefined && found.type !== 'directory') throw new Error(`destination directory ${dest} is a file`);
    return { ...made, destination: { kind: 'directory', path } };
  }
  if (isFile && (dest === '-' || (dest === '' && type !== 'docker'))) {
    if (before.some(({ destination }) => destination.kind === 'stdout')) throw new Error('multiple outputs configured to write to stdout');
    if (io.isTerminal.stdout) throw new Error(`dest file is required for ${type} exporter. refusing to write to console`);
    return { ...made, destination: { kind: 'stdout' } };
  }
  if (isFile && dest !== '') {
    if (found?.type === 'directory') throw new Error(`destination file ${dest} is a directory`);
    return { ...made, destination: { kind: 'file', path } };
  }
  return { ...made, destination: { kind: 'engine' } };
}

function truth(text: string): boolean {
  try {
    return parseBool(text);
  } catch {
    return true;
  }
}

/** Takes the pieces of each output's archive as they come, and puts them where they belong. */
export class OutputWriter {
  private readonly io: CliIo;
  private readonly outputs: readonly Output[];
  private readonly open = new Map<number, { readonly queue: ByteQueue; readonly done: Promise<void> }>();

  constructor(io: CliIo, outputs: readonly Output[]) {
    this.io = io;
    this.outputs = outputs;
  }

  take({ output, data }: { readonly output: number; readonly data: string }): void {
    const known = this.open.get(output);
    const { queue } = known ?? this.start(output);
    queue.push(fromBase64(data));
  }

  /** Resolves when everything is written; what is half there when the build failed is given up. */
  async finish(failed: boolean): Promise<void> {
    for (const { queue } of this.open.values()) {
      if (failed) queue.fail(new Error('the build failed'));
      else queue.end();
    }
    const done = await Promise.allSettled([...this.open.values()].map((each) => each.done));
    for (const result of done) if (result.status === 'rejected' && !failed) throw result.reason;
  }

  private start(output: number): { readonly queue: ByteQueue } {
    const queue = new ByteQueue();
    const done = this.write(this.outputs[output], queue);
    done.catch(() => undefined);
    this.open.set(output, { queue, done });
    return { queue };
  }

  private async write(output: Output | undefined, source: ByteSource): Promise<void> {
    const { io } = this;
    const { destination } = output ?? { destination: { kind: 'engine' } };
    if (destination.kind === 'stdout') for await (const chunk of source) await io.stdout.write(chunk);
    else if (destination.kind === 'file') {
      await makeDirectory(io, directoryOf(destination.path));
      await io.files.write(destination.path, source);
    } else if (destination.kind === 'directory') {
      await makeDirectory(io, destination.path);
      await io.files.unpack(destination.path, source);
    }
  }
}

/** With those above it. */
async function makeDirectory(io: CliIo, path: string): Promise<void> {
  if ((await io.files.stat(path)) !== undefined) return;
  const above = directoryOf(path);
  await makeDirectory(io, above);
  const mtime = Math.floor(Date.now() / 1000);
  await io.files.unpack(above, writeTar([{ header: { name: `${baseOf(path)}/`, type: 'directory', mtime } }]));
}
