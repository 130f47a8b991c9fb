"""The conversations a person had on a channel, so that all of them can be deleted when asked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "channel_conversations",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_channel_conversations")),
    )
    op.create_index(op.f("ix_channel_conversations_begun_at"), "channel_conversations", ["begun_at"])
    op.create_index("ix_channel_conversations_person", "channel_conversations", ["channel", "account", "person"])


def downgrade() -> None:
    op.drop_table("channel_conversations")
