"""A small city declared in a temporary folder, as a deployment would declare its own."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import yaml
from sqlalchemy import delete, func, select

from data import batches, datasets, schema, storage, store
from data.batches import Entry, SeriesKey, Submission
from data.records import FOLDER, read_yaml
from metrics.periods import Period

WHOLE, NORTH, WEST, EAST = "430500", "430522", "430581", "430582"
LATEST = date(2099, 12, 31)


def declaration(key, **changes):
    """A lawful declaration of a city with three units; `changes` replaces whole entries."""
    shipped = read_yaml(FOLDER / "datasets" / "luohe-2015.yaml")
    ranked_set = shipped["ranked_sets"][0] | {
        "whole": WHOLE,
        "groups": [{"id": "counties", "name": "县市", "members": [NORTH, WEST, EAST]}],
        "listed": [],
        "indicators": ["value_added", "revenue"],
    }
    own = {
        "id": key,
        "name": "小城",
        "kind": "official",
        "region": WHOLE,
        "business_date": date(2025, 10, 31),
        "source": "小城统计月报",
        "calendar": "shaoyang_monthly_card",
        "ranked_sets": [ranked_set],
        "circular": shipped["circular"] | {"indicators": ["value_added"]},
        "simulate": None,
    }
    return shipped | own | changes


def declare(folder, key, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_dump(declaration(key, **changes), allow_unicode=True)
    (folder / f"{key}.yaml").write_text(content, encoding="utf-8")


@dataclass(frozen=True, order=True)
class Cell:
    """What a figure is about."""

    region: str = WEST
    measure: str = "growth"
    period: str = "2025-Y09"
    indicator: str = "value_added"

    def entry(self, value, row=2, kind="official"):
        key = SeriesKey(kind, self.indicator, self.measure, self.region)
        return Entry(key, Period.parse(self.period), value, row)


def submission(figures, published=date(2025, 10, 20), kind="official", content=b"file", **changes):
    """A received file with `figures`: a mapping from cell to value."""
    entries = tuple(
        cell.entry(value, row, kind) for row, (cell, value) in enumerate(figures.items(), 2)
    )
    given = {
        "title": "表",
        "file_name": "表.csv",
        "content": content,
        "source": "小城统计月报",
        "kind": kind,
        "sender": "统计局",
        "published_at": published,
        "published_assumed": False,
        "entries": entries,
    }
    return Submission(**(given | changes))


@dataclass(frozen=True)
class City:
    """A made dataset and the few things that tests do with it."""

    key: str

    def commit(self, figures, published=date(2025, 10, 20), kind="official", **changes):
        return self.send(submission(figures, published, kind, **changes))

    def send(self, received):
        with storage.writing(self.key) as connection:
            return batches.commit(connection, datasets.dataset(self.key).kind, received)

    def withdraw(self, batch, reason="填错", actor="统计局"):
        with storage.writing(self.key) as connection:
            return batches.withdraw(connection, batch, reason, actor)

    def question(self, as_of=LATEST, vintage=None, scope=None):
        newest = store.newest_vintage(self.key) if vintage is None else vintage
        return store.Question(self.key, as_of, newest, scope)

    def known(self, as_of=LATEST, vintage=None, scope=None, kind=""):
        """What is known, by cell; None is 未报."""
        question = self.question(as_of, vintage, scope)
        return by_cell(store.known(question, kind=kind))

    def series(self, cell, kind="official"):
        """The id of a cell's series, 0 where there is none."""
        columns = cell.entry(None, kind=kind).key.columns()
        same = [schema.series.c[name] == value for name, value in columns.items()]
        with storage.reading(self.key) as connection:
            return connection.scalar(select(schema.series.c.id).where(*same)) or 0

    def history(self, question, cell=Cell()):
        return store.history(question, self.series(cell), cell.period)

    def count(self, table):
        with storage.reading(self.key) as connection:
            return connection.scalar(select(func.count()).select_from(table))

    def forget_all(self):
        """Empty the tables, for the next example of a property."""
        with storage.writing(self.key) as connection:
            if connection.dialect.name == "postgresql":  # whose triggers keep series and batches
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for table in reversed(schema.metadata.sorted_tables):
                if table is not schema.dataset_meta:
                    connection.execute(delete(table))


def by_cell(frame):
    found = {
        Cell(row.region_code, row.measure, row.period, row.indicator): (
            None if pd.isna(row.value) else row.value
        )
        for row in frame.itertuples()
    }
    assert len(found) == len(frame)
    return found
