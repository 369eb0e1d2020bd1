import { containerName } from '../ui/format.ts';
import { containerNamed, imageNamed, isRunning, type Rule, wordsOf } from './note.ts';

/** Notes on taking an image for a container, and the other way round. */

/** "How do I start an image?" */
export const startImage: Rule = ({ command, containers, images }) => {
  const { verb, names } = wordsOf(command);
  if (!['start', 'restart', 'stop', 'exec', 'logs', 'kill'].includes(verb) || command.exitCode === 0) return;
  // What `exec` is to run may bear any name.
  const name = names.find((word) => imageNamed(images, word) ?? containerNamed(containers, word));
  const image = name && imageNamed(images, name);
  if (!name || !image || containerNamed(containers, name)) return;
  const users = containers.filter(({ ImageID }) => ImageID === image.Id);
  const made = users.find((one) => isRunning(one) !== (verb === 'start')) ?? (verb === 'logs' ? users[0] : undefined);
  const own = made && containerName(made);
  return {
    id: 'start-image',
    title: 'An image is never started',
    text: own
      ? `\`${name}\` is an image: files and a default command, at rest. What can be started and stopped are containers made from it, and you have one: \`${own}\`.`
      : `\`${name}\` is an image: files and a default command, at rest. \`docker run\` makes a container from it and starts that. From then on you use the container's name.`,
    try: own ? `docker ${verb} ${own}` : `docker run -d ${name}`,
    view: { kind: 'map', select: name },
  };
};

/** `rm` against `rmi`. */
export const removeKinds: Rule = ({ command, containers, images }) => {
  const { verb, names } = wordsOf(command);
  if (command.exitCode === 0) return;
  if (verb === 'rm') {
    const name = names.find((word) => imageNamed(images, word) && !containerNamed(containers, word));
    if (!name) return;
    const users = containers.filter(({ ImageID }) => ImageID === imageNamed(images, name)?.Id).map(containerName);
    return {
      id: 'rm-rmi',
      title: 'rm is for containers, rmi for images',
      text: `\`${name}\` is an image, and \`docker rm\` looks only among containers. \`docker rmi ${name}\` removes the image${
        users.length > 0
          ? `, once ${users.map((user) => `\`${user}\``).join(' and ')}, made from it, ${users.length > 1 ? 'are' : 'is'} gone`
          : ''
      }.`,
      try: users.length > 0 ? `docker rm -f ${users.join(' ')}` : `docker rmi ${name}`,
    };
  }
  const name = verb === 'rmi' ? names.find((word) => containerNamed(containers, word) && !imageNamed(images, word)) : undefined;
  const container = name && containerNamed(containers, name);
  if (!name || !container) return;
  return {
    id: 'rm-rmi',
    title: 'rmi is for images, rm for containers',
    text: `\`${name}\` is a container. \`docker rmi\` looks only among images, such as \`${container.Image}\`, which \`${name}\` was made from.`,
    try: `docker rm ${isRunning(container) ? '-f ' : ''}${name}`,
  };
};

/** "nginx shows in both lists." */
export const bothLists: Rule = ({ command, earlier, containers, images }) => {
  const listing = ['ps', 'images'];
  const [before] = earlier;
  const verbs = [wordsOf(command).verb, before && wordsOf(before).verb];
  if (!listing.every((verb) => verbs.includes(verb))) return;
  const container = containers.find((one) => isRunning(one) && imageNamed(images, one.Image)?.Id === one.ImageID);
  if (!container) return;
  return {
    id: 'both-lists',
    title: `${container.Image} stands in both lists, as two things`,
    text: `\`docker images\` lists the image \`${container.Image}\`: files at rest. \`docker ps\` lists \`${containerName(container)}\`, a container made from it; its column IMAGE only says where it came from.`,
    view: { kind: 'map', select: containerName(container) },
  };
};

/** "I deleted the container, where did my image go?" */
export const imageStays: Rule = ({ command, earlier, containers, images }) => {
  const { verb, names } = wordsOf(command);
  if (verb !== 'pull' || command.exitCode !== 0) return;
  const [name = ''] = names;
  const image = imageNamed(images, name);
  const removed = earlier.slice(0, 4).find((one) => wordsOf(one).verb === 'rm' && one.exitCode === 0);
  // It was there before the pull: nothing came.
  if (!image || !removed || containers.some(({ ImageID }) => ImageID === image.Id)) return;
  const pulledBefore = earlier.some(
    (one) => ['pull', 'run', 'create'].includes(wordsOf(one).verb) && one.argv.includes(name) && one.started < removed.started,
  );
  if (!pulledBefore) return;
  const gone = wordsOf(removed).names.filter((word) => !imageNamed(images, word));
  return {
    id: 'image-stays',
    title: 'The image was never gone',
    text: `Removing ${gone.length > 0 ? gone.map((word) => `\`${word}\``).join(' and ') : 'the container'} took nothing from \`${name}\`: the pull found it here, up to date. Images stay until \`docker rmi\`.`,
    try: 'docker images',
  };
};
