"""Documents are not looked for by their state alone.

Nearly all are published: the index on state made SQLite walk through every document to find sixty passages.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_documents_state", table_name="documents")


def downgrade() -> None:
    op.create_index("ix_documents_state", "documents", ["state"], unique=False)
