"""The files of the enterprise panel: immutable Parquet files, one for each batch and month.

A file exists for readers only when the manifest (`panel_file`) names it. Until then it may be
left over from a commit that never came, and is swept away a day later.
"""

import hashlib
import math
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq
from sqlalchemy import Connection, insert, select

from data import panel_columns, schema, storage, vintages

ORPHAN_AGE = timedelta(days=1)
"""How old a file must be, that no manifest names, before it is removed."""
LONGEST_OPEN = timedelta(hours=12)
"""How old a file may be when a batch brings it in: well below the age of an orphan."""
_ROW_GROUP = 4_096
_FOLDER_KEY = "panel_folder"
_UNFINISHED = "unfinished"
PLACE = ("region", "industry")
Firms = npt.NDArray[np.int32]


class PanelError(RuntimeError):
    """A file of the panel is missing or damaged; the text says which one and what to do."""


@dataclass(frozen=True)
class StagedFile:
    """A file that is written, but not yet named by a manifest.

    Attributes
    ----------
    month
        Code of the month, ``2020-01``.
    staged_at
        When it was written: a batch that comes too late refuses it.
    last_firm
        The highest number of a firm in it.
    """

    month: str
    file_name: str
    rows: int
    bytes: int
    sha256: str
    staged_at: datetime
    last_firm: int


def arrow_schema(columns: Collection[str] | None = None) -> pa.Schema:
    """Return the columns of a file: who, when, where, line of the received file, figures.

    Parameters
    ----------
    columns
        Figures that the file holds, of those that are declared; None is all of them.
    """
    word = pa.dictionary(pa.int32(), pa.string())
    head = [
        ("firm", pa.int32()),
        ("month", pa.string()),
        ("region", word),
        ("industry", word),
        ("row", pa.int32()),
        ("deleted", pa.bool_()),
    ]
    held = [name for name in panel_columns.columns() if columns is None or name in columns]
    return pa.schema(head + [(name, pa.float64()) for name in held])


def folder(connection: Connection) -> Path | None:
    """Return the folder of the dataset's files, None where there never were any.

    Its name is kept in the database, so two databases of one dataset never share a folder.
    """
    facts = schema.dataset_meta.c
    name = connection.scalar(select(facts.value).where(facts.key == _FOLDER_KEY))
    return None if name is None else storage.var_folder() / "panel" / name


def made_folder(dataset: str) -> Path:
    """Return the folder of the dataset's files; it is made if it is not there."""
    with storage.reading(dataset) as connection:
        found = folder(connection)
    if found is None:
        with storage.writing(dataset) as connection:
            vintages.one_writer(connection)
            found = begun_folder(connection, dataset)
    found.mkdir(parents=True, exist_ok=True)
    return found


def begun_folder(connection: Connection, dataset: str) -> Path:
    """Return the folder of the dataset's files, named and made in the caller's transaction."""
    found = folder(connection)
    if found is None:
        name = f"{dataset}-{uuid4().hex[:8]}"
        connection.execute(insert(schema.dataset_meta).values(key=_FOLDER_KEY, value=name))
        found = storage.var_folder() / "panel" / name
    found.mkdir(parents=True, exist_ok=True)
    return found


def mark_unfinished(place: Path) -> None:
    """Say of a folder that its dataset is only being made."""
    (place / _UNFINISHED).touch()


def mark_finished(dataset: str) -> None:
    """Take the marks of the dataset's folders away: from now on they are kept."""
    for mark in _unfinished(dataset):
        mark.unlink()


def remove_unfinished(dataset: str) -> None:
    """Remove folders of a dataset whose making was cut off; only who makes it may ask."""
    for mark in _unfinished(dataset):
        shutil.rmtree(mark.parent)


def _unfinished(dataset: str) -> list[Path]:
    return list((storage.var_folder() / "panel").glob(f"{dataset}-????????/{_UNFINISHED}"))


def write(place: Path, month: str, rows: pd.DataFrame) -> StagedFile:
    """Write the rows of one month, sorted by firm; file and folder are on the disk afterwards.

    The file holds the columns of figures that the rows have: of others it says nothing.
    """
    table = pa.Table.from_pandas(rows, schema=arrow_schema(rows.columns), preserve_index=False)
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, row_group_size=_ROW_GROUP, compression="zstd")
    content = buffer.getvalue().to_pybytes()
    name = f"{month}-{uuid4().hex}.parquet"
    _write_through(place / name, content)
    return StagedFile(
        month=month,
        file_name=name,
        rows=len(rows),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        staged_at=datetime.now(UTC),
        last_firm=int(rows["firm"].max()),
    )


def _write_through(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, through to the disk."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        _sync_folder(path.parent)


def _sync_folder(place: Path) -> None:
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read(path: Path, columns: tuple[str, ...], firms: Firms | None = None) -> pd.DataFrame:
    """Return columns of one file, by firm; columns that it does not hold are NaN.

    Parameters
    ----------
    firms
        Rows of other firms are not read, however many there are; None reads all.

    Raises
    ------
    PanelError
        If the file is not there or is no Parquet file.
    """
    try:
        found = pads.dataset(path, schema=arrow_schema(), format="parquet")
        table = found.to_table(columns=list(columns), filter=_among(firms))
        rows: pd.DataFrame = table.to_pandas()
    except (OSError, pa.ArrowInvalid) as error:
        raise _broken(path) from error
    return rows.astype(dict.fromkeys(set(PLACE) & set(columns), str))


def _broken(path: Path) -> PanelError:
    return PanelError(
        f"企业面板文件 {path} 缺失或损坏；请从备份恢复数据目录（与数据库一同备份的），再重试"
    )


@lru_cache(maxsize=1 << 16)
def held(path: Path) -> frozenset[str]:
    """Return the columns of figures that a file holds; asked once, since no file ever changes.

    Raises
    ------
    PanelError
        If the file is not there or is no Parquet file.
    """
    try:
        names = pq.read_schema(path).names
    except (OSError, pa.ArrowInvalid) as error:
        raise _broken(path) from error
    return frozenset(names).difference(arrow_schema(()).names)


def _among(firms: Firms | None) -> pc.Expression | None:
    """Return the condition on firms; its bounds let whole row groups be passed over."""
    if firms is None:
        return None
    number = pc.field("firm")
    if not len(firms):
        return number < 0
    least, most = int(firms.min()), int(firms.max())
    return (number >= least) & (number <= most) & number.isin(pa.array(firms, pa.int32()))


def sweep(dataset: str, older_than: timedelta = ORPHAN_AGE) -> list[str]:
    """Remove files that no manifest names and that are older than a day; return their names."""
    with storage.reading(dataset) as connection:
        place = folder(connection)
    if place is None or not place.exists():
        return []
    latest = (datetime.now(UTC) - older_than).timestamp()
    old = [path for path in place.iterdir() if _changed_at(path) <= latest]
    with storage.reading(dataset) as connection:  # after the listing: later files are not in it
        named = set(connection.scalars(select(schema.panel_file.c.file_name)))
    orphans = sorted(path for path in old if path.name not in named)
    for path in orphans:
        path.unlink(missing_ok=True)
    return [path.name for path in orphans]


def _changed_at(path: Path) -> float:
    """Return when a file was written; one that has just gone is nobody's orphan."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def damaged(dataset: str) -> list[str]:
    """Return the names of files that the manifest names but that are missing or changed."""
    table = schema.panel_file.c
    with storage.reading(dataset) as connection:
        place = folder(connection)
        rows = connection.execute(select(table.file_name, table.sha256)).all()
    return [name for name, sha256 in rows if place is None or _hash(place / name) != sha256]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
