"""Loads the shipped demo corpus the way any source is loaded, then its units and its editors' confirmations."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path, PurePosixPath

from pydantic import Field

from ingestion.blocks import RawDocument
from ingestion.reading import Reading
from ingestion.synchronise import Line, Synchroniser, Visit
from kb.documents import Fact, Origin, PublicationState, RelationKind, Validity
from kb.units import Alias, Unit
from service.clock import now_in_china
from service.compose import Store
from service.demo_files import DemoFile, Shipped, demo_files, shipped_lines
from service.errors import ServiceError

# The prefix of every key of the demo, so that the same corpus is recognised wherever the program is installed.
ORIGIN = "demo:"


class DemoAlias(Shipped):
    """Another name of a unit, with the years it was the name."""

    name: str
    since: str | int | None = Field(default=None, alias="from")
    until: str | int | None = None


class DemoUnit(Shipped):
    """A line of units.jsonl."""

    name: str
    region: str = ""
    phone: str | None = None
    aliases: tuple[DemoAlias, ...] = ()


class DemoRelation(Shipped):
    """A relation an editor confirmed, named by the number of the document that says so and of the one it is about."""

    kind: RelationKind
    by_document: str
    target_number: str


class Correction(Shipped):
    """A line of corrections.jsonl: a fact of a document, or a relation. since: the first day it holds."""

    document: str = ""
    relation: DemoRelation | None = None
    fact: Fact
    value: str
    by: str
    reason: str
    since: date | None = Field(default=None, alias="from")


class DemoLoader:
    """Loads the corpus into the records; run again it changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load_documents(self, demo: Sequence[DemoFile], *, on_file: Callable[[], None]) -> Iterator[Line]:
        """One line a document. on_file: called when a file has been read."""

        def visits() -> Iterator[Visit]:
            for file in demo:
                yield _visit(file)
                on_file()

        with Reading() as reading:
            store = self._store
            reviewers = store.publishing.new_versions.reviewers
            synchroniser = Synchroniser(
                reading, store.library, store.catalogue, clock=now_in_china, reviewers=reviewers
            )
            yield from synchroniser.take_in(visits(), state=PublicationState.PUBLISHED)

    def load_units(self) -> None:
        """The directory knows every unit of the demo."""
        self._store.units.put(
            Unit(unit.name, unit.region, unit.phone, tuple(_alias(alias) for alias in unit.aliases))
            for unit in shipped_lines("units.jsonl", DemoUnit)
        )

    def apply_corrections(self) -> None:
        """What the editors confirmed stands; what already stood is not said twice."""
        for correction in shipped_lines("corrections.jsonl", Correction):
            if correction.relation:
                self._confirm_relation(correction, correction.relation)
            else:
                self._correct(correction)

    def _correct(self, correction: Correction) -> None:
        library, catalogue = self._store.library, self._store.catalogue
        document_id = self._id_of(correction.document)
        said = {
            (made.claim.fact, made.claim.value, made.made_by)
            for made in library.document(document_id).claims
            if made.claim.origin is Origin.EDITOR
        }
        if (correction.fact, correction.value, correction.by) in said:
            return
        signed = {"by": correction.by, "reason": correction.reason}
        if correction.fact is Fact.VALIDITY:
            # The editors wrote the first day it holds no more; the catalogue asks for the last day it did.
            ends_on = correction.since - timedelta(days=1) if correction.since else None
            catalogue.confirm_validity(
                document_id, Validity(correction.value), ends_on=ends_on, now=now_in_china(), **signed
            )
        else:
            catalogue.correct(document_id, correction.fact, correction.value, now=now_in_china(), **signed)

    def _confirm_relation(self, correction: Correction, relation: DemoRelation) -> None:
        library = self._store.library
        said = [link for link in library.said_about(relation.target_number) if link.relation.kind is relation.kind]
        speakers = library.cards({link.speaker_id for link in said})
        for link in said:
            if speakers[link.speaker_id].number == relation.by_document and link.confirmed_by is None:
                self._store.catalogue.confirm_relation(link.relation_id, by=correction.by, now=now_in_china())

    def _id_of(self, name: str) -> str:
        """The document a correction names by record id, number or title. Raises ServiceError."""
        library = self._store.library
        keys = [f"{ORIGIN}{place}" for file in demo_files() for place in _keys(file, name)]
        met = library.visited(keys)
        found = {visited.document_id for visited in met.values()}
        found = found or {card.id for card in (*library.by_number(name), *library.by_title(name))}
        if len(found) != 1:
            raise ServiceError(f"demo/corrections.jsonl 提到的 {name} 对应 {len(found)} 份文件，应为 1 份")
        return found.pop()


def _visit(file: DemoFile) -> Visit:
    data = files("demo").joinpath(file.path).read_bytes()
    raw = RawDocument(data, PurePosixPath(file.path).name, f"{ORIGIN}{file.path}", file.url or None)
    return Visit(raw, {Fact.REGION: file.region})


def _keys(file: DemoFile, name: str) -> list[str]:
    if file.path.endswith(".jsonl"):
        return [f"{file.path}#{name}"]
    return [file.path] if PurePosixPath(file.path).stem == name else []


def _alias(alias: DemoAlias) -> Alias:
    since, until = (str(year) if year is not None else None for year in (alias.since, alias.until))
    return Alias(alias.name, since, until)


def offer_examples(path: Path) -> None:
    """The demo's example questions are there for the first page; an installation's own are left alone."""
    if not path.exists():
        path.write_bytes(files("demo").joinpath("examples.toml").read_bytes())
