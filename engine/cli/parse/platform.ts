const systems = 'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
  ' ',
);
const machines =
  '386 amd64 arm armbe arm64 ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm x86_64 x86-64 i386 aarch64 armhf armel'.split(
    ' ',
  );

/** As containerd's platforms package takes `os[/arch[/variant]]`, one half of it alone too. */
export function checkPlatform(text: string): void {
  if (text === '') return;
  const parts = text.split('/');
  const fail = (what: string) => new Error(`error parsing specified platform: ${what}: invalid argument`);
  for (const part of parts) {
    if (!/^[A-Za-z0-9_.-]+$/.test(part))
      throw fail(`"${part}" is an invalid component of "${text}": platform specifier component must match "^[A-Za-z0-9_.-]+$"`);
  }
  if (parts.length > 3) throw fail(`${JSON.stringify(text)}: cannot parse platform specifier`);
  const known = systems.includes((parts[0] ?? '').toLowerCase()) || machines.includes((parts[0] ?? '').toLowerCase());
  if (parts.length === 1 && !known) throw fail(`${JSON.stringify(text)}: unknown operating system or architecture`);
}
