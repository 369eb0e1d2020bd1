import { type Command, command } from './command.ts';

/** Docker's commands that cannot work here: each says so in one sentence, and help lists them apart. */
const reasons: Readonly<Record<string, readonly [short: string, reason: string]>> = {
  config: ['Manage Swarm configs', 'there is one node, and no swarm'],
  context: ['Manage contexts', 'there is one Docker host, the one in this page'],
  login: ['Authenticate to a registry', 'the catalogue needs no account, and no other registry can be reached'],
  logout: ['Log out from a registry', 'the catalogue needs no account, and no other registry can be reached'],
  manifest: ['Manage Docker image manifests and manifest lists', 'no registry can be reached'],
  node: ['Manage Swarm nodes', 'there is one node, and no swarm'],
  plugin: ['Manage plugins', 'the engine has no plugins'],
  secret: ['Manage Swarm secrets', 'there is one node, and no swarm'],
  service: ['Manage Swarm services', 'there is one node, and no swarm'],
  stack: ['Manage Swarm stacks', 'there is one node, and no swarm'],
  swarm: ['Manage Swarm', 'there is one node, and no swarm'],
  trust: ['Manage trust on Docker images', 'no notary can be reached'],
};

const uses: Readonly<Record<string, string>> = { login: '[OPTIONS] [SERVER]', logout: '[SERVER]' };

export const unavailable: Readonly<Record<string, Command>> = Object.fromEntries(
  Object.entries(reasons).map(([name, [short, reason]]) => [
    name,
    command({
      use: uses[name] ?? 'COMMAND',
      short,
      flags: {},
      args: { min: 0, max: Number.POSITIVE_INFINITY },
      interspersed: false,
      async run() {
        throw new Error(`docker ${name} does not work in this playground: ${reason}.`);
      },
    }),
  ]),
);
