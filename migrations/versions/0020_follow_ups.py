"""Calls back to whoever asked, tickets begun again, and tickets merged into others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("restarted_on", sa.String(length=10), nullable=True))
    op.add_column("tickets", sa.Column("merged_into", sa.String(length=20), nullable=True))
    op.add_column("tickets", sa.Column("state_before", sa.String(length=20), nullable=True))
    op.add_column("tickets", sa.Column("follow_up", sa.String(length=20), nullable=True))
    op.add_column("tickets", sa.Column("calls", sa.Integer(), server_default="0", nullable=False))
    op.add_column("tickets", sa.Column("is_excluded", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_tickets_merged_into"), "tickets", ["merged_into"])
    op.create_table(
        "ticket_follow_ups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.String(length=20), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
        sa.Column("was_contacted", sa.Boolean(), nullable=False),
        sa.Column("is_solved", sa.Boolean(), nullable=False),
        sa.Column("is_satisfied", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_follow_ups_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_follow_ups")),
        sa.UniqueConstraint("ticket_id", "called_at", name=op.f("uq_ticket_follow_ups_ticket_id_called_at")),
    )


def downgrade() -> None:
    op.drop_table("ticket_follow_ups")
    op.drop_index(op.f("ix_tickets_merged_into"), "tickets")
    for column in ("is_excluded", "calls", "follow_up", "state_before", "merged_into", "restarted_on"):
        op.drop_column("tickets", column)
