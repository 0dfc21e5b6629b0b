"""Intake of workbooks and the life of bulletins: receipts, explanations, mappings, documents."""

import sqlalchemy as sa
from alembic import op

from data.schema import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "bulletin_editor",
    "bulletin_file",
    "bulletin_issue",
    "bulletin_state",
    "bulletin_version",
    "bulletin",
    "table_mapping",
    "explanation",
    "receipt_event",
    "receipt",
    "batch_sheet",
)


def refers(
    table: str, name: str, to: str, *, key: bool = False, nullable: bool = False
) -> sa.Column[int]:
    to_other = sa.ForeignKey(to, name=f"fk_{table}_{name}")
    return sa.Column(
        name, sa.Integer, to_other, primary_key=key, nullable=nullable, autoincrement=False
    )


def upgrade() -> None:
    op.add_column("observation", sa.Column("sheet", sa.Integer, nullable=True))
    op.add_column("observation", sa.Column("column", sa.Integer, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.create_table_comment(
            "observation",
            "A figure as one batch gave it; value NULL says expressly that it was not reported. "
            "Row and column count from 1; sheet is a number of batch_sheet, NULL for a plain text "
            "table.",
        )
    _intake()
    _bulletins()


def _intake() -> None:
    op.create_table(
        "batch_sheet",
        refers("batch_sheet", "batch", "batch.sequence", key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        comment="The sheets of a received workbook; observations name them by number.",
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        comment="A file that came in, kept in the inbox whatever becomes of it.",
    )
    op.create_index("ix_receipt_sha256", "receipt", ["sha256"])
    op.create_table(
        "receipt_event",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        refers("receipt_event", "receipt", "receipt.id"),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        refers("receipt_event", "batch", "batch.sequence", nullable=True),
        comment="What became of a received file: refused (with the reason) or committed as a "
        "batch.",
    )
    op.create_index("ix_receipt_event_receipt", "receipt_event", ["receipt"])
    op.create_table(
        "explanation",
        refers("explanation", "batch", "batch.sequence", key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("check", sa.String(40), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        comment="Why a finding (核实性错误) of a committed batch is right, in the sender's words.",
    )
    op.create_table(
        "table_mapping",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("indicator", sa.String(40), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        comment="What a table of this title holds, as a user said once; the newest row counts. "
        "An empty indicator says that the table is not to be read.",
    )


def _bulletins() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        refers("bulletin", "refers_to", "bulletin.id", nullable=True),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        comment="A document in the making or issued: circular, correction or withdrawal.",
    )
    op.create_table(
        "bulletin_version",
        refers("bulletin_version", "bulletin", "bulletin.id", key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        comment="The text of a draft as saved, each saving a row of its own (JSON).",
    )
    op.create_table(
        "bulletin_state",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        refers("bulletin_state", "bulletin", "bulletin.id"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        comment="A step of a document's life: draft, submitted, returned, issued, abandoned.",
    )
    op.create_index("ix_bulletin_state_bulletin", "bulletin_state", ["bulletin"])
    op.create_table(
        "bulletin_issue",
        refers("bulletin_issue", "bulletin", "bulletin.id", key=True),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("vintage", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        comment="What was issued, frozen: its own date, the vintage and the whole result (JSON).",
    )
    op.create_table(
        "bulletin_file",
        refers("bulletin_file", "bulletin", "bulletin.id", key=True),
        sa.Column("format", sa.String(10), primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        comment="The files of an issued document, byte for byte as they were issued.",
    )
    op.create_table(
        "bulletin_editor",
        refers("bulletin_editor", "bulletin", "bulletin.id", key=True),
        sa.Column("editor", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        comment="Who has a draft open just now; the only table that is updated in place.",
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    op.drop_column("observation", "column")
    op.drop_column("observation", "sheet")
