"""Layers out of directory trees: the entries of a tree, what differs between two, and a tar with the same bytes each time."""

import gzip
import hashlib
import io
import os
import stat
import tarfile
from typing import Dict, Iterable, NamedTuple, Optional, Tuple


class Entry(NamedTuple):
    """What makes two files the same file to a container. Times are not part of it."""

    mode: int
    uid: int
    gid: int
    link: Optional[str]  # a symbolic link's target
    content: Optional[str]  # a regular file's SHA-256
    device: int
    xattrs: Tuple[Tuple[str, bytes], ...]


Tree = Dict[str, Entry]


def scan(root: str) -> Tree:
    """Every path below `root`, without it. /dev, /proc and /sys are the container's own: only their directories."""
    tree: Tree = {}
    for directory, subdirectories, files in os.walk(root):
        inside = os.path.relpath(directory, root)
        for name in subdirectories + files:
            path = os.path.normpath(os.path.join(inside, name))
            tree[path] = entry(os.path.join(root, path))
        if inside in ('dev', 'proc', 'sys'):
            for name in subdirectories + files:
                del tree[os.path.join(inside, name)]
            subdirectories.clear()
    return tree


def entry(path: str) -> Entry:
    status = os.lstat(path)
    content = None
    if stat.S_ISREG(status.st_mode):
        with open(path, 'rb') as file:
            content = hashlib.sha256(file.read()).hexdigest()
    return Entry(
        mode=status.st_mode,
        uid=status.st_uid,
        gid=status.st_gid,
        link=os.readlink(path) if stat.S_ISLNK(status.st_mode) else None,
        content=content,
        device=status.st_rdev,
        xattrs=tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in sorted(os.listxattr(path, follow_symlinks=False))),
    )


def diff(lower: Tree, upper: Tree) -> Tuple[list, list]:
    """Paths to store (with the directories above them) and paths to white out, as an overlay's upper would have them."""
    stored = {path for path, value in upper.items() if lower.get(path) != value}
    for path in list(stored):
        while path := os.path.dirname(path):
            stored.add(path)
    removed = [path for path in lower if path not in upper and (os.path.dirname(path) in upper or '/' not in path)]
    for path in removed:
        while path := os.path.dirname(path):
            stored.add(path)
    return sorted(stored), sorted(removed)


def tar(root: str, paths: Iterable[str], removed: Iterable[str], epoch: int) -> bytes:
    """A tar of `paths`, parents first, whiteouts among their siblings, owners by number, nothing younger than `epoch`."""
    buffer = io.BytesIO()
    first: Dict[Tuple[int, int], str] = {}
    whiteouts = {os.path.join(os.path.dirname(path), '.wh.' + os.path.basename(path)) for path in removed}
    # PAX only where an entry needs it: the plain header says the same in a third of the bytes.
    with tarfile.open(fileobj=buffer, mode='w', format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(set(paths) | whiteouts, key=lambda path: path.split('/')):
            info = tarfile.TarInfo(path)
            if path in whiteouts:
                info.mode, info.mtime = 0, epoch
                archive.addfile(info)
                continue
            full = os.path.join(root, path)
            status = os.lstat(full)
            info.mode, info.uid, info.gid = stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid
            info.mtime = min(int(status.st_mtime), epoch)
            for name in sorted(os.listxattr(full, follow_symlinks=False)):
                info.pax_headers['SCHILY.xattr.' + name] = os.getxattr(full, name, follow_symlinks=False).decode('latin-1')
            if stat.S_ISDIR(status.st_mode):
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            elif stat.S_ISLNK(status.st_mode):
                info.type, info.linkname = tarfile.SYMTYPE, os.readlink(full)
                archive.addfile(info)
            elif stat.S_ISREG(status.st_mode):
                inode = (status.st_dev, status.st_ino)
                if status.st_nlink > 1 and inode in first:
                    info.type, info.linkname = tarfile.LNKTYPE, first[inode]
                    archive.addfile(info)
                else:
                    first[inode] = path
                    info.size = status.st_size
                    with open(full, 'rb') as file:
                        archive.addfile(info, file)
            else:
                raise SystemExit(f'{path}: neither file, directory nor link')
    return buffer.getvalue()


def compress(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)
