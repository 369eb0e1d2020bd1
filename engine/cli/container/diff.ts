import { command, exactly } from '../command.ts';

const letters = ['C', 'A', 'D'] as const;

export const diff = command({
  use: 'CONTAINER',
  short: "Inspect changes to files or directories on a container's filesystem",
  aliases: 'docker container diff, docker diff',
  flags: {},
  args: exactly(1),
  completes: 'containers',
  async run({ client, args, out }) {
    const changes = (await client.containers.changes(args[0] ?? '')) ?? [];
    await out(changes.map(({ Kind, Path }) => `${letters[Kind]} ${Path}\n`).join(''));
  },
});
