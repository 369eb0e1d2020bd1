import { isKind } from '../../base/errors.ts';
import { atLeast, command } from '../command.ts';
import { each } from '../each.ts';
import { bool } from '../flag.ts';

export const rm = command({
  use: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove one or more containers',
  aliases: 'docker container rm, docker container remove, docker rm',
  flags: {
    force: bool('f', 'Force the removal of a running container (uses SIGKILL)'),
    link: bool('l', 'Remove the specified link'),
    volumes: bool('v', 'Remove anonymous volumes associated with the container'),
  },
  args: atLeast(1),
  completes: 'containers',
  async run(call) {
    const { client, flags } = call;
    const remove = (name: string) => {
      const id = name.replace(/^\/+|\/+$/g, '');
      if (id === '') return Promise.reject(new Error('container name cannot be empty'));
      return client.containers.remove(id, flags);
    };
    await each(call, remove, (error) => flags.force && isKind(error, 'notFound'));
  },
});
