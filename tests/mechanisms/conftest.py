"""Both samples, and small cities declared for one test."""

import pytest

from data import creation, datasets, store
from data.records import FOLDER, read_csv
from data.store import Question
from mechanisms import circular
from mechanisms.board_table import Board
from metrics.periods import Period
from tests.data.conftest import shipped_datasets as shipped_datasets
from tests.data.conftest import sqlite_place as sqlite_place
from tests.data.conftest import sqlite_samples as sqlite_samples
from tests.data.small_city import City, declare


@pytest.fixture
def declared(tmp_path, monkeypatch):
    """Make a city of one's own: `declared(**changes)`, as in tests.data.small_city."""
    monkeypatch.setenv("GONGKUANG_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("GONGKUANG_DATASETS", str(tmp_path / "declared"))

    def make(key="shicheng", **changes):
        declare(tmp_path / "declared", key, **changes)
        creation.ensure(key)
        return City(key)

    return make


@pytest.fixture
def sample(sqlite_samples):
    """Ask the shipped samples: `sample("2025-Y09", "revenue", by="total")`."""
    return Sample("shaoyang")


@pytest.fixture
def luohe(sqlite_samples):
    """Ask the simulated sample."""
    return Sample("luohe-2015")


class Sample:
    """A shipped dataset at its business date."""

    def __init__(self, key):
        self.key = key
        self.dataset = datasets.dataset(key)

    def question(self, as_of=None, scope=None):
        newest = store.newest_vintage(self.key)
        return Question(self.key, as_of or self.dataset.today, newest, scope)

    def __call__(self, period="", indicator="value_added", **board):
        when = Period.parse(period) if period else None
        return circular.ranking(self.question(), Board(indicator, **board), when)

    def __iter__(self):
        """Every board of every period that has figures."""
        return self.every(1)

    def every(self, step):
        """Every board, of each `step`-th period that has figures."""
        for indicator in self.dataset.indicators:
            for ranked in self.dataset.ranked_sets:
                if indicator in ranked.indicators:
                    yield from self.boards_of(indicator, ranked, step)

    def boards_of(self, indicator, ranked, step):
        panel = circular.region_panel(self.question(), indicator, ranked.id)
        groups = [group.id for group in ranked.groups] if len(ranked.groups) > 1 else []
        for by in ("growth", "total"):
            for group in ("", *groups):
                board = Board(indicator, by, ranked.id, group)
                for period in list(panel.periods(board.measure))[::step]:
                    yield circular.rank_panel(self.question(), panel, board, period)


def card_rows(file, **columns):
    """Rows of a shipped table, with their line numbers; read here, not by the code under test."""
    rows = read_csv(FOLDER / "samples" / "shaoyang" / file)
    return [
        (line, row)
        for line, row in rows
        if all(row[name] == value for name, value in columns.items())
    ]


def board(city, period, indicator="value_added", **chosen):
    """Rank a board of a small city."""
    when = Period.parse(period)
    return circular.ranking(city.question(), Board(indicator, **chosen), when)
