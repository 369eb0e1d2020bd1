"""Runs a command line on a terminal of its own: reads {argv, env, rows, cols, steps: [[wait for, then type], ...]}, writes {output, code}."""

import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import termios
import time

case = json.load(sys.stdin)
ours, theirs = os.openpty()
fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", case["rows"], case["cols"], 0, 0))
process = subprocess.Popen(
    case["argv"],
    env=case["env"],
    stdin=theirs,
    stdout=theirs,
    stderr=theirs,
    start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
)
os.close(theirs)
output = b""
steps = case["steps"]
# Ours is compiled first, which takes its time on a slow machine: this ends what hangs.
deadline = time.time() + 300
while time.time() < deadline:
    if steps and steps[0][0].encode() in output:
        os.write(ours, steps.pop(0)[1].encode())
    if not select.select([ours], [], [], 0.05)[0]:
        continue
    try:
        chunk = os.read(ours, 65536)
    except OSError:
        break
    if not chunk:
        break
    output += chunk
else:
    process.kill()
json.dump({"output": output.decode(errors="replace"), "code": process.wait()}, sys.stdout)
