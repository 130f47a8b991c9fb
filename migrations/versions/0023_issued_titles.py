"""What a notice issues is looked up by its title: an interpretation names the measure, not the notice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("issued_key", sa.Text(), nullable=True))
    op.create_index(op.f("ix_documents_issued_key"), "documents", ["issued_key"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_documents_issued_key"), table_name="documents")
    op.drop_column("documents", "issued_key")
