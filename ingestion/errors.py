"""The ingestion branch of the error tree.

IngestionError
├── Unreadable        a file or record that cannot be read, with a reason a clerk can act on
├── Refused           a file that may not be taken in (secrecy mark, too large, a private address)
"""

from kb.errors import JieduError


class IngestionError(JieduError):
    """A source could not become a document; the text is Chinese and shown to the person who brought it."""


class Unreadable(IngestionError):
    """The bytes are empty, broken, locked or of a type we do not read."""


class Refused(IngestionError):
    """The bytes may not be taken in."""
