"""Blocks and readings for tests, from plain text."""

from ingestion.blocks import Block, BlockKind, ReadDocument
from ingestion.interpreting import interpret
from ingestion.lines import lay_out, paragraphs
from ingestion.structure import find_clauses
from kb.citations import cite_labels
from kb.documents import Claim, Clause, Fact, Reading, current_values


def reading(text: str, *, head: dict[str, str] | None = None, record: dict[str, object] | None = None) -> Reading:
    """The text as a document of its own."""
    read = ReadDocument(tuple(paragraphs(text)), "text/plain", head or {}, record)
    return interpret(read, key="a", source_digest="0" * 64, url=None)


def facts(read: Reading) -> dict[Fact, str]:
    """The values that count."""
    return {fact: claim.value for fact, claim in current_values(read.claims).items()}


def claim(read: Reading, fact: Fact) -> Claim:
    """The claim that counts for a fact."""
    return current_values(read.claims)[fact]


def clauses(text: str) -> tuple[str, tuple[Clause, ...]]:
    """The canonical text and its clauses."""
    canonical, lines = lay_out(paragraphs(text))
    return canonical, find_clauses(canonical, lines)


def cited(text: str) -> list[str]:
    """How every clause of the text is cited, in order."""
    return [cite_labels(clause.labels) for clause in clauses(text)[1]]


def row(*cells: str, is_header: bool = False, table: int = 0) -> Block:
    """A row of a table."""
    return Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells, is_header=is_header, table=table)
