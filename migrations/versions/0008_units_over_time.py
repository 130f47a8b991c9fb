"""Units end and are taken over by others; some heads must interpret every year."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("units", sa.Column("ended_on", sa.String(length=10), nullable=True))
    op.add_column("units", sa.Column("successor_id", sa.String(length=40), nullable=True))
    op.add_column("units", sa.Column("interprets_yearly", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for column in ("interprets_yearly", "successor_id", "ended_on"):
        op.drop_column("units", column)
