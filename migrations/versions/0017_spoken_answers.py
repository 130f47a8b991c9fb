"""What agents of the hotline said to callers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "spoken_answers",
        sa.Column("key", sa.String(length=110), nullable=False),
        sa.Column("answer_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("caller_key", sa.String(length=64), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_spoken_answers_answer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_spoken_answers")),
    )
    op.create_index(op.f("ix_spoken_answers_answer_id"), "spoken_answers", ["answer_id"])
    op.create_index(op.f("ix_spoken_answers_caller_key"), "spoken_answers", ["caller_key"])


def downgrade() -> None:
    op.drop_table("spoken_answers")
