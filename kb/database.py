"""Opens the one SQL database that is the truth, and gives short sessions on it.

Other packages add tables of their own on Base. Nothing here is particular to SQLite except the settings of a
connection, which a PostgreSQL address skips.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from kb.errors import KnowledgeError

# Another process writes: longer than any transaction of ours takes.
BUSY_TIMEOUT_SECONDS = 10
# Hundreds of writers of this process before us.
TURN_TIMEOUT_SECONDS = 60

_WRITES = "jiedu_writes"


class Base(DeclarativeBase):
    """The base of all tables; constraints carry names so that a migration can change them anywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """Owns the engine. Sessions are short: read what is needed, leave."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(**{_WRITES: True})
        self._open = threading.local()
        # SQLite has one writer at a time, and whoever waits for its lock keeps a connection meanwhile: with enough
        # of them the one who has the lock found no connection left to read with, and all of them timed out. So
        # writers of this process take turns before they take a connection.
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database; whatever it changes is dropped."""
        with _translated(), Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed whole when the block ends well, and leaves nothing when it does not.

        The write lock is taken at the first statement: what is read inside cannot change before the commit.
        A block inside another of the same thread belongs to it: an act and its audit row are committed together.
        Raises KnowledgeError when another writer keeps the lock for longer than BUSY_TIMEOUT_SECONDS.
        """
        outer: Session | None = getattr(self._open, "session", None)
        if outer is not None:
            with outer.begin_nested():
                yield outer
            return
        with (
            _translated(),
            self._turn_to_write(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            self._open.session = session
            try:
                yield session
            finally:
                self._open.session = None

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=TURN_TIMEOUT_SECONDS):
            raise KnowledgeError("the database cannot be used now: others are writing without end: try again")
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_database(path: Path) -> Database:
    """The database in this file, which is made when absent; its tables come from migrations.upgrade.

    Raises KnowledgeError when the file cannot be opened or is no database.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_TIMEOUT_SECONDS}, pool_size=10
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with engine.connect():
            pass
    except (DatabaseError, OSError) as error:
        engine.dispose()
        reason = getattr(error, "orig", None) or error
        raise KnowledgeError(
            f"the database {path} cannot be opened ({reason}): check the path and its rights"
        ) from error
    return Database(engine)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        hint = "another process is writing: try again" if "locked" in str(error.orig) else "see to space and rights"
        raise KnowledgeError(f"the database cannot be used now ({error.orig}): {hint}") from error


# Typed Any: the driver's connection has no common type across back ends.
def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # NORMAL would survive a killed process, but a power cut could take back the last commits. An editor who was
    # told "confirmed" must find it so tomorrow, and the derived index must never be ahead of the truth: FULL
    # costs one fsync a commit, and commits are few because documents are stored in batches.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA cache_size=-32000")  # 32 MB a connection: hydrating hits must not go to disk
    cursor.close()


def _begin(connection: Connection) -> None:
    # A reader that turns writer is refused at once by SQLite, whatever the busy timeout: writers say so first.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
