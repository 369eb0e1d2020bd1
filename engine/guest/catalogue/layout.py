"""Writes the OCI layout: blobs, index.json with one descriptor a name, LOCK.json.

usage: layout.py RECIPES WORK OUT

RECIPES/<image>/image.json describes an image, WORK/<image> is its root file system. `base` names the image under it.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from datetime import datetime, timezone

from layers import Tree, compress, diff, scan, tar

recipes, work, out = sys.argv[1:]
EPOCH = int(os.environ['SOURCE_DATE_EPOCH'])
CREATED = datetime.fromtimestamp(EPOCH, timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
IMAGES = ['busybox', 'debian', 'hello-world', 'nginx', 'httpd', 'redis', 'python', 'postgres']

MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
CONFIG = 'application/vnd.oci.image.config.v1+json'
LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
PLATFORM = {'architecture': '386', 'os': 'linux'}


def sha256(data: bytes) -> str:
    return 'sha256:' + hashlib.sha256(data).hexdigest()


def blob(media_type: str, data: bytes) -> dict:
    """Stores bytes under their digest; their descriptor."""
    digest = sha256(data)
    path = os.path.join(target, 'blobs', *digest.split(':'))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)
    return {'mediaType': media_type, 'digest': digest, 'size': len(data)}


def encode(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def packages_of(root: str) -> dict:
    """Name to version of what dpkg has installed in `root`."""
    path = os.path.join(root, 'var/lib/dpkg/status')
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        stanzas = [dict(re.findall(r'^(\S+): (.*)$', stanza, re.M)) for stanza in file.read().split('\n\n') if stanza.strip()]
    return {stanza['Package']: stanza['Version'] for stanza in stanzas if stanza['Status'].endswith(' installed')}


class Layer:
    def __init__(self, data: bytes):
        self.diff_id = sha256(data)
        self.size = len(data)
        self.descriptor = blob(LAYER, compress(data))


def files_root(files: str, lower: str) -> str:
    """A copy of files/ as COPY would leave it over `lower`: root's, 0755 or 0644; directories that exist keep their mode."""
    root = tempfile.mkdtemp(dir=work)
    for directory, subdirectories, names in os.walk(files):
        subdirectories.sort()
        inside = os.path.relpath(directory, files)
        made = os.path.normpath(os.path.join(root, inside))
        if inside != '.':
            os.mkdir(made)
            below = os.path.join(lower, inside)
            status = os.stat(below) if os.path.isdir(below) else None
            os.chmod(made, status.st_mode & 0o7777 if status else 0o755)
            if status:
                os.chown(made, status.st_uid, status.st_gid)
        for name in names:
            copy = os.path.join(made, name)
            shutil.copyfile(os.path.join(directory, name), copy)
            os.chmod(copy, 0o755 if os.stat(os.path.join(directory, name)).st_mode & 0o100 else 0o644)
    return root


class Image:
    def __init__(self, name: str):
        with open(os.path.join(recipes, name, 'image.json')) as file:
            recipe = json.load(file)
        self.name = name
        self.tags = recipe['tags']
        root = os.path.join(work, name)
        base = built.get(recipe.get('base', ''))
        self.tree: Tree = scan(root)
        self.layers = list(base.layers) if base else []
        installed = packages_of(root)
        self.packages = {k: v for k, v in installed.items() if not base or base.packages.get(k) != v}
        if 'versionOf' in recipe:
            with open(os.path.join(work, name + '.version')) as file:
                self.packages = {recipe['versionOf']: file.read().strip()}

        history = list(base.history) if base else []
        for step in recipe['history']:
            made = {'created': CREATED, 'created_by': step['created_by'], 'comment': 'drydock catalogue'}
            if step.get('layer') == 'root':
                stored, removed = diff(base.tree if base else {}, self.tree)
                self.layers.append(Layer(tar(root, stored, removed, EPOCH)))
            elif step.get('layer') == 'files':
                over = files_root(os.path.join(recipes, name, 'files'), root)
                self.layers.append(Layer(tar(over, sorted(scan(over)), [], EPOCH)))
                shutil.rmtree(over)
            else:
                made['empty_layer'] = True
            history.append(made)
        self.history = history

        named = recipe.get('labelled') or sorted(self.packages)
        labels = {
            'org.opencontainers.image.title': name,
            'org.opencontainers.image.vendor': 'Drydock',
            'org.opencontainers.image.description': f'Built by the Drydock project from Debian packages; not the official {name} image.',
            'org.opencontainers.image.version': recipe['tags'][0],
        }
        if named:
            labels['io.drydock.packages'] = ' '.join(f'{package}={self.packages[package]}' for package in named)
        config = {
            'created': CREATED,
            'author': 'Drydock',
            **PLATFORM,
            'config': {**recipe['config'], 'Labels': labels},
            'rootfs': {'type': 'layers', 'diff_ids': [layer.diff_id for layer in self.layers]},
            'history': self.history,
        }
        self.config = blob(CONFIG, encode(config))
        manifest = {
            'schemaVersion': 2,
            'mediaType': MANIFEST,
            'config': self.config,
            'layers': [layer.descriptor for layer in self.layers],
        }
        self.manifest = blob(MANIFEST, encode(manifest))

    def lock(self) -> dict:
        return {
            'tags': self.tags,
            'manifest': self.manifest['digest'],
            'config': self.config['digest'],
            'layers': [
                {'digest': layer.descriptor['digest'], 'size': layer.descriptor['size'], 'diffId': layer.diff_id, 'uncompressed': layer.size}
                for layer in self.layers
            ],
            'packages': self.packages,
        }


def named(image: Image, name: str, **annotations: str) -> dict:
    return {**image.manifest, 'platform': PLATFORM, 'annotations': {'org.opencontainers.image.ref.name': name, **annotations}}


target = tempfile.mkdtemp(dir=work)
built = {}
for image_name in IMAGES:
    if os.path.isdir(os.path.join(work, image_name)):
        built[image_name] = Image(image_name)

descriptors = [named(image, f'{image.name}:{tag}') for image in built.values() for tag in image.tags]
with open(os.path.join(recipes, 'stand-ins.json')) as stand_ins_file:
    stand_ins = json.load(stand_ins_file)
for name, stand_in in stand_ins.items():
    image = built[stand_in['standIn'].split(':')[0]]
    descriptors += [named(image, f'{name}:{tag}', **{'io.drydock.stand-in': stand_in['standIn']}) for tag in stand_in['tags']]

index = {'schemaVersion': 2, 'mediaType': 'application/vnd.oci.image.index.v1+json', 'manifests': descriptors}
lock = {'created': CREATED, 'images': {name: image.lock() for name, image in built.items()}}
for name, value in [('oci-layout', {'imageLayoutVersion': '1.0.0'}), ('index.json', index), ('LOCK.json', lock)]:
    with open(os.path.join(target, name), 'wb') as file:
        file.write(encode(value) + b'\n')

with open(os.path.join(target, 'NOTICES.md'), 'w') as file:
    file.write("""# What is in here, and under which terms

Images for linux/386 that the Drydock project built from Debian 12's packages by the recipes in `engine/guest/catalogue/`.
They are not the official images of the same names. `LOCK.json` lists every package and its version. The complete
corresponding source of a package is the Debian source package of that version.

Each image carries the licence of everything in it: `/usr/share/doc/<package>/copyright` (busybox: `/usr/share/doc/busybox/copyright`),
and the licences those name in `/usr/share/common-licenses`. What is Drydock's own in them (entrypoints, configuration, pages,
the program of hello-world) is under the Apache License 2.0.

Names of projects are their owners' trademarks; they say here which program an image holds.
""")

# Only now is the old layout touched: what it holds that is no longer named goes.
os.makedirs(out, exist_ok=True)
shutil.rmtree(os.path.join(out, 'blobs'), ignore_errors=True)
os.chmod(target, 0o755)
shutil.copytree(target, out, dirs_exist_ok=True)
shutil.rmtree(target)

total = 0
for image in built.values():
    print(f'{image.name:12} {sum(layer.descriptor["size"] for layer in image.layers) / 1e6:6.1f} MB', file=sys.stderr)
for path, _, names in os.walk(os.path.join(out, 'blobs')):
    total += sum(os.path.getsize(os.path.join(path, name)) for name in names)
print(f'{"all blobs":12} {total / 1e6:6.1f} MB', file=sys.stderr)
