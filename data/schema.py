"""Tables of one dataset. Observations are append-only: nothing is ever updated in place."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware on both databases (SQLite itself keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Store as UTC; naive times are refused, since their zone is a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"时间 {value} 没有时区，无法存储"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


dataset_meta = Table(
    "dataset_meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

vintage = Table(
    "vintage",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("event", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    comment="One row per commit. The order of commits is the vintage: what this system knew.",
)

batch = Table(
    "batch",
    metadata,
    Column("sequence", ForeignKey("vintage.sequence"), primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("sender", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("published_at", Date, nullable=False),
    Column("published_assumed", Boolean, nullable=False),
    Column("rows", Integer, nullable=False),
)

batch_sheet = Table(
    "batch_sheet",
    metadata,
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    comment="The sheets of a received workbook; observations name them by number.",
)

batch_state = Table(
    "batch_state",
    metadata,
    Column("sequence", ForeignKey("vintage.sequence"), primary_key=True, autoincrement=False),
    Column("batch", ForeignKey("batch.sequence"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    comment="What became of a batch later, each change a row of its own (withdrawn).",
)

series = Table(
    "series",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("indicator", String(40), nullable=False),
    Column("measure", String(30), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("region", String(12), nullable=False),
    Column("industry", String(8), nullable=False),
    UniqueConstraint(
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

observation = Table(
    "observation",
    metadata,
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("period", String(16), primary_key=True),
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("period_end", Date, nullable=False),
    Column("value", Double, nullable=True),
    Column("row", Integer, nullable=False),
    Column("sheet", Integer, nullable=True),
    Column("column", Integer, nullable=True),
    # PostgreSQL checks both with a trigger, once a statement: data/migrations, revision 0005.
    ForeignKeyConstraint(["series"], ["series.id"]).ddl_if(dialect="sqlite"),
    ForeignKeyConstraint(["batch"], ["batch.sequence"]).ddl_if(dialect="sqlite"),
    Index(None, "batch", postgresql_using="brin"),
    sqlite_with_rowid=False,
    comment="A figure as one batch gave it; value NULL says expressly that it was not reported. "
    "Row and column count from 1; sheet is a number of batch_sheet, NULL for a plain text table.",
)

receipt = Table(
    "receipt",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("actor", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    comment="A file that came in, kept in the inbox whatever becomes of it.",
)

receipt_event = Table(
    "receipt_event",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("receipt", ForeignKey("receipt.id"), nullable=False, index=True),
    Column("event", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("batch", ForeignKey("batch.sequence"), nullable=True),
    comment="What became of a received file: refused (with the reason) or committed as a batch.",
)

explanation = Table(
    "explanation",
    metadata,
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("check", String(40), nullable=False),
    Column("place", Text, nullable=False),
    Column("finding", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    comment="Why a finding (核实性错误) of a committed batch is right, in the sender's words.",
)

evidence = Table(
    "evidence",
    metadata,
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    comment="What a reported progress rests on; a file is kept in the inbox, its name and hash "
    "are empty where there is none.",
)

register_entry = Table(
    "register_entry",
    metadata,
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("register", String(40), nullable=False),
    Column("key", String(80), nullable=False),
    Column("day", Date, nullable=False),
    Column("region", String(12), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("fields", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Index(None, "register", "key"),
    comment="An event of a register as one batch gave it; the newest batch of a key counts. "
    "The fields are JSON, decimals and days as text.",
)

enterprise = Table(
    "enterprise",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("batch", ForeignKey("batch.sequence"), nullable=False),
    comment="A firm: a dense number that never changes, and the batch that first named it.",
)

enterprise_version = Table(
    "enterprise_version",
    metadata,
    Column("firm", ForeignKey("enterprise.id"), primary_key=True, autoincrement=False),
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("uscc", String(18), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("region", String(12), nullable=False),
    Column("industry", String(8), nullable=False),
    Column("size", String(4), nullable=False),
    Column("founded", Date, nullable=True),
    Column("tags", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("initials", Text, nullable=False, server_default="", index=True),
    Index(None, "batch"),
    comment="A firm as one batch described it; the newest batch counts. Tags are JSON; uscc and "
    "size are empty where they are not known.",
)

panel_file = Table(
    "panel_file",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("file_name", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    comment="The manifest of the panel: a Parquet file for each batch and month. A file without "
    "a row here does not exist for any reader.",
)

panel_rollup = Table(
    "panel_rollup",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("region", String(12), primary_key=True),
    Column("industry", String(8), primary_key=True),
    Column("indicator", String(40), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("vintage", ForeignKey("vintage.sequence"), primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Column("reported", Integer, nullable=False),
    Column("total", Double, nullable=True),
    Column("magnitude", Double, nullable=True),
    Column("largest", Double, nullable=True),
    Column("second", Double, nullable=True),
    Column("numerator", Double, nullable=True),
    Column("denominator", Double, nullable=True),
    Index(None, "vintage", "region"),
    sqlite_with_rowid=False,
    comment="Totals of the panel by cell, each version a row: valid for questions as of `since` "
    "and later, up to the next `since`. n = 0 says that the cell is empty by then.",
)

job = Table(
    "job",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("kind", String(40), nullable=False, index=True),
    Column("arguments", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    comment="Long work that somebody asked for; arguments are JSON with sorted keys, so that "
    "equal ones are equal texts.",
)

job_event = Table(
    "job_event",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("job", ForeignKey("job.id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("share", Double, nullable=False),
    Column("text", Text, nullable=False),
    comment="A step of a job, or a sign of life of its worker with the share done.",
)

panel_release = Table(
    "panel_release",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("month", String(7), nullable=False),
    Column("indicator", String(40), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("vintage", ForeignKey("vintage.sequence"), nullable=False),
    Column("released_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("given_away", Text, nullable=False),
    Index(None, "month", "indicator"),
    comment="Totals of firms as they were given to those who may not see single firms; cells are "
    "JSON, a total that was left out is null. Later releases depend on it: never changed.",
)

table_mapping = Table(
    "table_mapping",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("title", Text, nullable=False),
    Column("indicator", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    comment="What a table of this title holds, as a user said once; the newest row counts. "
    "An empty indicator says that the table is not to be read.",
)

bulletin = Table(
    "bulletin",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("form", String(20), nullable=False),
    Column("template", String(40), nullable=False),
    Column("period", String(16), nullable=False),
    Column("refers_to", ForeignKey("bulletin.id"), nullable=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    comment="A document in the making or issued: circular, correction or withdrawal.",
)

bulletin_version = Table(
    "bulletin_version",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("content", Text, nullable=False),
    comment="The text of a draft as saved, each saving a row of its own (JSON).",
)

bulletin_state = Table(
    "bulletin_state",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("bulletin", ForeignKey("bulletin.id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    comment="A step of a document's life: draft, submitted, returned, issued, abandoned.",
)

bulletin_issue = Table(
    "bulletin_issue",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True, autoincrement=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("actor", Text, nullable=False),
    Column("vintage", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("result", Text, nullable=False),
    comment="What was issued, frozen: its own date, the vintage and the whole result (JSON).",
)

bulletin_file = Table(
    "bulletin_file",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True, autoincrement=False),
    Column("format", String(10), primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    comment="The files of an issued document, byte for byte as they were issued.",
)

bulletin_editor = Table(
    "bulletin_editor",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True, autoincrement=False),
    Column("editor", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    comment="Who has a draft open just now; the only table that is updated in place.",
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("ledger", String(40), nullable=False),
    Column("region", String(12), nullable=False),
    Column("source", String(120), nullable=False),
    Index(None, "ledger", "source"),
    comment="An entry of a ledger; what it says and where it stands are rows of ledger_event.",
)

ledger_event = Table(
    "ledger_event",
    metadata,
    Column("entry", ForeignKey("ledger_entry.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", String(40), nullable=False),
    Column("state", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("fields", Text, nullable=False),
    comment="A step of an entry: the state to which it led, the business date, who took it, his "
    "words, and all fields as they stand since (JSON). The newest row counts.",
)

ledger_file = Table(
    "ledger_file",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("event", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    ForeignKeyConstraint(["entry", "event"], ["ledger_event.entry", "ledger_event.number"]),
    comment="A file that came with a step; it is kept in the inbox by its hash, once.",
)
