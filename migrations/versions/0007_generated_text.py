"""Each answer keeps which part of it a model wrote, which model that was, and by which prompt."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("generated", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("answers", "generated")
