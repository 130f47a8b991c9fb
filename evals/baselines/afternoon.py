"""What a developer would write in an afternoon with LangChain: split by characters, embed, keep in Chroma, take four.

The same embedding as production, so that the difference is jiedu's and not the model's.
"""

from collections.abc import Callable, Sequence
from typing import Any

from evals.baselines.baseline import Found
from evals.errors import EvaluationError
from kb.documents import PublicationState
from kb.passages import text_digest
from service.compose import Desk

TOP = 4
# As in the tutorials' proportion, but within the window of the embedding (512 tokens, some 700 characters).
CHUNK_CHARACTERS = 500
OVERLAP_CHARACTERS = 100
_PAGE = 500


class Afternoon:
    """RecursiveCharacterTextSplitter, langchain-chroma in memory, the production embedding."""

    name = "langchain"

    def __init__(self, desk: Desk, *, progress: Callable[[int, int], None]) -> None:
        """Splits and embeds every published document. Raises EvaluationError when LangChain is not installed."""
        splitter_class, chroma_class = _langchain()
        splitter = splitter_class(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS)
        self._store = chroma_class(
            collection_name="afternoon",
            embedding_function=_Embeddings(desk),
            collection_configuration={"hnsw": {"space": "cosine"}},
        )
        texts: list[str] = []
        sources: list[dict[str, str]] = []
        for document_id, text in _published(desk):
            chunks = splitter.split_text(text)
            texts += chunks
            sources += [{"document": document_id}] * len(chunks)
        for start in range(0, len(texts), _PAGE):
            self._store.add_texts(texts[start : start + _PAGE], sources[start : start + _PAGE])
            progress(min(start + _PAGE, len(texts)), len(texts))

    def find(self, question: str, *, limit: int) -> list[Found]:
        """limit deeper than TOP serves the ranking measures only; an answer sees the first four."""
        rows = self._store.similarity_search_with_score(question, k=limit)
        return [Found(row.metadata["document"], row.page_content, 1 - distance) for row, distance in rows]


class _Embeddings:
    """LangChain's shape of an embedding; passages are embedded once and kept with the home."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        digests = [text_digest(text) for text in texts]
        vectors = self._desk.vectors.of(dict(zip(digests, texts, strict=True)))
        return [vectors[digest].tolist() for digest in digests]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._desk.embedder.embed_query(text).tolist()
        return vector


def _published(desk: Desk) -> list[tuple[str, str]]:
    library = desk.store.library
    pairs: list[tuple[str, str]] = []
    offset = 0
    while cards := library.listed(offset=offset, limit=_PAGE, state=PublicationState.PUBLISHED):
        texts = library.texts([card.version_id for card in cards])
        pairs += [(card.id, texts[card.version_id]) for card in cards]
        offset += _PAGE
    return sorted(pairs)


# Any: LangChain is optional, so its classes are not known here.
def _langchain() -> tuple[Any, Any]:
    try:
        from langchain_chroma import Chroma  # noqa: PLC0415 - the extra jiedu[evals]
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415
    except ImportError as error:
        raise EvaluationError("the LangChain baseline needs its packages: pip install 'jiedu[evals]'") from error
    return RecursiveCharacterTextSplitter, Chroma
