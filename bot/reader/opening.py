"""What the papers of the reader's folder say: what was published, and which embedding model it was trained on."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kb.errors import EmbedderError

PAPERS_FILE = "papers.toml"


class WordsPlace(BaseModel):
    """Where the word vectors lie in the embedding model's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    dimension: int
    numbers_at: int
    scales_at: int


class Papers(BaseModel):
    """What papers.toml says: the sha256 of the model, and of the embedder's two files it was trained on top of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    model: str
    embedder_model: str
    embedder_tokenizer: str
    words: WordsPlace


def read_papers(folder: Path) -> Papers:
    """Raises EmbedderError when they cannot be read."""
    path = folder / PAPERS_FILE
    try:
        return Papers.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise EmbedderError(f"{folder} is no reader: {PAPERS_FILE} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise EmbedderError(f"{path} cannot be understood: {error}") from error
