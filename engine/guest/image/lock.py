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


lock = {
    'artefacts': {
        name: {'size': os.path.getsize(os.path.join(directory, name)), 'digest': digest(os.path.join(directory, name))}
        for name in ARTEFACTS
    },
    'kernelConfig': digest(kernel_config),
    'packages': dict(sorted(line.rstrip('\n').rsplit(' ', 1) for line in open(packages))),
}
with open(os.path.join(directory, 'LOCK.json'), 'w') as file:
    json.dump(lock, file, indent=2)
    file.write('\n')
