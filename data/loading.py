"""Writing the figures of a batch in bulk: a table in, one transaction, nothing overwritten."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from data import binary_copy, schema
from data.binary_copy import Field
from data.vintages import CommitError, next_sequence
from metrics.periods import Period

KEY = ("indicator", "measure", "region", "industry", "subject_kind", "subject")
"""What a series is about, besides the kind of the batch."""
PLACE = ("row", "sheet", "column")
COLUMNS = ("series", "period", "batch", "period_end", "value", *PLACE)


@dataclass(frozen=True)
class Head:
    """What is said of a batch as a whole.

    Attributes
    ----------
    published_at, published_assumed
        The day on which the world could know the figures, and whether it was taken from the
        release calendar.
    sheets
        Names of the sheets by number, where the file is a workbook.
    """

    title: str
    file_name: str
    sha256: str
    source: str
    kind: str
    sender: str
    published_at: date
    published_assumed: bool
    received_at: datetime | None = None
    sheets: tuple[tuple[int, str], ...] = ()


def load(connection: Connection, dataset_kind: str, head: Head, figures: pd.DataFrame) -> int:
    """Write one batch in the caller's transaction and return its vintage.

    Parameters
    ----------
    dataset_kind
        Kind of the dataset; simulated and real figures are never mixed.
    figures
        One row a figure: indicator, measure, region, industry, period (code), value (NaN: said
        expressly to be 未报), row; optionally subject_kind and subject (default: the region),
        sheet and column.

    Raises
    ------
    CommitError
        If the kinds do not go together, or a figure stands twice.
    """
    _check_kind(dataset_kind, head)
    complete = _completed(figures)
    number, keys = _numbered(complete)
    _check_twice(complete, number)
    sequence = open_batch(connection, dataset_kind, head, len(figures))
    if len(figures):
        ids = np.asarray(_series_ids(connection, head.kind, keys))[number]
        _insert(connection, _rows(complete, ids, sequence))
    return sequence


def open_batch(connection: Connection, dataset_kind: str, head: Head, count: int) -> int:
    """Take the next vintage for a batch in the caller's transaction and write its head.

    Parameters
    ----------
    count
        How many figures or entries the batch holds.

    Raises
    ------
    CommitError
        If the kinds of dataset and batch do not go together.
    """
    _check_kind(dataset_kind, head)
    sequence = next_sequence(connection, "batch")
    connection.execute(insert(schema.batch).values(_batch_row(sequence, head, count)))
    if head.sheets:
        connection.execute(insert(schema.batch_sheet), _sheet_rows(sequence, head))
    return sequence


def _check_kind(dataset_kind: str, head: Head) -> None:
    if (dataset_kind == "simulated") != (head.kind == "simulated"):
        msg = f"{head.file_name}：模拟数据与真实数据不得混放（数据集为 {dataset_kind}）"
        raise CommitError(msg)


def _completed(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with all columns: a region is its own subject, a text has no sheet."""
    given = figures.reset_index(drop=True)
    missing: dict[str, Any] = {
        "subject": given["region"],
        "subject_kind": "region",
        "sheet": None,
        "column": None,
    }
    return given.assign(**{name: value for name, value in missing.items() if name not in given})


def _numbered(figures: pd.DataFrame) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Give each series a number; return the number of each figure and the key of each number."""
    number = figures.groupby(list(KEY), sort=False).ngroup().to_numpy()
    first = pd.Series(number).drop_duplicates().index
    columns = (figures.loc[first, name].astype(str).tolist() for name in KEY)
    return number, list(zip(*columns, strict=True))


def _check_twice(figures: pd.DataFrame, number: np.ndarray) -> None:
    place = pd.DataFrame({"series": number, "period": figures["period"]})
    twice = place.duplicated().to_numpy()
    if twice.any():
        entry = figures.loc[twice].iloc[0]
        label = Period.parse(str(entry["period"])).label
        msg = (
            f"第{entry['row']}行：{entry['region']} {entry['indicator']} "
            f"{label} 在同一批次中重复，请只保留一行"
        )
        raise CommitError(msg)


def _batch_row(sequence: int, head: Head, count: int) -> dict[str, object]:
    return {
        "sequence": sequence,
        "title": head.title,
        "file_name": head.file_name,
        "sha256": head.sha256,
        "source": head.source,
        "kind": head.kind,
        "sender": head.sender,
        "received_at": head.received_at or datetime.now(UTC),
        "published_at": head.published_at,
        "published_assumed": head.published_assumed,
        "rows": count,
    }


def _sheet_rows(sequence: int, head: Head) -> list[dict[str, object]]:
    return [{"batch": sequence, "number": number, "name": name} for number, name in head.sheets]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of the table `observation` in the order of its key.

    So the database adds them at one place, not all over its index. A minus zero is a zero, which
    is what SQLite would make of it by itself.

    Attributes
    ----------
    figures
        Columns value, row, sheet and column.
    periods, period_at
        The different periods, and the place of each row's period among them.
    """

    figures: pd.DataFrame
    series: npt.NDArray[np.int64]
    periods: tuple[Period, ...]
    period_at: npt.NDArray[np.intp]
    batch: int


def _rows(figures: pd.DataFrame, ids: npt.NDArray[np.int64], sequence: int) -> _Rows:
    period_at, codes = pd.factorize(figures["period"], sort=True)
    order = np.lexsort((period_at, ids))
    ordered = figures[["value", *PLACE]].take(order)
    ordered["value"] = ordered["value"].astype("float64") + 0.0
    periods = tuple(Period.parse(code) for code in codes)
    return _Rows(ordered, ids[order], periods, period_at[order], sequence)


def _insert(connection: Connection, rows: _Rows) -> None:
    """Insert rows the way that each database takes them fastest: as a stream."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    if connection.dialect.name == "postgresql":
        statement = f"COPY observation ({names}) FROM STDIN (FORMAT binary)"
        with _cursor(connection, statement) as cursor, cursor.copy(statement) as copy:
            for portion in binary_copy.stream(_fields(rows)):
                copy.write(portion)
        return
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO observation ({names}) VALUES ({marks})"  # noqa: S608 - own names
    with _cursor(connection, statement) as cursor:
        cursor.executemany(statement, zip(*_lists(rows), strict=True))


def _fields(rows: _Rows) -> list[Field]:
    """Return the columns as PostgreSQL takes them."""
    codes = binary_copy.texts([period.code for period in rows.periods])
    ends = binary_copy.days(np.array([period.end for period in rows.periods], dtype="M8[D]"))
    return [
        binary_copy.integers(rows.series),
        codes.taken(rows.period_at),
        binary_copy.integers(np.full_like(rows.series, rows.batch)),
        ends.taken(rows.period_at),
        binary_copy.doubles(rows.figures["value"].to_numpy(np.float64)),
        *(_whole_field(rows.figures[name]) for name in PLACE),
    ]


def _whole_field(column: pd.Series) -> Field:
    numbers = column.astype("Int64")
    missing = numbers.isna().to_numpy()
    return binary_copy.integers(np.asarray(numbers.fillna(0), dtype=np.int64), missing)


def _lists(rows: _Rows) -> list[list[Any]]:
    """Return the columns as SQLite takes them: lists of Python values, days as text."""
    return [
        rows.series.tolist(),
        _repeated([period.code for period in rows.periods], rows.period_at),
        [rows.batch] * len(rows.series),
        _repeated([period.end.isoformat() for period in rows.periods], rows.period_at),
        [None if value != value else value for value in rows.figures["value"].tolist()],
        *(_whole_numbers(rows.figures[name]) for name in PLACE),
    ]


def _repeated(different: Sequence[str], places: npt.NDArray[np.intp]) -> list[str]:
    taken: list[str] = np.array(different, dtype=object)[places].tolist()
    return taken


def _whole_numbers(column: pd.Series) -> list[int | None]:
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.tolist()
    return [None if pd.isna(number) else int(number) for number in column]


@contextmanager
def _cursor(connection: Connection, statement: str) -> Iterator[Any]:
    """Open a cursor of the driver; its errors become SQLAlchemy's, as everywhere else."""
    failure = connection.dialect.loaded_dbapi.Error
    try:
        with closing(connection.connection.cursor()) as cursor:
            yield cursor
    except failure as error:
        raise DBAPIError.instance(
            statement, None, error, failure, dialect=connection.dialect
        ) from error


def _series_ids(connection: Connection, kind: str, keys: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the ids of series in the order of `keys`; those that are new are made."""
    indicators = {key[0] for key in keys}
    known = _known_series(connection, kind, indicators)
    missing = [key for key in keys if key not in known]
    if missing:
        rows = [{"kind": kind, **dict(zip(KEY, key, strict=True))} for key in missing]
        connection.execute(insert(schema.series), rows)
        known = _known_series(connection, kind, indicators)
    return [known[key] for key in keys]


def _known_series(
    connection: Connection, kind: str, indicators: set[str]
) -> dict[tuple[str, ...], int]:
    table = schema.series
    query = select(table.c.id, *(table.c[name] for name in KEY)).where(
        table.c.kind == kind, table.c.indicator.in_(indicators)
    )
    return {tuple(row[1:]): row[0] for row in connection.execute(query)}
