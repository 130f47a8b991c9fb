#!/bin/sh
# Installs jiedu from this folder, without any network.
# Usage: ./install.sh [FOLDER]     default: ./jiedu
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-"$PWD/jiedu"}
target=$(cat "$here/TARGET")
version=${target%%-*}

for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c "import sys; raise SystemExit('py%d%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "本安装包为 $target 制作，没有找到相应的 Python。可用 PYTHON=/路径/python3 ./install.sh 指定。" >&2
    exit 1
fi
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
    echo "$python 缺少 venv 模块（Debian 软件包 python3-venv），请先从系统光盘或内网软件源安装。" >&2
    exit 1
}

(cd "$here/wheels" && "$python" - ../SHA256SUMS) <<'EOF'
import hashlib, pathlib, sys
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    digest, name = line.split()
    if hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest() != digest:
        raise SystemExit(f"安装包已损坏：{name} 的校验值不符，请重新复制。")
EOF

echo "正在安装到 $folder …"
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" --upgrade pip
"$folder/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" jiedu
echo "安装完成。装入示例文件库：$folder/bin/jiedu demo    启动服务：$folder/bin/jiedu serve"
