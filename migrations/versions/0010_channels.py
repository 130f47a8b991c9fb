"""What came in on the channels, what is owed, who wrote, what may be sent, and which accounts are ours."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "channel_account_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_account_changes")),
    )
    op.create_table(
        "channel_accounts",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("passive_only_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_channel_accounts")),
    )
    op.create_table(
        "channel_allowances",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "person", "kind", name=op.f("pk_channel_allowances")),
    )
    op.create_index(op.f("ix_channel_allowances_until"), "channel_allowances", ["until"])
    op.create_table(
        "channel_messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("notice_due", sa.Boolean(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("answer_id", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("worker", sa.String(length=40), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_messages")),
        sa.UniqueConstraint("channel", "account", "key", name=op.f("uq_channel_messages_channel_account_key")),
    )
    op.create_index("ix_channel_messages_person", "channel_messages", ["channel", "account", "person", "received_at"])
    op.create_index(op.f("ix_channel_messages_received_at"), "channel_messages", ["received_at"])
    op.create_index("ix_channel_messages_state", "channel_messages", ["state", "leased_until"])
    op.create_table(
        "channel_persons",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "account", "person", name=op.f("pk_channel_persons")),
    )
    op.create_index(op.f("ix_channel_persons_last_at"), "channel_persons", ["last_at"])
    op.create_table(
        "platform_tokens",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("worker", sa.String(length=40), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=False),
        sa.Column("forced_at", sa.DateTime(), nullable=True),
        sa.Column("forced_today", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_platform_tokens")),
    )
    op.create_table(
        "channel_replies",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("parts_sent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("worker", sa.String(length=40), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["channel_messages.id"], name=op.f("fk_channel_replies_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_channel_replies")),
    )
    op.create_index("ix_channel_replies_person", "channel_replies", ["channel", "account", "person", "state"])
    op.create_index("ix_channel_replies_state", "channel_replies", ["state", "due_at"])


def downgrade() -> None:
    for table in (
        "channel_replies",
        "platform_tokens",
        "channel_persons",
        "channel_messages",
        "channel_allowances",
        "channel_accounts",
        "channel_account_changes",
    ):
        op.drop_table(table)
