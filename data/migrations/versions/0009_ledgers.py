"""Ledgers: entries, their steps, and the files that came with a step."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("ledger", sa.String(40), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        comment="An entry of a ledger; what it says and where it stands are rows of ledger_event.",
    )
    op.create_index("ix_ledger_entry_ledger_source", "ledger_entry", ["ledger", "source"])
    op.create_table(
        "ledger_event",
        sa.Column(
            "entry",
            sa.Integer,
            sa.ForeignKey("ledger_entry.id", name="fk_ledger_event_entry"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        comment="A step of an entry: the state to which it led, the business date, who took it, "
        "his words, and all fields as they stand since (JSON). The newest row counts.",
    )
    op.create_table(
        "ledger_file",
        sa.Column("entry", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry", "event"],
            ["ledger_event.entry", "ledger_event.number"],
            name="fk_ledger_file_entry_event",
        ),
        comment="A file that came with a step; it is kept in the inbox by its hash, once.",
    )


def downgrade() -> None:
    op.drop_table("ledger_file")
    op.drop_table("ledger_event")
    op.drop_index("ix_ledger_entry_ledger_source", "ledger_entry")
    op.drop_table("ledger_entry")
