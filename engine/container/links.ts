import type { Container } from './container.ts';
import { type Context, find } from './context.ts';

/** Lines of `/etc/hosts` for `--link` on the default bridge (moby `buildSandboxOptions`): its address, alias, hostname and name. */
export function linkedHosts(context: Context, { record }: Container): string[] {
  if ((record.hostConfig.NetworkMode ?? 'bridge') !== 'bridge') return [];
  return (record.hostConfig.Links ?? []).flatMap((link) => {
    const [ref = '', path] = link.split(':');
    const other = find(context, ref);
    const address = other.run?.sandbox?.joined.get('bridge')?.address;
    const alias = (path ?? ref).split('/').at(-1) ?? ref;
    const names = new Set([alias, other.record.config.Hostname ?? '', other.name]);
    return address ? [`${address}\t${[...names].join(' ')}`] : [];
  });
}
