import { command, noArguments } from '../command.ts';
import { bool, formatUsage, string } from '../flag.ts';
import { formatList } from '../format/list.ts';
import { defaultHost } from '../io.ts';

export const ls = command({
  use: '[OPTIONS]',
  short: 'List contexts',
  aliases: 'docker context ls, docker context list',
  flags: { format: string('', formatUsage), quiet: bool('q', 'Only show context names') },
  args: noArguments,
  async run({ io, flags, out, err }) {
    const row = {
      Current: true,
      Name: 'default',
      Description: 'Current DOCKER_HOST based configuration',
      DockerEndpoint: io.host ?? defaultHost,
      Error: '',
    };
    await out(
      formatList([row], {
        format: flags.quiet ? '{{.Name}}' : flags.format,
        table: 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}',
        headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
        type: '*formatter.clientContextContext',
      }),
    );
    if (io.env.DOCKER_HOST)
      await err(
        'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
      );
  },
});
