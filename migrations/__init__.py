"""The changes of the database, one a file in versions/; upgrade brings any database to the newest state."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ["upgrade"]


def upgrade(engine: Engine) -> None:
    """Every table is as this release needs it; a database that already is stays untouched.

    Works from the folder of this package, so also from an installed wheel: no alembic.ini is read.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
