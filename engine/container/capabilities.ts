import { EngineError } from '../base/errors.ts';

/** capabilities(7), in the order of their numbers. */
const all = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW ' +
  'IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD ' +
  'LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** moby: `caps.DefaultCapabilities`. */
const usual =
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'.split(' ');

/** Checks the names; the API reports a wrong one as `invalid CapAdd: ...`. */
export function checkCapabilities(field: 'CapAdd' | 'CapDrop', names: readonly string[]): void {
  for (const name of names) {
    const plain = normal(name);
    if (plain !== 'ALL' && !all.includes(plain)) throw new EngineError('invalid', `invalid ${field}: unknown capability: "CAP_${plain}"`);
  }
}

/** moby: `caps.TweakCapabilities`. Without the prefix `CAP_`, as the agent wants them. */
export function capabilitiesOf(add: readonly string[], drop: readonly string[], privileged: boolean): string[] {
  if (privileged) return all;
  const added = add.map(normal);
  const dropped = drop.map(normal);
  const base = added.includes('ALL') ? all : dropped.includes('ALL') ? [] : usual;
  const kept = base.filter((name) => !dropped.includes(name));
  return [...new Set([...kept, ...added.filter((name) => name !== 'ALL' && !dropped.includes(name))])];
}

function normal(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
