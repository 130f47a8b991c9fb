"""Words in tantivy: BM25 over terms that were cut before, in fields with weights of their own."""

from collections.abc import Collection, Sequence
from pathlib import Path

import tantivy

from kb.errors import IndexUnavailable
from kb.index import FIELDS, Entry, IndexHit, IndexQuery

_ID = "id"
_ANALYSER = "cut_before"
_WRITER_BYTES = 64_000_000


class TantivyIndex:
    """One collection in a folder of its own. Its writer holds the folder: a second one is refused."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.register_tokenizer(_ANALYSER, _analyser())
            # One thread makes one segment a commit; more would leave small segments that every search visits.
            self._writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        except (ValueError, OSError) as error:
            raise IndexUnavailable(
                f"the words in {folder} cannot be opened ({error}): run jiedu index rebuild"
            ) from error

    def put(self, entries: Sequence[Entry]) -> None:
        """Add or replace by id."""
        latest = {entry.id: entry for entry in entries}
        for entry in latest.values():
            self._writer.delete_documents_by_term(_ID, entry.id)
            document = tantivy.Document()
            document.add_text(_ID, entry.id)
            for name in FIELDS:
                if words := entry.words.get(name):
                    document.add_text(name, " ".join(words))
            self._writer.add_document(document)
        self._commit()

    def remove(self, ids: Collection[str]) -> None:
        """Unknown ids are passed over."""
        for identity in ids:
            self._writer.delete_documents_by_term(_ID, identity)
        self._commit()

    def search(self, query: IndexQuery, *, limit: int) -> list[IndexHit]:
        """Best first; the score is the sum over terms and fields of weights times BM25."""
        parts = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(name, term), weight * by_field))
            for term, weight in query.terms
            for name, by_field in query.fields.items()
            if weight * by_field > 0
        ]
        if not parts or limit < 1:
            return []
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits
        return [IndexHit(searcher.doc(address)[_ID][0], score) for score, address in hits]

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each term stands (in the words, or else in a name), and how many passages there are."""
        searcher = self._index.searcher()
        counts = [max(searcher.doc_freq("words", term), searcher.doc_freq("name", term)) for term in terms]
        return counts, searcher.num_docs

    def ids(self) -> set[str]:
        """Every id held."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False).hits
        return {searcher.doc(address)[_ID][0] for _, address in hits}

    def close(self) -> None:
        """Let go of the folder, after the merging of segments has ended."""
        self._writer.wait_merging_threads()

    def _term(self, name: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, name, term, index_option="freq")

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ID, stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name=_ANALYSER, index_option="freq")
    return builder.build()


def _analyser() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
