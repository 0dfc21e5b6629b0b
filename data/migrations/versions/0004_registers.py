"""Registers: events that are entered one by one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_entry",
        sa.Column(
            "batch",
            sa.Integer,
            sa.ForeignKey("batch.sequence", name="fk_register_entry_batch"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        comment="An event of a register as one batch gave it; the newest batch of a key counts. "
        "The fields are JSON, decimals and days as text.",
    )
    op.create_index("ix_register_entry_register_key", "register_entry", ["register", "key"])


def downgrade() -> None:
    op.drop_table("register_entry")
