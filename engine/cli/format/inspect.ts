import { messageOf } from '../../base/errors.ts';
import { describe, StatusError } from '../errors.ts';
import { compile } from '../template/template.ts';
import { expandEscapes } from './list.ts';

export interface InspectCall {
  readonly args: readonly string[];
  readonly format: string;
  out(text: string): Promise<void>;
}

/** Objects one after the other, as JSON or through a template; what was found is printed even when something was not. */
export async function inspectAll({ args, format, out }: InspectCall, get: (name: string) => Promise<unknown>): Promise<void> {
  const template = format === '' || format === 'json' ? undefined : parse(format);
  const found: unknown[] = [];
  const failures: string[] = [];
  for (const name of args) {
    try {
      found.push(await get(name));
    } catch (error) {
      failures.push(describe(error));
    }
  }
  let text = '';
  if (template !== undefined) {
    for (const object of found) {
      try {
        text += `${template.execute(object, { zeros, aliases })}\n`;
      } catch (error) {
        failures.push(`template parsing error: ${messageOf(error)}`);
      }
    }
    if (text === '') text = '\n';
  } else if (format === 'json') text = `${goJson(JSON.stringify(found))}\n`;
  else text = `${goJson(JSON.stringify(found, null, 4))}\n`;
  await out(text);
  if (failures.length > 0) throw new StatusError(failures.join('\n'));
}

function parse(format: string) {
  try {
    return compile(expandEscapes(format));
  } catch (error) {
    throw new StatusError(`template parsing error: ${messageOf(error)}`, 64);
  }
}

/**
 * Fields that a daemon leaves out of its JSON when they are empty (Go's `omitempty`), and what a template sees of them. Also how a null of
 * these names prints: maps as `map[]`, pointers as `<nil>`; any other null is an empty list.
 */
const zeros: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(['Health', 'Healthcheck', 'StopTimeout', 'Init', 'IPAMConfig', 'UsageData'].map((name) => [name, null])),
  ...Object.fromEntries(['OnBuild', 'Shell', 'Mounts', 'Env', 'Cmd', 'Entrypoint', 'Layers', 'Aliases', 'Links'].map((name) => [name, []])),
  ...Object.fromEntries(
    ['ExposedPorts', 'Volumes', 'Labels', 'Tmpfs', 'Sysctls', 'Annotations', 'Options', 'Status'].map((name) => [name, {}]),
  ),
  ...Object.fromEntries(
    ['StopSignal', 'MacAddress', 'User', 'WorkingDir', 'Variant', 'DockerVersion', 'Author', 'Comment', 'Parent'].map((name) => [name, '']),
  ),
  ...Object.fromEntries(['SizeRw', 'SizeRootFs'].map((name) => [name, null])),
  ...Object.fromEntries(['ArgsEscaped', 'NetworkDisabled'].map((name) => [name, false])),
  PortBindings: {},
  Ports: {},
  Networks: {},
  LogConfig: {},
};

/** Docker's templates see Go's structs, whose fields are not all named as in JSON. */
const aliases: Readonly<Record<string, string>> = {
  ID: 'Id',
  DNS: 'Dns',
  DNSOptions: 'DnsOptions',
  DNSSearch: 'DnsSearch',
  NanoCPUs: 'NanoCpus',
  CPUShares: 'CpuShares',
  CPUPeriod: 'CpuPeriod',
  CPUQuota: 'CpuQuota',
  HostIP: 'HostIp',
};

/** A daemon's JSON has these escaped, and inspect shows it as it came. */
function goJson(text: string): string {
  return text.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}
