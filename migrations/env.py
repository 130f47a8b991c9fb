"""How Alembic runs here: on the engine it is given, with SQLite's way of changing tables where needed."""

from typing import Literal

from alembic import context
from sqlalchemy import Engine

import bot.tables  # noqa: F401 - its tables are part of the database
import channels.hotline.tables
import channels.tables
import channels.tokens  # noqa: F401 - likewise
import governance.disclosure_rows
import governance.guide_rows
import governance.posting_rows
import governance.publication_rows  # noqa: F401 - likewise
import kb.approved_rows
import kb.revisions
import kb.waiting  # noqa: F401 - likewise
from governance import audit, calendars, duty_rows, ticket_rows, user_rows  # noqa: F401 - likewise
from kb.database import Base
from kb.tables import Moment


def _rendered(kind: str, item: object, _context: object) -> str | Literal[False]:
    # A migration must not need the code of its day: our own column types are written as what they are stored as.
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


def _run(engine: Engine) -> None:
    # The write lock is taken before Alembic looks at the version: of two processes that start at once,
    # the second then finds the work done.
    with engine.execution_options(jiedu_writes=True).begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=_rendered,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


_run(context.config.attributes["engine"])
