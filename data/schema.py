"""Tables of one dataset. Observations are append-only: nothing is ever updated in place."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
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
    Column("series", ForeignKey("series.id"), primary_key=True, autoincrement=False),
    Column("period", String(16), primary_key=True),
    Column("batch", ForeignKey("batch.sequence"), primary_key=True, autoincrement=False),
    Column("period_end", Date, nullable=False),
    Column("value", Double, nullable=True),
    Column("row", Integer, nullable=False),
    Index(None, "batch"),
    sqlite_with_rowid=False,
    comment="A figure as one batch gave it; value NULL says expressly that it was not reported.",
)
