"""Files of simulated firms: text for the cities, Parquet for very many firms."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from data.datasets import Dataset
from data.simulated_files import SENDER


@dataclass(frozen=True)
class Form:
    """A form of file.

    Attributes
    ----------
    first_row
        Number of the first row: a text has its head in line 1, Parquet has none.
    """

    ending: str
    first_row: int
    encode: Callable[[pd.DataFrame], bytes]


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: head in line 1, what is not reported is blank."""
    buffer = io.BytesIO()
    buffer.write(f"{','.join(table.columns)}\n".encode())
    options = pacsv.WriteOptions(include_header=False, quoting_style="needed")
    pacsv.write_csv(pa.Table.from_pandas(table, preserve_index=False), buffer, options)
    return buffer.getvalue()


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet; what is not reported is null."""
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer, compression="zstd")
    return buffer.getvalue()


CSV = Form("csv", 2, csv_bytes)
PARQUET = Form("parquet", 1, parquet_bytes)


@dataclass(frozen=True)
class Said:
    """What a file says of itself."""

    title: str
    stem: str
    source: str
    published: date
    assumed: bool


def received(dataset: Dataset, form: Form, said: Said, table: pd.DataFrame) -> dict[str, Any]:
    """Return the fields of a received file that holds a table."""
    return {
        "title": said.title,
        "file_name": f"{dataset.id}-{said.stem}.{form.ending}",
        "content": form.encode(table),
        "source": said.source,
        "kind": dataset.kind,
        "sender": SENDER,
        "published_at": said.published,
        "published_assumed": said.assumed,
    }
