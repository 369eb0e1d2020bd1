import type { DockerCommand, EngineHandle } from '../../engine/client/client.ts';
import { settings } from '../session/settings.ts';
import { keep, readKept } from '../session/storage.ts';
import { createStore } from '../session/store.ts';
import { exposeIsALabel, namelessVolume, oldContainer } from './image-rules.ts';
import { secondRun, smallMachine, stoppedStays } from './life-rules.ts';
import { bothLists, imageStays, removeKinds, startImage } from './name-rules.ts';
import type { Moment, Note, Rule } from './note.ts';

/** The one note that is shown, if any. */
export const note = createStore<Note | undefined>(undefined);

/** In this order: what explains a failure comes before what could have waited. */
export const rules: readonly Rule[] = [
  startImage,
  removeKinds,
  stoppedStays,
  oldContainer,
  secondRun,
  smallMachine,
  namelessVolume,
  exposeIsALabel,
  imageStays,
  bothLists,
];

const memory = 30;
/** Milliseconds: what the command began may be about to end. */
const settling = 400;
const seenKey = 'drydock.notes';

/** Looks after each docker command that the learner typed; one that a lesson's click typed proves no belief. */
export function followCommands(engine: EngineHandle, isOwn: (command: DockerCommand) => boolean): () => void {
  let earlier: readonly DockerCommand[] = [];
  let looking: Promise<unknown> = Promise.resolve();
  const heard = engine.onCommand((command) => {
    if (!command.onTerminal) return;
    const before = earlier;
    earlier = [command, ...earlier].slice(0, memory);
    if (!isOwn(command)) return;
    looking = looking
      .then(async () => {
        if (!settings.get().notes) return;
        await new Promise((resolve) => setTimeout(resolve, settling));
        const found = await firstNote(await momentOf(engine, command, before), seen());
        // A new command puts the old note away: it was about another moment.
        note.set(found);
        if (found) remember(found.id);
      })
      .catch((error) => console.debug('notes:', error));
  });
  return () => heard.dispose();
}

export async function firstNote(moment: Moment, known: ReadonlySet<string>): Promise<Note | undefined> {
  for (const rule of rules) {
    const found = await rule(moment);
    if (found !== undefined && !known.has(found.id)) return found;
  }
  return undefined;
}

export async function momentOf(
  { docker }: Pick<EngineHandle, 'docker'>,
  command: DockerCommand,
  earlier: readonly DockerCommand[],
): Promise<Moment> {
  const [containers, images] = await Promise.all([docker.containers.list({ all: true }), docker.images.list()]);
  return {
    command,
    earlier,
    containers,
    images,
    changes: async (container) => {
      const paths = ((await docker.containers.changes(container)) ?? []).filter(({ Kind }) => Kind !== 2).map(({ Path }) => Path);
      const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
      return paths.filter((path) => !folders.has(path));
    },
    config: async (image) => {
      const { Config } = await docker.images.inspect(image);
      return {
        exposed: Object.keys(Config?.ExposedPorts ?? {}),
        volumes: Object.keys(Config?.Volumes ?? {}),
        command: [...(Config?.Entrypoint ?? []), ...(Config?.Cmd ?? [])],
      };
    },
  };
}

/** Each note is for once. */
function seen(): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(readKept(seenKey) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}

const remember = (id: string): void => keep(seenKey, JSON.stringify([...new Set([...seen(), id])]));
