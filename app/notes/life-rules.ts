import type { ContainerSummary } from '../../engine/api/types/container.ts';
import { containerName } from '../ui/format.ts';
import { containerNamed, isRunning, type Moment, madeBy, type Note, type Rule, wordsOf } from './note.ts';

/** Notes on what a container is, and how long it lives. */

/** "A stopped container is gone." */
export const stoppedStays: Rule = ({ command, earlier, containers }) => {
  const { verb, flags } = wordsOf(command);
  const stopped = containers.filter((one) => one.State === 'exited');
  const [before] = earlier;
  if (verb === 'ps' && !flags.some((flag) => /^(--all|-[a-z]*a)/.test(flag))) {
    const name =
      before && ['stop', 'kill'].includes(wordsOf(before).verb)
        ? wordsOf(before).names.find((word) => containerNamed(stopped, word))
        : undefined;
    return name ? stays(name) : undefined;
  }
  // A name that is in use by a container that was thought to be gone.
  if (!['run', 'create'].includes(verb) || command.exitCode !== 125) return;
  const asked = optionOf(command.argv, '--name');
  return asked && containerNamed(stopped, asked) ? stays(asked) : undefined;
};

const stays = (name: string): Note => ({
  id: 'stopped-stays',
  title: `${name} is stopped, not gone`,
  text: `\`docker ps\` lists only what runs. \`${name}\` has ended and is still here, with its name and all that it wrote; \`docker start\` runs it again. It is gone after \`docker rm\`.`,
  try: 'docker ps -a',
  view: { kind: 'map', select: name },
});

/** "I restarted, where is my file?": `docker run` once more, instead of `docker start`. */
export const secondRun: Rule = async (moment) => {
  const { command, earlier, containers, changes } = moment;
  if (wordsOf(command).verb !== 'run') return;
  const made = madeBy(moment);
  if (!made) return;
  const older = containers.filter(({ Id, ImageID }) => Id !== made.Id && ImageID === made.ImageID);
  for (const one of older.sort((a, b) => b.Created - a.Created)) {
    const name = containerName(one);
    const touched = earlier.some((past) => isHandsOn(past, name) || startedByHand(past, one));
    const path = touched ? (await changes(one.Id)).find(isOfInterest) : undefined;
    if (path === undefined) continue;
    return isRunning(one)
      ? {
          id: 'edited-container',
          title: `What you changed in ${name} is in ${name} alone`,
          text: `\`${path}\` lies in the writable layer of \`${name}\`. The image \`${made.Image}\` was never written to, so \`${containerName(made)}\`, made from it just now, does not have it.`,
          try: `docker diff ${name}`,
          view: { kind: 'writes', containers: [name, containerName(made)] },
        }
      : {
          id: 'second-run',
          title: 'docker run made a new container',
          text: `Your file \`${path}\` is in \`${name}\`, the container you left. \`docker run\` never goes back to one: it makes another from the image. \`docker start\` goes back.`,
          try: `docker start -ai ${name}`,
          view: { kind: 'layers', container: name, path },
        };
  }
  return;
};

/** "A container is a small VM": it was started without work to do, or is asked for what a machine has. */
export const smallMachine: Rule = async (moment) => {
  const { command, containers, config } = moment;
  const { verb, flags, names } = wordsOf(command);
  if (verb === 'exec' && command.exitCode !== 0) {
    const asked = names.find((word) => ['systemctl', 'service', 'reboot', 'shutdown', 'sshd', 'init'].includes(word));
    const container = names.map((word) => containerNamed(containers, word)).find(Boolean);
    if (!asked || !container) return;
    return {
      id: 'small-machine',
      title: `${containerName(container)} is a process, not a machine`,
      text: `There is no init in it, and so nothing that \`${asked}\` could talk to: its first process is \`${container.Command.replaceAll('"', '')}\`, and when that ends, the container ends. One service, one container.`,
      try: `docker top ${containerName(container)}`,
    };
  }
  if (verb !== 'run' || !flags.some((flag) => /^(--detach$|-[a-z]*d)/.test(flag)) || flags.some((flag) => /^-[a-z]*[it]/.test(flag)))
    return;
  const made = madeBy(moment);
  if (made?.State !== 'exited' || !made.Status.startsWith('Exited (0)')) return;
  const shell = (await config(made.ImageID)).command.join(' ');
  if (!/^(\/usr)?(\/bin\/)?(ba|da)?sh$/.test(shell) || made.Command.replaceAll('"', '') !== shell) return;
  return {
    id: 'small-machine',
    title: `${containerName(made)} has already ended`,
    text: `A container lives as long as its first process. Here that is \`${shell}\`: without a terminal it found nothing to read and ended. Nothing failed; there was nothing to do.`,
    try: `docker run -it ${made.Image}`,
  };
};

/** Its program was the learner's own shell. */
function startedByHand({ argv, started, ended }: Moment['command'], { Image, Created }: ContainerSummary): boolean {
  const interactive = argv[0] === 'run' && argv.some((word) => /^-[a-z]*[it]/.test(word));
  return interactive && argv.includes(Image) && Created >= Math.floor(started / 1000) && Created <= Math.ceil(ended / 1000);
}

/** The learner's own hands were in it. */
function isHandsOn(command: Moment['command'], name: string): boolean {
  const { verb, names } = wordsOf(command);
  if (verb === 'cp') return names.at(-1)?.startsWith(`${name}:`) === true;
  return ['exec', 'attach', 'start'].includes(verb) && names.includes(name);
}

/** Programs keep their notes everywhere; these are nobody's work. */
const isOfInterest = (path: string): boolean =>
  !/^\/(run|var\/(run|cache|log|lib\/apt|lib\/dpkg)|proc|sys|dev)(\/|$)|\/\.(ash|bash|python)_history$|^\/etc\/nginx\/conf\.d\//.test(path);

function optionOf(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  return at < 0 ? undefined : argv[at]?.includes('=') ? argv[at].slice(name.length + 1) : argv[at + 1];
}
