import { containerName } from '../ui/format.ts';
import { imageNamed, isRunning, madeBy, type Rule, wordsOf } from './note.ts';

/** Notes on what an image's text promises, and what a running container takes from it. */

/** "I rebuilt the image, why is my container still old?" */
export const oldContainer: Rule = ({ command, containers, images }) => {
  const { verb } = wordsOf(command);
  if (!['build', 'pull', 'commit', 'tag', 'buildx'].includes(verb) || command.exitCode !== 0) return;
  for (const container of containers.filter(isRunning)) {
    // The daemon shows the image's ID once its name stands for another one; the old image is dangling then, or has another name.
    const old = images.find(({ Id }) => Id === container.ImageID);
    const name = command.argv.find((word) => {
      const now = imageNamed(images, word);
      return now !== undefined && now.Id !== container.ImageID && madeUnder(container.Image, word, old?.RepoTags);
    });
    if (name === undefined) continue;
    return {
      id: 'old-container',
      title: `${containerName(container)} still runs the image it was made from`,
      text: `The name \`${name}\` now stands for a new image. \`${containerName(container)}\` was made from the one before and keeps it for life: containers are not updated but replaced.`,
      try: `docker rm -f ${containerName(container)}`,
      view: { kind: 'map', select: containerName(container) },
    };
  }
  return;
};

/** A container whose image has lost its name to the new one is listed by the old image's ID. */
const madeUnder = (image: string, name: string, tags: readonly string[] | null | undefined): boolean =>
  image === name ||
  image === `${name}:latest` ||
  `${image}:latest` === name ||
  ((tags?.length ?? 0) === 0 && /^(sha256:)?[0-9a-f]{12,}$/.test(image));

/** "EXPOSE publishes a port." */
export const exposeIsALabel: Rule = async (moment) => {
  const { command, earlier, config } = moment;
  if (wordsOf(command).verb !== 'run' || command.exitCode !== 0) return;
  const made = madeBy(moment);
  if (!made || !isRunning(made) || made.Ports.some(({ PublicPort }) => PublicPort)) return;
  // Only where the learner wrote EXPOSE: of a pulled image it is nobody's belief.
  const built = earlier.some((one) => ['build', 'buildx'].includes(wordsOf(one).verb) && one.argv.includes(made.Image));
  const [port] = built ? (await config(made.ImageID)).exposed : [];
  if (port === undefined) return;
  const number = port.replace(/\/.*/, '');
  return {
    id: 'expose',
    title: 'EXPOSE opens nothing',
    text: `\`${made.Image}\` says \`EXPOSE ${number}\`, and that is a remark for readers. Nothing on the host leads to port ${number} of \`${containerName(made)}\`; \`-p\` does that when a container is made.`,
    try: `docker run -d -p 8080:${number} ${made.Image}`,
  };
};

/** "VOLUME in a Dockerfile keeps my data." */
export const namelessVolume: Rule = async (moment) => {
  const { command, containers, config } = moment;
  if (wordsOf(command).verb !== 'run') return;
  const made = madeBy(moment);
  const nameless = made?.Mounts.find(({ Type, Name }) => Type === 'volume' && /^[0-9a-f]{64}$/.test(Name ?? ''));
  if (!made || !nameless || !(await config(made.ImageID)).volumes.includes(nameless.Destination)) return;
  const older = containers.find(
    (one) =>
      one.Id !== made.Id &&
      one.ImageID === made.ImageID &&
      one.Mounts.some(({ Destination, Name }) => Destination === nameless.Destination && Name !== nameless.Name),
  );
  if (!older) return;
  return {
    id: 'nameless-volume',
    title: 'Each container got a volume of its own',
    text: `The image's \`VOLUME ${nameless.Destination}\` makes a new volume without a name for every container. What \`${containerName(older)}\` wrote there is not in \`${containerName(made)}\`. A volume with a name is shared and found again.`,
    try: `docker run -d -v data:${nameless.Destination} ${made.Image}`,
  };
};
