"""Cases of publication with their reviews, interpretations, decisions on findings, and recalls."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "finding_decisions",
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_finding_decisions_document_id")),
        sa.PrimaryKeyConstraint("document_id", "code", "digest", name=op.f("pk_finding_decisions")),
    )
    op.create_table(
        "interpretations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.Column("first_interpreter", sa.Text(), nullable=False),
        sa.Column("is_by_head", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("elements", sa.Text(), nullable=False),
        sa.Column("plan_signed_by", sa.Text(), nullable=True),
        sa.Column("plan_signed_at", sa.DateTime(), nullable=True),
        sa.Column("material_signed_by", sa.Text(), nullable=True),
        sa.Column("material_signed_at", sa.DateTime(), nullable=True),
        sa.Column("published_as", sa.String(length=40), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_interpretations_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretations")),
        sa.UniqueConstraint("document_id", name=op.f("uq_interpretations_document_id")),
    )
    op.create_index(op.f("ix_interpretations_published_as"), "interpretations", ["published_as"], unique=False)
    op.create_index(op.f("ix_interpretations_unit_id"), "interpretations", ["unit_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("submitted_by", sa.String(length=64), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("override_by", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_publications_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_publications")),
    )
    op.create_index(op.f("ix_publications_state"), "publications", ["state"], unique=False)
    op.create_index(op.f("ix_publications_unit_id"), "publications", ["unit_id"], unique=False)
    op.create_index(op.f("ix_publications_updated_at"), "publications", ["updated_at"], unique=False)
    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("approved", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_recalls_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_index(op.f("ix_recalls_document_id"), "recalls", ["document_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_reviews_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_document_id"), "reviews", ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("reviews")
    op.drop_table("recalls")
    op.drop_table("publications")
    op.drop_table("interpretations")
    op.drop_table("finding_decisions")
