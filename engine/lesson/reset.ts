import { fromBase64 } from '../base/bytes.ts';
import { isKind } from '../base/errors.ts';
import { quote } from './evaluate.ts';
import type { LessonHost } from './host.ts';
import type { Made, Solution } from './lesson.ts';
import { withoutShowing, withPauses } from './script.ts';

type MadeObject = Made['objects'][number];

/** What the reset to a step takes away. Images and cache of earlier steps stay: they need not be pulled or built again. */
export const toRemove = (made: Made, isEarlier: (step: string) => boolean): readonly MadeObject[] =>
  made.objects.filter(({ type, step }) => !(type === 'image' || type === 'cache') || !isEarlier(step));

/**
 * Containers first, for they hold on to the others; of images the newest first, for they stand on older ones. What something else uses
 * (a container that is not of the lesson) stays.
 */
export async function removeObjects({ docker }: LessonHost, objects: readonly MadeObject[]): Promise<void> {
  const ids = (wanted: MadeObject['type']) => objects.filter(({ type }) => type === wanted).map(({ id }) => id);
  await Promise.all(ids('container').map((id) => gone(docker.containers.remove(id, { force: true, volumes: true }))));
  await Promise.all([
    ...ids('network').map((id) => gone(docker.networks.remove(id))),
    ...ids('volume').map((name) => gone(docker.volumes.remove(name))),
  ]);
  const images = objects.filter(({ type }) => type === 'image').toReversed();
  // References before IDs: an image without a reference left goes with its last one.
  for (const { id, before } of images.filter((image) => !isID(image.id))) {
    const isBack = before !== undefined && (await gone(docker.images.tag(before, ...repositoryAndTag(id))));
    if (!isBack) await gone(docker.images.remove(id));
  }
  for (const { id } of images) if (isID(id)) await gone(docker.images.remove(id));
  // A filter names one.
  await Promise.all(ids('cache').map((id) => gone(docker.build.prune({ all: true, filters: { id: [id] } }))));
}

/** Folders that the lesson made go with all that is in them. */
export async function restoreFiles(
  { workspace }: LessonHost,
  files: Made['files'],
  restored: (path: string, content: Uint8Array | null) => void,
): Promise<void> {
  for (const [path, before] of Object.entries(files)) {
    const content = before === null ? null : fromBase64(before);
    restored(path, content);
    if (content === null) await gone(workspace.remove(path));
    else await workspace.write(path, content);
  }
}

/**
 * Names of containers that the scripts give and that another container already has: carried out all the same, a script would stop or remove
 * what is not of the lesson.
 */
export async function namesTaken({ docker }: LessonHost, scripts: readonly string[], made: Made): Promise<string[]> {
  const given = new Set(scripts.flatMap((script) => [...script.matchAll(/--name[= ]['"]?([\w.-]+)/g)].map(([, name]) => name)));
  const others = (await docker.containers.list({ all: true })).filter(({ Id }) => !made.objects.some(({ id }) => id === Id));
  return others.flatMap(({ Names }) => Names.map((name) => name.slice(1))).filter((name) => given.has(name));
}

/**
 * A step as a learner does it, who takes a moment to read: a container that was started has begun its work, and with `slowly` the state after
 * each command is seen, so that a step which asks for a stop and then a start sees both.
 */
export async function carryOut(host: LessonHost, { script }: Solution, { slowly }: { slowly: boolean }): Promise<string> {
  const changes = slowly ? 'run|start|restart|create|stop|kill|pause|unpause|exec|rm' : 'run|start|restart';
  // A script that waits for what never comes must end.
  const { stderr } = await host.run(`timeout 60 bash -c ${quote(withPauses(withoutShowing(script), changes))}`);
  return stderr;
}

/** Whether it was done: what is gone already, or is used by another, is left. */
async function gone(removing: Promise<unknown>): Promise<boolean> {
  try {
    await removing;
    return true;
  } catch (error) {
    if (isKind(error, 'notFound') || isKind(error, 'conflict')) return false;
    throw error;
  }
}

const isID = (name: string): boolean => name.startsWith('sha256:');

function repositoryAndTag(reference: string): [string, string] {
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? [reference.slice(0, colon), reference.slice(colon + 1)] : [reference, 'latest'];
}
