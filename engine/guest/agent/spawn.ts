import type { Mount, Spawn } from '../agent.ts';
import { ItemWriter } from './codec.ts';
import { capabilityMask, namespaceFlags, parseMountFlags, resourceNumber } from './linux.ts';
import * as wire from './wire.ts';

/** The request for a spawn. Throws TypeError for names that Linux does not know. */
export function encodeSpawn(spec: Spawn): ItemWriter {
  const items = new ItemWriter();
  items.u32(wire.TAG_FLAGS, flagsOf(spec)).texts(wire.TAG_ARG, spec.argv).texts(wire.TAG_ENV, spec.env).text(wire.TAG_CWD, spec.cwd);
  if (spec.user !== undefined) {
    items.u32(wire.TAG_UID, spec.user.uid).u32(wire.TAG_GID, spec.user.gid);
    for (const group of spec.user.groups ?? []) items.u32(wire.TAG_GROUP, group);
  }
  items.u32(wire.TAG_ROWS, spec.terminal?.rows).u32(wire.TAG_COLS, spec.terminal?.cols);
  encodeNamespaces(items, spec.namespaces ?? {});
  items
    .text(wire.TAG_HOSTNAME, spec.hostname)
    .text(wire.TAG_DOMAINNAME, spec.domainname)
    .text(wire.TAG_ROOT, spec.root)
    .text(wire.TAG_CGROUP, spec.cgroup)
    .texts(wire.TAG_MASKED, spec.maskedPaths)
    .texts(wire.TAG_READONLY, spec.readonlyPaths)
    .u32(wire.TAG_OOM_SCORE, spec.oomScoreAdj)
    .u64(wire.TAG_CAPABILITIES, spec.capabilities && capabilityMask(spec.capabilities));
  for (const mount of spec.mounts ?? []) items.nested(wire.TAG_MOUNT, (inner) => encodeMount(inner, mount));
  for (const { path, type, major, minor, mode } of spec.devices ?? [])
    items.nested(wire.TAG_DEVICE, (inner) =>
      inner
        .text(wire.TAG_PATH, path)
        .u32(wire.TAG_MODE, (type === 'c' ? 0o020000 : 0o060000) | mode)
        .u32(wire.TAG_MAJOR, major)
        .u32(wire.TAG_MINOR, minor),
    );
  for (const { path, target } of spec.symlinks ?? [])
    items.nested(wire.TAG_LINK, (inner) => inner.text(wire.TAG_PATH, path).text(wire.TAG_TARGET, target));
  for (const [name, value] of Object.entries(spec.sysctls ?? {}))
    items.nested(wire.TAG_SYSCTL, (inner) => inner.text(wire.TAG_NAME, name).text(wire.TAG_VALUE, value));
  for (const { name, soft, hard } of spec.rlimits ?? [])
    items.nested(wire.TAG_RLIMIT, (inner) =>
      inner.u32(wire.TAG_RESOURCE, resourceNumber(name)).u64(wire.TAG_SOFT, limit(soft)).u64(wire.TAG_HARD, limit(hard)),
    );
  return items;
}

export function encodeMount(items: ItemWriter, mount: Mount): ItemWriter {
  const { flags, propagation } = parseMountFlags(mount.flags ?? []);
  return items
    .text(wire.TAG_SOURCE, mount.source)
    .text(wire.TAG_TARGET, mount.target)
    .text(wire.TAG_TYPE, mount.type || undefined)
    .text(wire.TAG_OPTIONS, mount.data)
    .u32(wire.TAG_MOUNT_FLAGS, flags)
    .u32(wire.TAG_PROPAGATION, propagation || undefined);
}

function flagsOf(spec: Spawn): number {
  return (
    (spec.terminal ? wire.SPAWN_TERMINAL : 0) |
    (spec.stdin === 'pipe' ? wire.SPAWN_STDIN : 0) |
    (spec.createCwd ? wire.SPAWN_CREATE_CWD : 0) |
    (spec.readonlyRoot ? wire.SPAWN_READONLY_ROOT : 0) |
    (spec.noNewPrivileges ? wire.SPAWN_NO_NEW_PRIVILEGES : 0) |
    (spec.init ? wire.SPAWN_INIT : 0) |
    (spec.held ? wire.SPAWN_HELD : 0)
  );
}

/** What is new is made by clone in one; what is joined is told by process, so that one call of setns joins all of it. */
function encodeNamespaces(items: ItemWriter, namespaces: NonNullable<Spawn['namespaces']>): void {
  let made = 0;
  const joined = new Map<number, number>();
  for (const [kind, flag] of Object.entries(namespaceFlags)) {
    const wanted = namespaces[kind as keyof typeof namespaceFlags];
    if (wanted === undefined) continue;
    if (wanted === 'new') made |= flag;
    else if ('pid' in wanted) joined.set(wanted.pid, (joined.get(wanted.pid) ?? 0) | flag);
    else items.text(wire.TAG_NAMESPACE, wanted.name);
  }
  if (made !== 0) items.u32(wire.TAG_NEW_NAMESPACES, made);
  for (const [pid, flags] of joined)
    items.nested(wire.TAG_JOIN, (inner) => inner.u32(wire.TAG_PID, pid).u32(wire.TAG_NEW_NAMESPACES, flags));
}

/** -1 and Infinity are "unlimited". */
function limit(value: number): bigint {
  return value < 0 || value >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(value);
}
