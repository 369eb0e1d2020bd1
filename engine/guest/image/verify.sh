#!/bin/bash
# Builds the guest anew, in an empty directory, and compares every artefact with public/guest/LOCK.json.
# Differing package versions are named first: then other bytes are no surprise.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lock=$here/../../../public/guest/LOCK.json
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$here/build.sh" "$out"
python3 - "$lock" "$out/LOCK.json" <<'PYTHON'
import json, sys
committed, built = (json.load(open(path)) for path in sys.argv[1:])
same = True
for part in ('packages', 'artefacts'):
    for name in sorted(committed[part].keys() | built[part].keys()):
        a, b = committed[part].get(name), built[part].get(name)
        if a != b:
            same = False
            print(f'{part}: {name}: locked {a}, built {b}')
if committed['kernelConfig'] != built['kernelConfig']:
    same = False
    print('the kernel configuration is another')
print('the same bytes' if same else 'not the same')
sys.exit(not same)
PYTHON
