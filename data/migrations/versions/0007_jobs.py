"""Jobs: long work beside the page, each step and each sign of life a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        comment="Long work that somebody asked for; arguments are JSON with sorted keys, so that "
        "equal ones are equal texts.",
    )
    op.create_index("ix_job_kind", "job", ["kind"])
    op.create_table(
        "job_event",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column(
            "job", sa.Integer, sa.ForeignKey("job.id", name="fk_job_event_job"), nullable=False
        ),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        comment="A step of a job, or a sign of life of its worker with the share done.",
    )
    op.create_index("ix_job_event_job", "job_event", ["job"])


def downgrade() -> None:
    for table in ("job_event", "job"):
        op.drop_table(table)
