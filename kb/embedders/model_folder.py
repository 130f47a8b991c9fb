"""Is a model folder what was published? Each file is held against its digest before it is loaded."""

import hashlib
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import EmbedderError

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
DIGESTS_FILE = "digests.toml"


class Digests(BaseModel):
    """What digests.toml says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    files: dict[str, str]


def verify_folder(folder: Path) -> str:
    """The name of the folder's vector space, once every file has proved to be the published one.

    The name ends in a digest of the files, so that vectors of two builds are never mixed.
    Raises EmbedderError naming the file, what was expected and what was found.
    """
    digests = _read_digests(folder / DIGESTS_FILE)
    for file in (MODEL_FILE, TOKENIZER_FILE):
        if file not in digests.files:
            raise EmbedderError(f"{folder / DIGESTS_FILE} states no digest for {file}")
    for file, expected in sorted(digests.files.items()):
        verify_file(folder / file, expected=expected)
    together = "".join(digests.files[file] for file in sorted(digests.files))
    return f"{digests.name}@{hashlib.sha256(together.encode()).hexdigest()[:12]}"


def _read_digests(path: Path) -> Digests:
    try:
        return Digests.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise EmbedderError(
            f"{path.parent} is no model folder: {path.name} cannot be read ({error.strerror})"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise EmbedderError(f"{path} cannot be understood: {error}") from error


def verify_file(path: Path, *, expected: str) -> None:
    """Raises EmbedderError naming the file when its sha256 is not the one expected."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(f"{path} cannot be read ({error.strerror}); install the program again") from error
    if found != expected:
        raise EmbedderError(
            f"{path} is damaged or was replaced: expected sha256 {expected}, found {found}; install the program again"
        )
