import type { PortBinding } from '../../api/types/container.ts';
import { between, command } from '../command.ts';
import { cut } from '../flag.ts';
import { naturalOrder } from '../format/natural.ts';

export const port = command({
  use: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  short: 'List port mappings or a specific mapping for the container',
  aliases: 'docker container port, docker port',
  flags: {},
  args: between(1, 2),
  completes: 'running',
  async run({ client, args, out }) {
    const [name = '', wanted] = args;
    const { NetworkSettings } = await client.containers.inspect(name);
    const ports = NetworkSettings.Ports ?? {};
    const lines: string[] = [];
    if (wanted === undefined) {
      for (const [inner, bindings] of Object.entries(ports))
        for (const binding of bindings ?? []) lines.push(`${inner} -> ${join(binding)}`);
    } else {
      const { key, value = '' } = cut(wanted, '/');
      const protocol = value || 'tcp';
      if (!/^\d+$/.test(key) || Number(key) > 65535) {
        const why = /^\d+$/.test(key) ? 'value out of range' : 'invalid syntax';
        throw new Error(`Error: invalid port (${key}): strconv.ParseUint: parsing ${JSON.stringify(key)}: ${why}`);
      }
      const bindings = ports[`${key}/${protocol}`] ?? [];
      if (bindings.length === 0) throw new Error(`Error: No public port '${wanted}' published for ${name}`);
      lines.push(...bindings.map(join));
    }
    lines.sort(naturalOrder);
    await out(lines.map((line) => `${line}\n`).join(''));
  },
});

function join({ HostIp, HostPort }: PortBinding): string {
  return HostIp.includes(':') ? `[${HostIp}]:${HostPort}` : `${HostIp}:${HostPort}`;
}
