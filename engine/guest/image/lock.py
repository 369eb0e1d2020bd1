"""Writes LOCK.json: digest and size of every artefact, and what it was made from.

usage: lock.py DIRECTORY PACKAGES KERNEL_CONFIG
"""

import hashlib
import json
import os
import sys

directory, packages, kernel_config = sys.argv[1:]
ARTEFACTS = ['bios.bin', 'bzImage', 'initramfs', 'vgabios-stdvga.bin']


def digest(path: str) -> str:
    with open(path, 'rb') as file:
        return 'sha256:' + hashlib.sha256(file.read()).hexdigest()


# NOTICES.md names what LICENSES/ holds, with the very versions the artefacts were built from.
NOTICES = """# What is in here, and under which terms

The guest was built by `engine/guest/image/build.sh` from Debian 12's packages; `LOCK.json` has their versions. The complete
corresponding source of each is the Debian source package of that name and version, together with the recipe in that folder.

| artefact | program | Debian source package | licence | text |
|---|---|---|---|---|
| `bzImage` | Linux | linux, as `linux-source-6.12` {linux} | GPL-2.0 with Linux-syscall-note | `LICENSES/linux.txt` |
| `initramfs` | GNU bash | bash {bash} | GPL-3.0 or later | `LICENSES/bash.txt`, `GPL-3.txt` |
| `initramfs` | BusyBox | busybox {busybox} | GPL-2.0 | `LICENSES/busybox.txt`, `GPL-2.txt` |
| `initramfs` | GNU nano | nano {nano} | GPL-3.0 or later | `LICENSES/nano.txt`, `GPL-3.txt`, `GFDL-1.2.txt` |
| `initramfs` | jq | jq {jq} | MIT and others | `LICENSES/jq.txt` |
| `initramfs` | ncurses, terminfo entries (linked into bash and nano) | ncurses {ncurses} | MIT (X11) | `LICENSES/ncurses.txt` |
| `initramfs` | musl (linked into all of them) | musl {musl} | MIT | `LICENSES/musl.txt` |
| `initramfs` | Drydock's agent and root files | `engine/guest/image/` | Apache-2.0 | `LICENSES/Apache-2.0.txt` |
| `bios.bin`, `vgabios-stdvga.bin` | SeaBIOS | seabios {seabios} | LGPL-3.0 and GPL-3.0 | `LICENSES/seabios.txt`, `LGPL-3.txt`, `GPL-3.txt` |
| `state.bin.zst` | all of the above, in the memory of a booted machine | | | |

The emulator, v86, comes from npm with its own licence (BSD-2-Clause) beside it.
"""

versions = dict(line.rstrip('\n').rsplit(' ', 1) for line in open(packages))
lock = {
    'artefacts': {
        name: {'size': os.path.getsize(os.path.join(directory, name)), 'digest': digest(os.path.join(directory, name))}
        for name in ARTEFACTS
    },
    'kernelConfig': digest(kernel_config),
    'packages': dict(sorted(versions.items())),
}
with open(os.path.join(directory, 'LOCK.json'), 'w') as file:
    json.dump(lock, file, indent=2)
    file.write('\n')
with open(os.path.join(directory, 'NOTICES.md'), 'w') as file:
    sources = {name: versions[f'{name} (source)'] for name in ('bash', 'busybox', 'jq', 'nano', 'ncurses')}
    file.write(NOTICES.format(linux=versions['linux-source-6.12'], seabios=versions['seabios'], musl=versions['musl-dev:i386'], **sources))
