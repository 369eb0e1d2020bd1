import { apiVersion } from '../../api/transport.ts';
import type { SystemVersion } from '../../api/types/system.ts';
import { messageOf } from '../../base/errors.ts';
import { command, noArguments } from '../command.ts';
import { StatusError } from '../errors.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { expandEscapes } from '../format/list.ts';
import { alignColumns } from '../format/tabwriter.ts';
import { compile } from '../template/template.ts';
import { cliVersion, gitCommit } from '../version.ts';

export const version = command({
  use: '[OPTIONS]',
  short: 'Show the Docker version information',
  flags: { format: string('f', inspectFormatUsage) },
  args: noArguments,
  async run({ client, flags, out }) {
    const server = await client.system.version();
    const own = {
      Version: cliVersion,
      ApiVersion: client.apiVersion,
      DefaultAPIVersion: apiVersion,
      GitCommit: gitCommit,
      GoVersion: '',
      Os: 'linux',
      Arch: server.Arch,
      Context: 'default',
    };
    if (flags.format !== '') {
      const template = flags.format === 'json' ? '{{json .}}' : expandEscapes(flags.format);
      try {
        const all = { Client: { ...own, APIVersion: own.ApiVersion }, Server: { ...server, APIVersion: server.ApiVersion } };
        await out(
          `${compile(template).execute(flags.format === 'json' ? { Client: own, Server: server } : all, { type: 'system.versionInfo' })}\n`,
        );
      } catch (error) {
        throw new StatusError(`template parsing error: ${messageOf(error)}`, 64);
      }
      return;
    }
    const lowered = own.ApiVersion === apiVersion ? '' : ` (downgraded from ${apiVersion})`;
    const lines = [
      'Client:',
      ` Version:\t${own.Version}`,
      ` API version:\t${own.ApiVersion}${lowered}`,
      ` Git commit:\t${own.GitCommit}`,
      ` OS/Arch:\t${own.Os}/${own.Arch}`,
      ` Context:\t${own.Context}`,
      '',
      ...serverLines(server),
    ];
    await out(`${alignColumns(lines.join('\n'), { minimum: 20, padding: 1 })}\n`);
  },
});

function serverLines(server: SystemVersion): string[] {
  const lines = [`Server:${server.Platform?.Name ? ` ${server.Platform.Name}` : ''}`];
  for (const { Name, Version, Details } of server.Components ?? []) {
    const detail = (key: string) => Details?.[key] ?? '';
    lines.push(` ${Name}:`, `  Version:\t${Version}`);
    if (Name === 'Engine') {
      const built = Date.parse(detail('BuildTime'));
      lines.push(
        `  API version:\t${detail('ApiVersion')} (minimum version ${detail('MinAPIVersion')})`,
        `  Go version:\t${detail('GoVersion')}`,
        `  Git commit:\t${detail('GitCommit')}`,
        `  Built:\t${Number.isNaN(built) ? detail('BuildTime') : ansiDate(new Date(built))}`,
        `  OS/Arch:\t${detail('Os')}/${detail('Arch')}`,
        `  Experimental:\t${detail('Experimental')}`,
      );
    } else for (const key of Object.keys(Details ?? {}).sort()) lines.push(`  ${key}:\t${detail(key)}`);
  }
  return lines;
}

/** C's asctime: `Thu May  7 21:09:36 2026`. */
function ansiDate(date: Date): string {
  const [day = '', , month, year, time] = date.toUTCString().split(' ');
  return `${day.slice(0, 3)} ${month} ${String(date.getUTCDate()).padStart(2)} ${time} ${year}`;
}
