import type { ContainerSummary } from '../../engine/api/types/container.ts';
import type { ImageSummary } from '../../engine/api/types/image.ts';
import type { DockerCommand } from '../../engine/client/client.ts';
import type { ViewTarget } from '../../engine/lesson/view.ts';

/**
 * A misconception note: what the learner seems to believe, met with a counter-example from their own objects. Quiet, one at a time, each of
 * them once. Text in backquotes is code.
 */
export interface Note {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** What shows it on the learner's own objects. */
  readonly try?: string;
  readonly view?: ViewTarget;
}

/** The moment after a docker command: all that a rule may look at. */
export interface Moment {
  readonly command: DockerCommand;
  /** Those before it, newest first. */
  readonly earlier: readonly DockerCommand[];
  readonly containers: readonly ContainerSummary[];
  readonly images: readonly ImageSummary[];
  /** Paths that a container added or changed, the deepest ones only, as `docker diff` has them. */
  changes(container: string): Promise<readonly string[]>;
  /** Of an image's config: what it exposes, and its volumes. */
  config(
    image: string,
  ): Promise<{ readonly exposed: readonly string[]; readonly volumes: readonly string[]; readonly command: readonly string[] }>;
}

/** Answers with a note if this moment shows its misconception, with the objects to prove it. Absent: it does not, or nothing here would prove it. */
export type Rule = (moment: Moment) => Promise<Note | undefined> | Note | undefined;

export const isRunning = ({ State }: ContainerSummary): boolean => State === 'running' || State === 'paused' || State === 'restarting';

/** A command's verb in its short form, and its words: `docker container rm -f web` is `rm`, `docker image ls` is `images`. */
export function wordsOf({ argv }: DockerCommand): {
  readonly verb: string;
  readonly flags: readonly string[];
  readonly names: readonly string[];
} {
  const [noun = '', second = ''] = argv;
  const long = noun === 'container' || noun === 'image';
  const words = argv.slice(long ? 2 : 1);
  const verb = long ? (shortForms[`${noun} ${second}`] ?? second) : noun;
  return { verb, flags: words.filter((word) => word.startsWith('-')), names: words.filter((word) => !word.startsWith('-')) };
}

const shortForms: Readonly<Record<string, string>> = {
  'container ls': 'ps',
  'container list': 'ps',
  'container ps': 'ps',
  'container remove': 'rm',
  'image ls': 'images',
  'image list': 'images',
  'image rm': 'rmi',
  'image remove': 'rmi',
};

export function imageNamed(images: readonly ImageSummary[], name: string): ImageSummary | undefined {
  const full = /:[^/]*$/.test(name) ? name : `${name}:latest`;
  return images.find(({ RepoTags, Id }) => RepoTags?.includes(full) || (name.length >= 4 && Id.replace('sha256:', '').startsWith(name)));
}

export function containerNamed(containers: readonly ContainerSummary[], name: string): ContainerSummary | undefined {
  return containers.find(({ Names, Id }) => Names.includes(`/${name}`) || (name.length >= 4 && Id.startsWith(name)));
}

/** What this command made: containers younger than its start. Docker's times are whole seconds. */
export function madeBy({ command, containers }: Moment): ContainerSummary | undefined {
  return containers.find(({ Created }) => Created >= Math.floor(command.started / 1000) && Created <= Math.ceil(command.ended / 1000));
}
