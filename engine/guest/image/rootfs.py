"""Lays out the guest's root: the files of rootfs/, the programs of the build root, busybox's names, device nodes.

usage: rootfs.py ROOTFS BUILDROOT TARGET
"""

import os
import shutil
import stat
import subprocess
import sys

rootfs, buildroot, target = sys.argv[1:]

DIRECTORIES = 'dev etc mnt proc root run sys tmp usr/bin usr/share/terminfo var/lib var/log workspace'.split()
LINKS = {'bin': 'usr/bin', 'sbin': 'usr/bin', 'lib': 'usr/lib', 'usr/sbin': 'bin', 'var/run': '/run', 'var/tmp': '/tmp', 'etc/mtab': '/proc/mounts'}

# name in the guest: file of the build root
PROGRAMS = {
    'init': 'src/agent/out/agent',
    'usr/bin/busybox': 'src/bin/busybox',
    'usr/bin/bash': 'src/bin/bash',
    'usr/bin/nano': 'src/bin/nano',
    'usr/bin/jq': 'src/bin/jq',
}
# The agent answers to these names too.
AGENT_NAMES = ['docker', 'curl']

TERMINALS = ['dumb', 'linux', 'vt100', 'xterm', 'xterm-256color']


def copy(source: str, name: str, mode: int) -> None:
    path = os.path.join(target, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copyfile(source, path)
    os.chmod(path, mode)


for directory in DIRECTORIES:
    os.makedirs(os.path.join(target, directory))
os.chmod(os.path.join(target, 'tmp'), 0o1777)
os.chmod(os.path.join(target, 'root'), 0o700)

for directory, subdirectories, files in os.walk(rootfs):
    subdirectories.sort()
    for name in sorted(files):
        source = os.path.join(directory, name)
        executable = os.stat(source).st_mode & stat.S_IXUSR
        copy(source, os.path.relpath(source, rootfs), 0o755 if executable else 0o644)

for name, source in PROGRAMS.items():
    copy(os.path.join(buildroot, source), name, 0o755)
for name in AGENT_NAMES:
    os.symlink('/init', os.path.join(target, 'usr/bin', name))
for name in TERMINALS:
    copy(os.path.join(buildroot, 'lib/terminfo', name[0], name), f'usr/share/terminfo/{name[0]}/{name}', 0o644)

applets = subprocess.run([os.path.join(target, 'usr/bin/busybox'), '--list'], capture_output=True, text=True, check=True).stdout.split()
for applet in applets:
    path = os.path.join(target, 'usr/bin', applet)
    if not os.path.lexists(path):
        os.symlink('busybox', path)

for name, link in LINKS.items():
    os.symlink(link, os.path.join(target, name))

# The kernel opens /dev/console for the agent before anything is mounted there.
for name, mode, major, minor in [('console', 0o600, 5, 1), ('null', 0o666, 1, 3)]:
    os.mknod(os.path.join(target, 'dev', name), mode | stat.S_IFCHR, os.makedev(major, minor))
    os.chmod(os.path.join(target, 'dev', name), mode)
