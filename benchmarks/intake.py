"""Question 5: how fast files come in, checks included, against openpyxl and pandas."""

import hashlib
import io
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
from sqlalchemy import select

from benchmarks import databases
from benchmarks.tables import goal_at_least, table
from data import (
    batches,
    creation,
    datasets,
    loading,
    schema,
    spreadsheets,
    storage,
    store,
    table_finding,
)
from data.readings import Reading
from data.records import FOLDER
from data.store import Question
from mechanisms import intake
from mechanisms.intake import Delivery, Preview
from mechanisms.intake_checks import check_within
from mechanisms.intake_comparison import compared
from mechanisms.intake_findings import Material
from mechanisms.intake_history_checks import check_against_stored
from tests.cards import card_workbook
from tests.long_lists import A_YEAR, HEADS, declare_city, long_list, workbook

CITY, FILE_NAME = "shaoyang", "报送_202509.xlsx"
ORIGINAL = FOLDER.parent.parent / "shared" / "data" / CITY / "monthly_card_202509.xlsx"
ROWS = 100_000
CARD_TIMES, LIST_TIMES = 9, 5
CARD_GOAL, LIST_GOAL = 5.0, 3.0
COMMIT_GOALS = {"SQLite": 1.0, "PostgreSQL": 4.0}
STOCK_PUBLISHED, LIST_PUBLISHED = date(2022, 1, 20), date(2025, 10, 20)
WHY = "基准测试所用的数字，按生成规则核对过"
PLAIN = "plain_observation"
PREVIEW_HEAD = ("file", "ours, ms", "openpyxl, ms", "ratio (median)", "")
COMMIT_HEAD = ("observations per second", "ours", "reading too", "pandas", "ratio (median)", "")


@dataclass(frozen=True)
class Commit:
    """One list: its figures, and the seconds of each part.

    Attributes
    ----------
    checked
        Comparing, all checks and the transaction.
    read_too
        The same with receipt and reading.
    """

    figures: int
    checked: float
    read_too: float
    by_pandas: float

    @property
    def ratio(self) -> float:
        """How many times as fast as pandas, reading not counted."""
        return self.by_pandas / self.checked


def run() -> str:
    """Measure and return the tables."""
    lists = long_list(A_YEAR + ROWS)
    stock, content = workbook(lists.head(A_YEAR)), workbook(lists.tail(ROWS))
    previews = [*_card_rows(), _list_row(stock, content)]
    with ExitStack() as stack:
        places = databases.places(stack)
        commits = [_commit_row(name, places[name], stock, content) for name in places]
    missing = "" if len(places) > 1 else databases.NOT_MEASURED
    return f"{table(PREVIEW_HEAD, previews)}\n\n{table(COMMIT_HEAD, commits)}{missing}"


def _card_rows() -> Iterator[tuple[str, ...]]:
    """Yield how long a card of the test suite takes, and the original where it is at hand."""
    cards = {"a card as the tests make it": card_workbook()}
    if ORIGINAL.exists():
        cards["the original card"] = ORIGINAL.read_bytes()
    with databases.environment({}):
        creation.ensure(CITY)
        for name, card in cards.items():
            theirs = partial(_read_by_openpyxl, card, read_only=False)
            read = _in_turn(card, partial(_read, CITY, card), theirs, CARD_TIMES)
            shown = _in_turn(card, partial(_preview, CITY, card), theirs, CARD_TIMES)
            yield _preview_row(f"{name}, read only", read, None)
            yield _preview_row(f"{name} → preview", shown, CARD_GOAL)


def _read(key: str, content: bytes) -> Reading:
    """Read without any check against other figures."""
    book = spreadsheets.read_book(content, FILE_NAME)
    return table_finding.read_tables(book, datasets.dataset(key))


def _list_row(stock: bytes, content: bytes) -> tuple[str, ...]:
    theirs = partial(_read_by_openpyxl, content, read_only=True)
    with databases.environment({}) as folder:
        (key,) = _cities(folder, 1)
        _commit(_preview(key, stock, STOCK_PUBLISHED))
        ours = partial(_preview, key, content, LIST_PUBLISHED)
        pairs = _in_turn(content, ours, theirs, LIST_TIMES)
    return _preview_row(f"{ROWS:,} rows × {len(HEADS)} → preview", pairs, LIST_GOAL)


def _cities(folder: str, count: int) -> list[str]:
    """Make cities with the units of the shipped one, as yet without figures."""
    declared = Path(folder) / "datasets"
    os.environ["GONGKUANG_DATASETS"] = str(declared)
    keys = [f"city-{number}" for number in range(count)]
    for key in keys:
        declare_city(declared, key)
        creation.ensure(key)
    return keys


def _preview(key: str, content: bytes, published_at: date | None = None) -> Preview:
    question = Question(key, datasets.dataset(key).today, store.newest_vintage(key))
    receipt = intake.receive(question, FILE_NAME, content, "command", "基准")
    return intake.preview(question, receipt, Delivery(published_at=published_at))


def _commit(shown: Preview) -> int:
    return intake.commit(shown, {found.rule.id: WHY for found in shown.to_explain}, "基准")


def _read_by_openpyxl(content: bytes, *, read_only: bool) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=read_only, data_only=True)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return sum(value is not None for row in rows for value in row)


def _in_turn(
    content: bytes, ours: Callable[[], object], theirs: Callable[[], object], times: int
) -> list[tuple[float, float]]:
    """Measure both in turn, after one round that is not counted; the file is new each time."""
    kept = batches.inbox_path(hashlib.sha256(content).hexdigest())
    pairs = []
    for _ in range(times + 1):
        kept.unlink(missing_ok=True)
        pairs.append((_seconds(ours), _seconds(theirs)))
    return pairs[1:]


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _preview_row(
    name: str, pairs: list[tuple[float, float]], limit: float | None
) -> tuple[str, ...]:
    ours, theirs = (f"{statistics.median(each) * 1000:,.0f}" for each in zip(*pairs, strict=True))
    ratio = statistics.median(their / our for our, their in pairs)
    goal = goal_at_least(ratio, limit, " ×") if limit else ""
    return (name, ours, theirs, f"{ratio:.1f} ×", goal)


def _commit_row(
    name: str, place: Mapping[str, str], stock: bytes, content: bytes
) -> tuple[str, ...]:
    with databases.environment(place) as folder:
        done = [_measured(key, stock, content) for key in _cities(folder, LIST_TIMES)]
    ratio = statistics.median(each.ratio for each in done)
    speeds = (
        statistics.median(each.figures / getattr(each, part) for each in done)
        for part in ("checked", "read_too", "by_pandas")
    )
    goal = goal_at_least(ratio, COMMIT_GOALS[name], " ×")
    return (name, *(f"{speed:,.0f}" for speed in speeds), f"{ratio:.2f} ×", goal)


def _measured(key: str, stock: bytes, content: bytes) -> Commit:
    """Take the list in on top of a stock; write the same rows by pandas, without any check."""
    _commit(_preview(key, stock, STOCK_PUBLISHED))
    start = time.perf_counter()
    shown = _preview(key, content, LIST_PUBLISHED)
    previewed = time.perf_counter() - start
    checked = _seconds(partial(_check_again, shown))
    committed = _seconds(partial(_commit, shown))
    rows = _observations(key)
    _to_sql(key, rows.head(0))  # makes the table
    by_pandas = _seconds(partial(_to_sql, key, rows))
    storage.engine(key).dispose()
    return Commit(len(rows), checked + committed, previewed + committed, by_pandas)


def _check_again(shown: Preview) -> None:
    """Compare and check what was read, as the preview did."""
    beside = compared(shown.question, shown.reading.figures)
    later = beside["old_published"] > pd.Timestamp(shown.head.published_at)
    dataset = datasets.dataset(shown.question.dataset)
    material = Material(dataset, beside.assign(later=later), dict(shown.head.sheets))
    _ = [*check_within(material), *check_against_stored(material)]


def _observations(key: str) -> pd.DataFrame:
    """Return the rows of the newest batch as they are stored."""
    columns = [schema.observation.c[name] for name in loading.COLUMNS]
    newest = schema.observation.c.batch == store.newest_vintage(key)
    with storage.reading(key) as connection:
        return pd.read_sql(select(*columns).where(newest), connection)


def _to_sql(key: str, rows: pd.DataFrame) -> None:
    rows.to_sql(PLAIN, storage.engine(key), if_exists="append", index=False)
