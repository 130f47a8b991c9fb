"""Approved answers with the words of documents they stand on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "approved_answers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column("similar", sa.Text(), nullable=False),
        sa.Column("lookalikes", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=True),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("edited_by_id", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_answers")),
    )
    op.create_index(op.f("ix_approved_answers_question_key"), "approved_answers", ["question_key"], unique=False)
    op.create_index("ix_approved_answers_state_unit_id", "approved_answers", ["state", "unit_id"], unique=False)
    op.create_index(op.f("ix_approved_answers_updated_at"), "approved_answers", ["updated_at"], unique=False)
    op.create_table(
        "approved_sources",
        sa.Column("approved_id", sa.String(length=40), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=40), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approved_id"], ["approved_answers.id"], name=op.f("fk_approved_sources_approved_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_approved_sources_document_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_approved_sources_version_id")),
        sa.PrimaryKeyConstraint("approved_id", "ordinal", name=op.f("pk_approved_sources")),
    )
    op.create_index(op.f("ix_approved_sources_document_id"), "approved_sources", ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("approved_sources")
    op.drop_table("approved_answers")
