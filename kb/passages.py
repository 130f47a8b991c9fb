"""The passage: the thing that is found and quoted, with an id that outlives unchanged new versions."""

import hashlib
from dataclasses import dataclass

from kb.documents import PassageKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage with the words of its span.

    text is exactly version text[start:end]. context: heading path or table header it stands under.
    """

    id: str
    document_id: str
    version_id: str
    ordinal: int
    kind: PassageKind
    labels: tuple[str, ...]
    text: str
    start: int
    end: int
    context: str = ""
    header: tuple[int, int] | None = None
    element: str | None = None
    page: int | None = None

    @property
    def indexed_text(self) -> str:
        """What the embedding sees: the context, then the words."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def passage_id(document_id: str, *, context: str, text: str, occurrence: int) -> str:
    """The same words under the same headings of the same document keep their id.

    occurrence: 0 for the first passage of these words in the document, then 1, 2, …
    """
    digest = text_digest(f"{document_id}\x1f{context}\x1f{text}\x1f{occurrence}")
    return f"p-{digest[:20]}"


def text_digest(text: str) -> str:
    """sha256 hex of the UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
