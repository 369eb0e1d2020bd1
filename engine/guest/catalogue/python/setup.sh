for name in python python3 python3.11; do ln -s /usr/bin/python3.11 /usr/local/bin/$name; done
ln -sf python3.11 /usr/bin/python3
for name in pip pip3 pip3.11; do ln -s /usr/bin/pip3 /usr/local/bin/$name; done
# A container is one's own: pip may install into it.
rm -f /usr/lib/python3.11/EXTERNALLY-MANAGED
rm -rf /usr/lib/python3.11/test /usr/lib/python3.11/config-* /usr/lib/python3.11/idlelib /usr/lib/python3.11/turtledemo /usr/lib/python3.11/pydoc_data \
  /usr/share/applications /usr/share/pixmaps /usr/share/python3 /usr/share/python-wheels /usr/share/binfmts
# Bytecode for the library and pip, trusted as it is: imports neither compile nor look at the sources.
find / -xdev -name __pycache__ -type d -prune -exec rm -r {} +
rm -r /usr/lib/python3/dist-packages/setuptools/tests /usr/lib/python3/dist-packages/pkg_resources/tests /usr/lib/python3.11/lib2to3/tests 2>/dev/null || true
python3.11 -m compileall -q --invalidation-mode unchecked-hash /usr/lib/python3.11 /usr/lib/python3/dist-packages/pip
