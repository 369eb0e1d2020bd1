/** Values that Docker's own completion offers for flags, and that need no daemon to be known. */

const capabilities =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
    .split(' ')
    .map((name) => `CAP_${name}`);

const plain =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ';
const realtime = [
  'RTMIN',
  ...Array.from({ length: 15 }, (_, at) => `RTMIN+${at + 1}`),
  ...Array.from({ length: 14 }, (_, at) => `RTMAX-${14 - at}`),
  'RTMAX',
];
const signals = [...plain.split(' '), ...realtime];

export const choices: Readonly<Record<string, readonly string[]>> = {
  attach: ['stderr', 'stdin', 'stdout'],
  'cap-add': ['ALL', ...capabilities],
  'cap-drop': ['ALL', ...capabilities],
  call: ['build', 'check', 'outline', 'targets'],
  cgroupns: ['host', 'private'],
  'detach-keys': ['ctrl-'],
  format: ['json', 'table'],
  ipc: ['container:', 'host', 'none', 'private', 'shareable'],
  'log-level': ['debug', 'info', 'warn', 'error', 'fatal', 'panic'],
  'log-opt': ['max-buffer-size=', 'mode=', 'env=', 'env-regex=', 'labels=', 'compress=', 'max-file=', 'max-size=', 'tag='],
  pid: ['container:', 'host'],
  platform:
    'linux/386 linux/amd64 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm64 linux/arm64/v8 linux/ppc64le linux/s390x linux/riscv64 windows/amd64 wasip1/wasm'.split(
      ' ',
    ),
  progress: ['auto', 'plain', 'quiet', 'rawjson', 'tty'],
  pull: ['always', 'missing', 'never'],
  restart: ['no', 'always', 'on-failure', 'unless-stopped'],
  'security-opt': ['apparmor=', 'label=', 'no-new-privileges', 'seccomp=', 'systempaths=unconfined'],
  signal: signals,
  'stop-signal': signals,
  'storage-opt': ['size='],
  type: ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume'],
  ulimit:
    'as chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nproc priority rss rtprio sigpending stack'
      .split(' ')
      .map((name) => `${name}=`),
  userns: ['host'],
  uts: ['host'],
};

export const fileFlags: readonly string[] = [
  'env-file',
  'label-file',
  'file',
  'volume',
  'output',
  'input',
  'cidfile',
  'iidfile',
  'metadata-file',
  'workdir',
  'mount',
];
