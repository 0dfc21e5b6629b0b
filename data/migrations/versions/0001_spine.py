"""The spine: series, observations, batches and the order of commits."""

import sqlalchemy as sa
from alembic import op

from data.schema import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dataset_meta",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "vintage",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        comment="One row per commit. The order of commits is the vintage: what this system knew.",
    )
    op.create_table(
        "batch",
        sa.Column(
            "sequence",
            sa.Integer,
            sa.ForeignKey("vintage.sequence", name="fk_batch_sequence"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("published_at", sa.Date, nullable=False),
        sa.Column("published_assumed", sa.Boolean, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
    )
    op.create_table(
        "batch_state",
        sa.Column(
            "sequence",
            sa.Integer,
            sa.ForeignKey("vintage.sequence", name="fk_batch_state_sequence"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column(
            "batch",
            sa.Integer,
            sa.ForeignKey("batch.sequence", name="fk_batch_state_batch"),
            nullable=False,
        ),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        comment="What became of a batch later, each change a row of its own (withdrawn).",
    )
    op.create_index("ix_batch_state_batch", "batch_state", ["batch"])
    op.create_table(
        "series",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("indicator", sa.String(40), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("industry", sa.String(8), nullable=False),
        sa.UniqueConstraint(
            "indicator",
            "measure",
            "subject_kind",
            "subject",
            "region",
            "industry",
            "kind",
            name="uq_series_key",
        ),
        comment="Each measure is a series of its own; "
        "official, reported and simulated never share one.",
    )
    op.create_table(
        "observation",
        sa.Column(
            "series",
            sa.Integer,
            sa.ForeignKey("series.id", name="fk_observation_series"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("period", sa.String(16), primary_key=True),
        sa.Column(
            "batch",
            sa.Integer,
            sa.ForeignKey("batch.sequence", name="fk_observation_batch"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("value", sa.Double, nullable=True),
        sa.Column("row", sa.Integer, nullable=False),
        comment="A figure as one batch gave it; "
        "value NULL says expressly that it was not reported.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_observation_batch", "observation", ["batch"])


def downgrade() -> None:
    for name in ("observation", "series", "batch_state", "batch", "vintage", "dataset_meta"):
        op.drop_table(name)
