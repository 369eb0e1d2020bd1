import { apiVersion } from '../../api/transport.ts';
import type { SystemVersion } from '../../api/types/system.ts';
import { messageOf } from '../../base/errors.ts';
import { command, noArguments } from '../command.ts';
import { StatusError } from '../errors.ts';
import { inspectFormatUsage, string } from '../flag.ts';
import { alignColumns } from '../format/tabwriter.ts';
import { goType } from '../format/types.ts';
import { TemplateError } from '../template/parse.ts';
import { compile, type Template } from '../template/template.ts';
import { cliVersion, gitCommit } from '../version.ts';

export const version = command({
  use: '[OPTIONS]',
  short: 'Show the Docker version information',
  flags: { format: string('f', inspectFormatUsage) },
  args: noArguments,
  async run({ client, flags, out }) {
    const template = flags.format === '' ? undefined : parsed(flags.format, 'version');
    const server = await client.system.version();
    const own = { ...ownVersion(), ApiVersion: client.apiVersion, Os: 'linux', Arch: server.Arch };
    if (template !== undefined) {
      await writeExecuted(out, template, { Client: own, Server: readable(server) }, 'system.versionInfo');
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

/** What this command is; the two that Docker's was built with are nothing here. */
export function ownVersion() {
  return { Version: cliVersion, DefaultAPIVersion: apiVersion, GitCommit: gitCommit, Context: 'default' };
}

/** The daemon's own part with its date as people write it. */
function readable(server: SystemVersion): SystemVersion {
  const Components = (server.Components ?? []).map((part) => {
    const built = Date.parse(part.Details?.BuildTime ?? '');
    return Number.isNaN(built) ? part : { ...part, Details: { ...part.Details, BuildTime: ansiDate(new Date(built)) } };
  });
  return { ...server, Components };
}

/** A template that does not parse ends with 64. */
export function parsed(format: string, name = '') {
  try {
    return compile(format === 'json' ? '{{json .}}' : format, name);
  } catch (error) {
    throw new StatusError(`template parsing error: ${messageOf(error)}`, 64);
  }
}

/** What it writes is written also when it fails halfway. */
export async function writeExecuted(out: (text: string) => Promise<void>, template: Template, data: unknown, type: string): Promise<void> {
  try {
    await out(`${template.execute(data, { type: goType(type) })}\n`);
  } catch (error) {
    if (error instanceof TemplateError) await out(`${error.partial}\n`);
    throw error;
  }
}
