#!/bin/sh
# Makes the virtual environment with the first Python that fits, or says what to install.
# Usage: make_venv.sh FOLDER [PYTHON]
set -eu
folder=$1
wanted=${2:-}

fits() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

for candidate in $wanted python3 python3.13 python3.12 python3.11 python; do
    if fits "$candidate"; then
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            exec "$candidate" -m venv "$folder"
        fi
        echo "$candidate 缺少 venv 模块。Debian 上请先执行：apt-get install python3-venv" >&2
        exit 1
    fi
done
echo "需要 Python 3.11 至 3.13。Debian：apt-get install python3 python3-venv；macOS：brew install python@3.12" >&2
exit 1
