import { atMost, command, exactly, type Group } from '../command.ts';
import { bool, string } from '../flag.ts';
import { formatList } from '../format/list.ts';
import { alignColumns } from '../format/tabwriter.ts';
import { unavailable } from '../unavailable.ts';
import { gitCommit } from '../version.ts';
import { build } from './build.ts';
import { du } from './du.ts';
import { prune } from './prune.ts';

/** `docker buildx`, also under its older name `docker builder`: there is one builder, the engine's own. */

/** Of the releases that come with the Docker release whose command line this one is. */
const buildxVersion = 'v0.24.0';
const buildkitVersion = 'v0.22.0+drydock';
const platforms = 'linux/386';
const builderFlags = { builder: string('', 'Override the configured builder instance'), debug: bool('D', 'Enable debug logging') };

const ls = command({
  use: '',
  short: 'List builder instances',
  fullName: 'docker buildx ls',
  flags: { debug: builderFlags.debug, format: string('', 'Format the output', 'table'), 'no-trunc': bool('', "Don't truncate output") },
  args: exactly(0),
  async run({ flags, out }) {
    const node = { Endpoint: 'default', Error: '', LastActivity: '', Name: 'default', Platforms: platforms };
    if (flags.format === 'json') {
      const builder = { Current: true, Driver: 'docker', Dynamic: false, LastActivity: '0001-01-01T00:00:00Z', Name: 'default' };
      const { Endpoint, Name } = node;
      const nodes = [{ Endpoint, IDs: [], Name, Platforms: [platforms], Status: 'running', Version: buildkitVersion }];
      await out(`${JSON.stringify({ ...builder, Nodes: nodes })}\n`);
      return;
    }
    const isTable = flags.format.startsWith('table');
    const rows = [
      { ...node, Name: isTable ? 'default*' : 'default', DriverEndpoint: 'docker', Status: '', Buildkit: '', Platforms: '' },
      {
        ...node,
        Name: isTable ? ' \\_ default' : 'default',
        DriverEndpoint: isTable ? ' \\_ default' : 'default',
        Status: 'running',
        Buildkit: buildkitVersion,
      },
    ];
    const headers = {
      Name: 'NAME/NODE',
      DriverEndpoint: 'DRIVER/ENDPOINT',
      LastActivity: 'LAST ACTIVITY',
      Status: 'STATUS',
      Buildkit: 'BUILDKIT',
      Platforms: 'PLATFORMS',
    };
    const table = 'table {{.Name}}\t{{.DriverEndpoint}}\t{{.Status}}\t{{.Buildkit}}\t{{.Platforms}}';
    await out(formatList(rows, { format: flags.format, table, headers, type: '*commands.lsContext' }));
  },
});

const inspect = command({
  use: '[NAME]',
  short: 'Inspect current builder instance',
  fullName: 'docker buildx inspect',
  flags: { ...builderFlags, bootstrap: bool('', 'Ensure builder has booted before inspecting') },
  args: atMost(1),
  async run({ flags, args, out }) {
    const name = args[0] ?? flags.builder;
    if (name !== '' && name !== 'default') throw notFound(name);
    const head = [
      ['Name:', 'default'],
      ['Driver:', 'docker'],
    ];
    const node = [
      ['Name:', 'default'],
      ['Endpoint:', 'default'],
      ['Status:', 'running'],
      ['BuildKit version:', buildkitVersion],
      ['Platforms:', platforms],
    ];
    const aligned = (rows: readonly string[][]) =>
      alignColumns(rows.map((row) => `${row.join('\t')}\n`).join(''), { minimum: 0, padding: 1 });
    await out(`${aligned(head)}\nNodes:\n${aligned(node)}`);
  },
});

const version = command({
  use: '',
  short: 'Show buildx version information',
  fullName: 'docker buildx version',
  flags: { debug: builderFlags.debug },
  args: exactly(0),
  async run({ out }) {
    await out(`github.com/docker/buildx ${buildxVersion} ${gitCommit}\n`);
  },
});

const use = command({
  use: '[OPTIONS] NAME',
  short: 'Set the current builder instance',
  fullName: 'docker buildx use',
  flags: {
    ...builderFlags,
    default: bool('', 'Set builder as default for current context'),
    global: bool('', 'Builder persists context changes'),
  },
  args: atMost(1),
  async run({ args, flags }) {
    const name = args[0] ?? flags.builder;
    if (name !== '' && name !== 'default') throw notFound(name);
  },
});

const stop = command({
  use: '[NAME]',
  short: 'Stop builder instance',
  fullName: 'docker buildx stop',
  flags: builderFlags,
  args: atMost(1),
  // A builder of the docker driver is the engine: buildx leaves it running.
  async run({ args, flags }) {
    const name = args[0] ?? flags.builder;
    if (name !== '' && name !== 'default') throw notFound(name);
  },
});

function notFound(name: string): Error {
  return new Error(`ERROR: no builder ${JSON.stringify(name)} found`);
}

const oneBuilder = 'there is one builder, the one of the engine in this page';
const noRegistryTools = 'manifest lists are for other machines than this one';

export const buildx: Group = {
  short: 'Docker Buildx',
  long: 'Extended build capabilities with BuildKit',
  fullName: 'docker buildx',
  commands: {
    bake: unavailable(
      'a bake file is for many builds at once; docker compose build does that here',
      '[OPTIONS] [TARGET...]',
      'Build from a file',
    ),
    build: { ...build, short: 'Start a build' },
    create: unavailable(oneBuilder, '[OPTIONS] [CONTEXT|ENDPOINT]', 'Create a new builder instance'),
    du,
    history: unavailable('builds leave no records here', 'COMMAND', 'Commands to work on build records'),
    imagetools: unavailable(noRegistryTools, 'COMMAND', 'Commands to work on images in registry'),
    inspect,
    ls,
    prune,
    rm: unavailable(oneBuilder, '[OPTIONS] [NAME] [NAME...]', 'Remove one or more builder instances'),
    stop,
    use,
    version,
  },
  synonyms: { b: 'build' },
};
