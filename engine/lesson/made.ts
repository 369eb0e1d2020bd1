import { toBase64 } from '../base/bytes.ts';
import { type Disposable, DisposableStack } from '../base/disposable.ts';
import type { LessonHost } from './host.ts';
import type { Made } from './lesson.ts';

/** Files larger than this, and what is too much of them, are not kept: a reset leaves them as they are. Bytes. */
const largest = 64 * 1024;
const budget = 512 * 1024;

export const nothingMade: Made = { objects: [], files: {} };

/** Writes down what comes into being while a lesson is followed. */
export interface Recorder extends Disposable {
  /** All that has happened until now is written down when it resolves. */
  settle(): Promise<void>;
  /** A file was given this content back, or removed (`null`): that is how it was before. */
  restored(path: string, content: Uint8Array | null): void;
}

type Change = (made: Made) => Made;
type MadeObject = Made['objects'][number];

/**
 * Containers, volumes and networks are told by Docker's events. Of images the references are compared, for a reference moves without saying
 * from where; an image is also kept by its ID, for it may lose its reference to the next build. The build cache has no events. Of files that change there must be a copy from
 * before: the workspace is read once at the start, as far as it is small.
 */
export function recordMade(host: LessonHost, step: () => string, keep: (change: Change) => void): Recorder {
  const stack = new DisposableStack();
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other; the engine may be away for a moment, and the next comparison makes up for it. */
  const inTurn = (work: () => Promise<void>): void => {
    last = last.then(work).catch(() => undefined);
  };

  const compare = (type: 'image' | 'cache', read: () => Promise<ReadonlyMap<string, string>>) => {
    let before: ReadonlyMap<string, string> | undefined;
    return async (): Promise<void> => {
      const known = before;
      const now = await read();
      before = now;
      if (known !== undefined) keep((made) => withNames(made, type, known, now, step()));
    };
  };
  const compareImages = compare('image', async () => namesOf(await host.docker.images.list()));
  const compareCache = compare('cache', async () => {
    const { BuildCache } = await host.docker.system.diskUsage(['build-cache']);
    return new Map(BuildCache?.map(({ ID }) => [ID, ID]));
  });
  const files = new Map<string, Uint8Array | undefined>();
  inTurn(compareImages);
  inTurn(compareCache);
  inTurn(async () => {
    for (const [path, content] of await readWorkspace(host)) files.set(path, content);
  });

  const lookAtFile = async (path: string): Promise<void> => {
    const below = [...files.keys()].filter((known) => known === path || known.startsWith(`${path}/`));
    if (below.length === 0) {
      if (await exists(host, path)) keep((made) => withFile(made, newest(path), null));
      return;
    }
    for (const known of below) {
      const before = files.get(known);
      if (before === undefined || same(before, await host.workspace.read(known).catch(() => undefined))) continue;
      keep((made) => withFile(made, known, toBase64(before)));
    }
  };

  /** The topmost folder of a path that was not there before: it goes with all that is in it. */
  const newest = (path: string): string => {
    const parts = path.split('/');
    const at = parts.findIndex((_, index) => !files.has(parts.slice(0, index + 1).join('/')));
    return parts.slice(0, at + 1).join('/');
  };

  stack.use(
    host.onEvent(({ Type, Action, Actor: { ID } }) => {
      if (Type === 'image') inTurn(compareImages);
      else if (Action === 'create' && isType(Type)) keep((made) => withObject(made, { type: Type, id: ID, step: step() }));
      else if (Action === 'destroy') keep((made) => without(made, ID));
    }),
  );
  // A build without a tag has no event.
  const compareBoth = () => [compareImages, compareCache].forEach(inTurn);
  stack.use(host.onCommand(compareBoth));
  stack.use(host.onWorkspaceChange((paths) => paths.forEach((path) => void inTurn(() => lookAtFile(path)))));
  return {
    async settle() {
      compareBoth();
      await last;
    },
    restored(path, content) {
      if (content !== null) files.set(path, content);
      else for (const known of files.keys()) if (known === path || known.startsWith(`${path}/`)) files.delete(known);
    },
    dispose: () => stack.dispose(),
  };
}

const isType = (type: string): type is MadeObject['type'] => ['container', 'volume', 'network'].includes(type);

/** What a reference stands for; an image is named by its ID too. */
function namesOf(images: ReadonlyArray<{ readonly Id: string; readonly RepoTags: readonly string[] | null }>): Map<string, string> {
  const names = images.flatMap(({ Id, RepoTags }) => [Id, ...(RepoTags ?? [])].map((name): [string, string] => [name, Id]));
  return new Map(names.filter(([name]) => name !== '<none>:<none>'));
}

function withNames(
  made: Made,
  type: MadeObject['type'],
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  step: string,
): Made {
  // What a reference stood for is still to be given back when the reference is gone.
  const left = made.objects.filter((one) => one.type !== type || now.has(one.id) || one.before !== undefined);
  const fresh = [...now].flatMap(([id, object]): MadeObject[] => {
    const old = before.get(id);
    return old === object ? [] : [{ type, id, ...(old !== undefined && { before: old }), step }];
  });
  const objects = fresh.reduce<readonly MadeObject[]>(add, left);
  return objects.length === made.objects.length && fresh.length === 0 ? made : { ...made, objects };
}

/** The first entry of an object knows what was before. */
const add = (objects: readonly MadeObject[], one: MadeObject): readonly MadeObject[] =>
  objects.some(({ type, id }) => type === one.type && id === one.id) ? objects : [...objects, one];

const withObject = (made: Made, one: MadeObject): Made => ({ ...made, objects: add(made.objects, one) });

const without = (made: Made, id: string): Made =>
  made.objects.some((one) => one.id === id) ? { ...made, objects: made.objects.filter((one) => one.id !== id) } : made;

function withFile(made: Made, path: string, before: string | null): Made {
  const isKnown = Object.keys(made.files).some((known) => known === path || (made.files[known] === null && path.startsWith(`${known}/`)));
  const size = Object.values(made.files).reduce((sum, content) => sum + (content?.length ?? 0), before?.length ?? 0);
  return isKnown || size > budget ? made : { ...made, files: { ...made.files, [path]: before } };
}

/** Paths with their content; folders and files that are too large without. */
async function readWorkspace({ workspace }: LessonHost): Promise<Array<[string, Uint8Array | undefined]>> {
  let left = budget;
  const files: Array<[string, Uint8Array | undefined]> = [];
  for (const { path, kind, size } of await workspace.list()) {
    const isKept = kind === 'file' && size <= Math.min(left, largest);
    if (isKept) left -= size;
    files.push([path, isKept ? await workspace.read(path).catch(() => undefined) : undefined]);
  }
  return files;
}

async function exists({ workspace }: LessonHost, path: string): Promise<boolean> {
  return (await workspace.list()).some((entry) => entry.path === path);
}

const same = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && one.length === other.length && one.every((byte, index) => byte === other[index]);
