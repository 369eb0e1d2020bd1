import { atLeast, command } from '../command.ts';
import { Failures } from '../errors.ts';

export const wait = command({
  use: 'CONTAINER [CONTAINER...]',
  short: 'Block until one or more containers stop, then print their exit codes',
  aliases: 'docker container wait, docker wait',
  flags: {},
  args: atLeast(1),
  completes: 'containers',
  async run({ client, args, out, io }) {
    const failures = new Failures();
    for (const name of args) {
      try {
        const { exit } = await client.containers.wait(name, undefined, io.closed);
        await out(`${(await exit).StatusCode}\n`);
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  },
});
