"""Puts the parts together; the only builder. What is cheap (SQL) and what is not (indexes, model) open apart."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from channels.accounts import Accounts
from channels.corrections import Corrections
from channels.office import Office
from channels.tokens import Tokens
from kb.catalogue import Catalogue
from kb.database import Database, open_database
from kb.library import Library
from kb.ownership import IndexOwnership
from kb.sources import SourceFiles
from kb.units import Units
from migrations import upgrade
from service.clock import now_in_china
from service.compose_channels import Channels, open_channels
from service.compose_engine import digest_of, fingerprint, ground_of, open_engine
from service.compose_governance import Governance, open_governance
from service.compose_hotline import Hotline, open_hotline
from service.compose_publication import Publishing, open_publishing
from service.settings import Settings

# The index, the model and the engine take two seconds to import: commands that only read records do without them.
if TYPE_CHECKING:
    from bot.answer_counts import AnswerCounts
    from bot.engine import Engine
    from bot.examples import Examples
    from bot.feedback import FeedbackBook
    from bot.transcripts import Transcripts
    from channels.client.site import Site
    from kb.embedding import Embedder
    from kb.indexer import Indexer
    from kb.shelves import Shelves
    from kb.vectors import Vectors
    from kb.vocabulary import Vocabulary

# Raised when what an index entry is made of changes in our code: every index is then rebuilt on demand.
RECIPE_FORMAT = 1


@dataclass(frozen=True)
class Store:
    """What needs no index: the records, read and written. A context manager that closes the database."""

    database: Database
    library: Library
    catalogue: Catalogue
    units: Units
    tokens: Tokens
    accounts: Accounts
    corrections: Corrections
    governance: Governance
    publishing: Publishing

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()


@dataclass(frozen=True)
class Desk:
    """The indexes and those who write them; held by one process. A context manager that gives them back."""

    store: Store
    shelves: "Shelves"
    indexer: "Indexer"
    vectors: "Vectors"
    embedder: "Embedder"
    vocabulary: "Vocabulary"
    ownership: IndexOwnership

    def close(self) -> None:
        """Everything is closed, and another process may own the indexes."""
        self.shelves.close()
        self.ownership.release()
        self.store.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Parts:
    """Everything a server or a question at the terminal needs. A context manager that closes it all."""

    desk: Desk
    engine: "Engine"
    transcripts: "Transcripts"
    feedback: "FeedbackBook"
    counts: "AnswerCounts"
    channels: Channels
    examples: "Examples"
    hotline: Hotline

    @property
    def office(self) -> Office:
        """Takes messages of the channels in, and sends the replies."""
        return self.channels.office

    @property
    def library(self) -> Library:
        """The records, to read."""
        return self.desk.store.library

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.desk.close()


def build(settings: Settings, ownership: IndexOwnership | None = None) -> Parts:
    """The whole of jiedu, ready to answer. Raises as open_desk does."""
    desk = open_desk(settings, ownership)
    try:
        return _parts(settings, desk)
    except BaseException:
        desk.close()
        raise


def open_site(settings: Settings) -> "Site":
    """The citizen's pages of this installation."""
    from channels.client.files import load_assets  # noqa: PLC0415 - only a server shows pages
    from channels.client.site import Operator, Site  # noqa: PLC0415

    operator = Operator(
        name=settings.site_name,
        operator=settings.operator,
        contact=settings.contact,
        complaints_phone=settings.complaints_phone,
        complaints_url=settings.complaints_url,
        retention_days=settings.retention_days,
        widget_origins=settings.embedding_origins,
        model=settings.model_name if settings.generated else "",
        filing_number=settings.model_filing_number if settings.generated else "",
    )
    return Site(operator, load_assets())


def open_store(settings: Settings) -> Store:
    """The records of the home, made or brought to this release first. Raises KnowledgeError."""
    database = open_database(settings.database)
    upgrade(database.engine)
    library, units = Library(database), Units(database)
    catalogue = Catalogue(database, SourceFiles(settings.originals))
    governance = open_governance(settings, database, library, catalogue, units)
    return Store(
        database,
        library=library,
        catalogue=catalogue,
        units=units,
        tokens=Tokens(database, clock=now_in_china),
        accounts=Accounts(database, clock=now_in_china),
        corrections=Corrections(database),
        governance=governance,
        publishing=open_publishing(database, library, catalogue, units=units, duties=governance.duties),
    )


def open_desk(settings: Settings, ownership: IndexOwnership | None = None) -> Desk:
    """The indexes of the home, open for this process alone; what takes long opens side by side.

    ownership: held already, as a server does from its first moment. Raises IndexUnavailable when another process
    owns the indexes, EmbedderError when the model cannot be loaded.
    """
    from kb.embedders import open_embedder  # noqa: PLC0415 - heavy, see the head of this file
    from kb.indexer import Indexer  # noqa: PLC0415
    from kb.shelves import Shelves  # noqa: PLC0415
    from kb.vectors import Vectors  # noqa: PLC0415
    from kb.vocabulary import warm_vocabulary  # noqa: PLC0415

    held = ownership or IndexOwnership(settings.home)
    try:
        with ThreadPoolExecutor(max_workers=3) as pool:
            store = pool.submit(open_store, settings)
            embedder = pool.submit(open_embedder, settings.embedder)
            vocabulary = pool.submit(warm_vocabulary)
            shelves = Shelves(settings.indexes, recipe=_recipe(embedder.result()))
        vectors = Vectors(store.result().database, embedder.result())
        terms = vocabulary.result().segmenter.terms
        indexer = Indexer(store.result().database, shelves, vectors, terms)
    except BaseException:
        held.release()
        raise
    return Desk(store.result(), shelves, indexer, vectors, embedder.result(), vocabulary.result(), held)


def _parts(settings: Settings, desk: Desk) -> Parts:
    from bot.answer_counts import AnswerCounts  # noqa: PLC0415 - heavy, see the head of this file
    from bot.examples import Examples  # noqa: PLC0415
    from bot.feedback import FeedbackBook  # noqa: PLC0415
    from bot.transcripts import Transcripts  # noqa: PLC0415
    from bot.wording import load_wording  # noqa: PLC0415

    database = desk.store.database
    transcripts = Transcripts(database, engine=fingerprint(desk.embedder))
    ground = ground_of(desk)
    engine = open_engine(settings, ground, transcripts)
    return Parts(
        desk,
        engine,
        transcripts=transcripts,
        feedback=FeedbackBook(database),
        counts=AnswerCounts(database),
        channels=open_channels(settings, database, engine, ground.finder),
        hotline=open_hotline(settings, database, desk.store.units, engine),
        examples=Examples(desk.store.library, engine.pipeline.quoting, load_wording(), chosen=settings.examples),
    )


def _recipe(embedder: "Embedder") -> str:
    # What cuts text into words; districts.jsonl does not.
    dictionary = digest_of("kb.terms", "colloquial.jsonl", "places.jsonl", "words.txt")
    return f"{RECIPE_FORMAT} {embedder.name} {dictionary}"
