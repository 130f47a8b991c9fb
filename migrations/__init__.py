"""The changes of the database, one a file in versions/; upgrade brings any database to the newest state."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from kb.errors import KnowledgeError

__all__ = ["upgrade"]


def upgrade(engine: Engine) -> None:
    """Every table is as this release needs it; a database that already is stays untouched.

    Works from the folder of this package, so also from an installed wheel: no alembic.ini is read.
    Raises KnowledgeError for a database that a newer release wrote.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise KnowledgeError(
            f"the database {engine.url.database} was written by a newer release of jiedu: "
            "start that release, or restore the backup made before the upgrade"
        ) from error
