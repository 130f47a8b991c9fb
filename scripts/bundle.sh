#!/bin/sh
# Builds dist/jiedu-VERSION-offline.tar.gz: every wheel that an installation needs, and install.sh.
# The archive fits the Python version and the kind of machine it was built on; its name says which.
# Usage: bundle.sh PYTHON
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")

version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
target=$("$python" -c 'import sys, sysconfig; print("py%d%d-%s" % (*sys.version_info[:2], sysconfig.get_platform()))')
name="jiedu-$version-offline"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/wheels" dist

echo "正在准备安装包（$target）…"
# An old pip overlooks some requirements that the newer pip inside the archive then misses.
"$python" -m venv "$work/tools"
"$work/tools/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade pip
"$work/tools/bin/python" -m pip wheel --quiet --disable-pip-version-check --wheel-dir "$work/$name/wheels" . pip setuptools wheel
rm -rf build
cp scripts/offline/install.sh scripts/offline/README.txt LICENSE "$work/$name/"
echo "$target" >"$work/$name/TARGET"
(cd "$work/$name/wheels" && "$python" - >../SHA256SUMS) <<'EOF'
import hashlib, pathlib
for wheel in sorted(pathlib.Path(".").glob("*.whl")):
    print(hashlib.sha256(wheel.read_bytes()).hexdigest(), "", wheel.name)
EOF
chmod +x "$work/$name/install.sh"
tar -C "$work" -czf "dist/$name.tar.gz" "$name"
echo "完成：dist/$name.tar.gz（$(du -h "dist/$name.tar.gz" | cut -f1)，$(ls "$work/$name/wheels" | wc -l | tr -d ' ') 个软件包）"
