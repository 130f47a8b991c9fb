"""A file that a person uploads, read into what governance takes in: nothing is stored here."""

import hashlib
from dataclasses import dataclass

from ingestion.blocks import RawDocument
from ingestion.errors import IngestionError
from ingestion.reading import Reading
from ingestion.synchronise import interpreted_of
from kb.catalogue import Incoming


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of an uploaded file. incoming: its documents, to be taken in; reasons: why others were refused."""

    name: str
    incoming: tuple[Incoming, ...]
    reasons: tuple[str, ...]


def read_upload(files: Reading, data: bytes, *, name: str) -> Upload:
    """The documents of a file, each under a key made of the bytes, so that two files of one name stay two.

    Never raises for what a person can upload: a file that cannot be read, or bears a secrecy mark, gives its reason.
    """
    plain = name.replace("\x00", "").rsplit("/", 1)[-1].rsplit("\\", 1)[-1][:200] or "file"
    raw = RawDocument(data, plain, f"upload:{hashlib.sha256(data).hexdigest()}")
    try:
        found = list(interpreted_of(files.read(raw), raw))
    except IngestionError as error:
        return Upload(plain, (), (str(error),))
    incoming = tuple(one for one in found if isinstance(one, Incoming))
    return Upload(plain, incoming, tuple(one.reason for one in found if not isinstance(one, Incoming)))
