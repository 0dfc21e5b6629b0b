"""Evidence: what a reported progress of a target rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column(
            "batch",
            sa.Integer,
            sa.ForeignKey("batch.sequence", name="fk_evidence_batch"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        comment="What a reported progress rests on; a file is kept in the inbox, its name and "
        "hash are empty where there is none.",
    )


def downgrade() -> None:
    op.drop_table("evidence")
