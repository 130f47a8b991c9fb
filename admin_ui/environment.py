"""What Gradio reads from the environment when it is imported: set before, so that nothing here reaches another host."""

import os
from pathlib import Path


def close_to_the_outside(folder: Path) -> None:
    """Gradio will ask nobody outside, and keep files on their way in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
