"""The documents stored before say what they issue; read from their titles as it is read since."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As kb.rows reads it on the day of this migration, from a title_key.
_ISSUED = re.compile(r"(?:印发|发布|公布)(.+)的(?:通知|公告|通告|决定|命令|函|意见)")


def upgrade() -> None:
    documents = sa.table("documents", sa.column("id"), sa.column("title_key"), sa.column("issued_key"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(documents.c.id, documents.c.title_key)).all()
    found = [{"of": identity, "key": issued[1]} for identity, title in rows if (issued := _ISSUED.search(title))]
    if found:
        filled = documents.update().where(documents.c.id == sa.bindparam("of")).values(issued_key=sa.bindparam("key"))
        connection.execute(filled, found)


def downgrade() -> None:
    """Nothing to take back: the column goes with the migration before."""
