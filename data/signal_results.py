"""Results over all firms, kept as files: made once per dataset, day, vintage and recipe.

A result can be made again at any time: a file that is missing or damaged counts as none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import panel_files, storage
from data.store import Question

_META = b"gongkuang"


@dataclass(frozen=True, eq=False)
class Kept:
    """A table with one row a firm of the whole dataset, and facts about its making."""

    table: pd.DataFrame
    facts: Mapping[str, Any]


def keep(question: Question, recipe: str, kept: Kept) -> None:
    """Write a result whole or not at all; one that is there is replaced."""
    place = _path(question, recipe)
    if place is None:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(kept.table, preserve_index=False)
    facts = json.dumps(dict(kept.facts), ensure_ascii=False).encode()
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _META: facts})
    part = place.with_name(f"{uuid4().hex}.part")
    pq.write_table(table, part, compression="zstd", write_page_checksum=True)
    part.replace(place)


def kept(question: Question, recipe: str) -> Kept | None:
    """Return the result for a question, whatever its scope; None where there is none (any more).

    The table is of all firms: whoever shows it applies the scope.
    """
    place = _path(question, recipe)
    if place is None or not place.exists():
        return None
    try:
        table = pq.read_table(place, page_checksum_verification=True)
        facts = json.loads((table.schema.metadata or {})[_META])
    except (OSError, pa.ArrowInvalid, KeyError, ValueError):
        return None
    return Kept(table.to_pandas(), facts)


def _path(question: Question, recipe: str) -> Path | None:
    """Return the place of a result; None for a dataset without firms' months."""
    with storage.reading(question.dataset) as connection:
        panel = panel_files.folder(connection)
    if panel is None:
        return None
    name = f"{question.as_of}-{question.vintage}-{recipe}.parquet"
    return storage.var_folder() / "signals" / panel.name / name
