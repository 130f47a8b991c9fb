"""Checks that a wheel holds every file git keeps in our packages: `python -m scripts.check_wheel [WHEEL]`.

A data file that setuptools overlooks is found at home and missing at the office that installed the wheel. Without an
argument the wheel is built first, somewhere else.
"""

import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(arguments: list[str]) -> int:
    """The exit code: 0 when nothing is missing, else 1 and the names of what is."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(arguments[0]) if arguments else _build(Path(folder))
        missing = sorted(_kept() - set(zipfile.ZipFile(wheel).namelist()))
    if missing:
        print("The wheel lacks these files; name them in [tool.setuptools.package-data]:", *missing, sep="\n  ")
    return 1 if missing else 0


def _build(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def _kept() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return {name for name in listed.stdout.split("\0") if name.partition("/")[0] in packages}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
