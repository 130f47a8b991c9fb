"""Files a person takes away: written beside those on their way in, and gone after an hour."""

import os
import shutil
import tempfile
import time
from pathlib import Path

_KEPT_SECONDS = 3600


def download(name: str, data: bytes) -> str:
    """The path of a file of this name with these bytes, for a gr.File."""
    folder = Path(os.environ["GRADIO_TEMP_DIR"]) / "out"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    path = Path(tempfile.mkdtemp(dir=folder)) / name
    path.write_bytes(data)
    return str(path)
