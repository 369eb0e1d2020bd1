import { type Command, command, type Entry, type Group } from './command.ts';

/**
 * Docker's commands that cannot work here. They are listed as Docker lists them; their help says that they do not work, and why, and so does
 * a use of them, whatever its flags.
 */
export function unavailable(reason: string, use: string, short: string, hidden = false): Command {
  return command({
    use,
    short,
    flags: {},
    args: { min: 0, max: Number.POSITIVE_INFINITY },
    unavailable: reason,
    ...(hidden ? { hidden } : {}),
    async run({ path }) {
      throw new Error(`${path} does not work in this playground: ${reason}.`);
    },
  });
}

type Leaf = readonly [use: string, short: string];

function nouns(reason: string, short: string, leaves: Readonly<Record<string, Leaf>>, more: Omit<Group, 'short' | 'commands'> = {}): Group {
  const commands: Record<string, Entry> = {};
  for (const [name, [use, text]] of Object.entries(leaves)) commands[name] = unavailable(reason, use, text);
  return { short, commands, unavailable: reason, synonyms: { list: 'ls', remove: 'rm' }, ...more };
}

const noSwarm = 'there is one node, and no swarm';
const noNotary = 'no notary can be reached';
const oneHost = 'there is one Docker host, the one in this page';

export const manifest = nouns(
  'manifest lists are for other machines than this one; docker pull finds in them what runs here',
  'Manage Docker image manifests and manifest lists',
  {
    annotate: ['[OPTIONS] MANIFEST_LIST MANIFEST', 'Add additional information to a local image manifest'],
    create: ['MANIFEST_LIST MANIFEST [MANIFEST...]', 'Create a local manifest list for annotating and pushing to a registry'],
    inspect: ['[OPTIONS] [MANIFEST_LIST] MANIFEST', 'Display an image manifest, or manifest list'],
    push: ['[OPTIONS] MANIFEST_LIST', 'Push a manifest list to a repository'],
    rm: ['MANIFEST_LIST [MANIFEST_LIST...]', 'Delete one or more manifest lists from local storage'],
  },
  {
    long: `The **docker manifest** command has subcommands for managing image manifests and
manifest lists. A manifest list allows you to use one name to refer to the same image
built for multiple architectures.

To see help for a subcommand, use:

    docker manifest CMD --help

For full details on using docker manifest lists, see the registry v2 specification.
`,
    synonyms: {},
  },
);

export const plugin = nouns('the engine has no plugins', 'Manage plugins', {
  create: [
    '[OPTIONS] PLUGIN PLUGIN-DATA-DIR',
    'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
  ],
  disable: ['[OPTIONS] PLUGIN', 'Disable a plugin'],
  enable: ['[OPTIONS] PLUGIN', 'Enable a plugin'],
  inspect: ['[OPTIONS] PLUGIN [PLUGIN...]', 'Display detailed information on one or more plugins'],
  install: ['[OPTIONS] PLUGIN [KEY=VALUE...]', 'Install a plugin'],
  ls: ['[OPTIONS]', 'List plugins'],
  push: ['[OPTIONS] PLUGIN[:TAG]', 'Push a plugin to a registry'],
  rm: ['[OPTIONS] PLUGIN [PLUGIN...]', 'Remove one or more plugins'],
  set: ['PLUGIN KEY=VALUE [KEY=VALUE...]', 'Change settings for a plugin'],
  upgrade: ['[OPTIONS] PLUGIN [REMOTE]', 'Upgrade an existing plugin'],
});

const trustKey = nouns(noNotary, 'Manage keys for signing Docker images', {
  generate: ['NAME', 'Generate and load a signing key-pair'],
  load: ['[OPTIONS] KEYFILE', 'Load a private key file for signing'],
});

const trustSigner = nouns(noNotary, 'Manage entities who can sign Docker images', {
  add: ['OPTIONS NAME REPOSITORY [REPOSITORY...] ', 'Add a signer'],
  remove: ['[OPTIONS] NAME REPOSITORY [REPOSITORY...]', 'Remove a signer'],
});

const trusted = nouns(noNotary, 'Manage trust on Docker images', {
  inspect: ['IMAGE[:TAG] [IMAGE[:TAG]...]', 'Return low-level information about keys and signatures'],
  revoke: ['[OPTIONS] IMAGE[:TAG]', 'Remove trust for an image'],
  sign: ['IMAGE:TAG', 'Sign an image'],
});

export const trust: Group = { ...trusted, commands: { ...trusted.commands, key: trustKey, signer: trustSigner } };

const swarmNouns = nouns(noSwarm, 'Manage Swarm', {
  init: ['[OPTIONS]', 'Initialize a swarm'],
  join: ['[OPTIONS] HOST:PORT', 'Join a swarm as a node and/or manager'],
});

/** What needs a swarm is left out of the lists, as Docker leaves it out on a host that is in none. */
export const swarm: Group = {
  ...swarmNouns,
  commands: {
    ...swarmNouns.commands,
    ca: unavailable(noSwarm, '[OPTIONS]', 'Display and rotate the root CA', true),
    'join-token': unavailable(noSwarm, '[OPTIONS] (worker|manager)', 'Manage join tokens', true),
    leave: unavailable(noSwarm, '[OPTIONS]', 'Leave the swarm', true),
    unlock: unavailable(noSwarm, '', 'Unlock swarm', true),
    'unlock-key': unavailable(noSwarm, '[OPTIONS]', 'Manage the unlock key', true),
    update: unavailable(noSwarm, '[OPTIONS]', 'Update the swarm', true),
  },
};

const outOfSwarm = { hidden: true };

export const config = nouns(
  noSwarm,
  'Manage Swarm configs',
  {
    create: ['[OPTIONS] CONFIG file|-', 'Create a config from a file or STDIN'],
    inspect: ['[OPTIONS] CONFIG [CONFIG...]', 'Display detailed information on one or more configs'],
    ls: ['[OPTIONS]', 'List configs'],
    rm: ['CONFIG [CONFIG...]', 'Remove one or more configs'],
  },
  outOfSwarm,
);

export const node = nouns(
  noSwarm,
  'Manage Swarm nodes',
  {
    demote: ['NODE [NODE...]', 'Demote one or more nodes from manager in the swarm'],
    inspect: ['[OPTIONS] self|NODE [NODE...]', 'Display detailed information on one or more nodes'],
    ls: ['[OPTIONS]', 'List nodes in the swarm'],
    promote: ['NODE [NODE...]', 'Promote one or more nodes to manager in the swarm'],
    ps: ['[OPTIONS] [NODE...]', 'List tasks running on one or more nodes, defaults to current node'],
    rm: ['[OPTIONS] NODE [NODE...]', 'Remove one or more nodes from the swarm'],
    update: ['[OPTIONS] NODE', 'Update a node'],
  },
  outOfSwarm,
);

export const secret = nouns(
  noSwarm,
  'Manage Swarm secrets',
  {
    create: ['[OPTIONS] SECRET [file|-]', 'Create a secret from a file or STDIN as content'],
    inspect: ['[OPTIONS] SECRET [SECRET...]', 'Display detailed information on one or more secrets'],
    ls: ['[OPTIONS]', 'List secrets'],
    rm: ['SECRET [SECRET...]', 'Remove one or more secrets'],
  },
  outOfSwarm,
);

export const service = nouns(
  noSwarm,
  'Manage Swarm services',
  {
    create: ['[OPTIONS] IMAGE [COMMAND] [ARG...]', 'Create a new service'],
    inspect: ['[OPTIONS] SERVICE [SERVICE...]', 'Display detailed information on one or more services'],
    logs: ['[OPTIONS] SERVICE|TASK', 'Fetch the logs of a service or task'],
    ls: ['[OPTIONS]', 'List services'],
    ps: ['[OPTIONS] SERVICE [SERVICE...]', 'List the tasks of one or more services'],
    rm: ['SERVICE [SERVICE...]', 'Remove one or more services'],
    rollback: ['[OPTIONS] SERVICE', "Revert changes to a service's configuration"],
    scale: ['SERVICE=REPLICAS [SERVICE=REPLICAS...]', 'Scale one or multiple replicated services'],
    update: ['[OPTIONS] SERVICE', 'Update a service'],
  },
  outOfSwarm,
);

export const stack = nouns(
  noSwarm,
  'Manage Swarm stacks',
  {
    config: ['[OPTIONS]', 'Outputs the final config file, after doing merges and interpolations'],
    deploy: ['[OPTIONS] STACK', 'Deploy a new stack or update an existing stack'],
    ls: ['[OPTIONS]', 'List stacks'],
    ps: ['[OPTIONS] STACK', 'List the tasks in the stack'],
    rm: ['[OPTIONS] STACK [STACK...]', 'Remove one or more stacks'],
    services: ['[OPTIONS] STACK', 'List the services in the stack'],
  },
  { ...outOfSwarm, synonyms: { list: 'ls', remove: 'rm', down: 'rm', up: 'deploy' } },
);

/** Docker's own sentence for a daemon like this one. */
const experimental = 'is only supported on a Docker daemon with experimental features enabled';

export const checkpoint: Group = {
  short: 'Manage checkpoints',
  hidden: true,
  unsupported: experimental,
  commands: Object.fromEntries(
    ['create', 'ls', 'rm'].map((name) => [name, { ...unavailable(experimental, '', ''), unsupported: experimental }]),
  ),
  synonyms: { list: 'ls', remove: 'rm' },
};

/** Contexts of other hosts; `ls`, `show`, `inspect` and `use` work for the one there is. */
export const contexts: Readonly<Record<string, Command>> = {
  create: unavailable(oneHost, '[OPTIONS] CONTEXT', 'Create a context'),
  export: unavailable(oneHost, '[OPTIONS] CONTEXT [FILE|-]', 'Export a context to a tar archive FILE or a tar stream on STDOUT.'),
  import: unavailable(oneHost, 'CONTEXT FILE|-', 'Import a context from a tar or zip file'),
  rm: unavailable(oneHost, 'CONTEXT [CONTEXT...]', 'Remove one or more contexts'),
  update: unavailable(oneHost, '[OPTIONS] CONTEXT', 'Update a context'),
};

export const volumeUpdate = unavailable(noSwarm, '[OPTIONS] [VOLUME]', 'Update a volume (cluster volumes only)', true);
