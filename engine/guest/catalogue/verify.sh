#!/bin/bash
# Builds the catalogue anew, in an empty directory, and compares every image with public/registry/LOCK.json.
# Differing package versions are named first: then other bytes are no surprise.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lock=$here/../../../public/registry/LOCK.json
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$here/build.sh" "$out"
python3 - "$lock" "$out/LOCK.json" <<'PYTHON'
import json, sys
committed, built = (json.load(open(path))['images'] for path in sys.argv[1:])
same = committed.keys() == built.keys()
for name in sorted(committed.keys() & built.keys()):
    a, b = committed[name], built[name]
    for package in sorted(a['packages'].keys() | b['packages'].keys()):
        if a['packages'].get(package) != b['packages'].get(package):
            print(f'{name}: {package}: locked {a["packages"].get(package)}, built {b["packages"].get(package)}')
    if a != b:
        same = False
        print(f'{name}: locked {a["manifest"]}, built {b["manifest"]}')
print('the same bytes' if same else 'not the same')
sys.exit(not same)
PYTHON
