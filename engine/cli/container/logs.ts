import { stdCopy } from '../../api/client/stdcopy.ts';
import { copy } from '../../base/stream.ts';
import { command, exactly } from '../command.ts';
import { bool, string } from '../flag.ts';
import { timestamp } from '../parse/timestamp.ts';

export const logs = command({
  use: '[OPTIONS] CONTAINER',
  short: 'Fetch the logs of a container',
  aliases: 'docker container logs, docker logs',
  flags: {
    details: bool('', 'Show extra details provided to logs'),
    follow: bool('f', 'Follow log output'),
    since: string('', 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
    tail: string('n', 'Number of lines to show from the end of the logs', 'all'),
    timestamps: bool('t', 'Show timestamps'),
    until: string('', 'Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
  },
  args: exactly(1),
  completes: 'containers',
  async run({ client, io, flags, args }) {
    const { Id, Config } = await client.containers.inspect(args[0] ?? '');
    const { body } = await client.containers.logs(Id, {
      stdout: true,
      stderr: true,
      follow: flags.follow,
      timestamps: flags.timestamps,
      details: flags.details,
      tail: flags.tail,
      since: timestamp('since', flags.since, Date.now()),
      until: timestamp('until', flags.until, Date.now()),
      signal: io.closed,
    });
    if (Config.Tty) await copy(body, io.stdout);
    else await stdCopy(body, io.stdout, io.stderr);
  },
});
