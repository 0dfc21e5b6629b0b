"""Question 4: how long the data layer and the ranking take, on both databases."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.tables import table
from data import creation, datasets, store
from data.store import Question
from mechanisms import circular
from mechanisms.board_table import Board
from mechanisms.region_panel import MEASURES, region_panel
from tests import postgres

DATASET, INDICATOR = "shaoyang", "value_added"
TIMES = 15
Times = dict[str, float]


def run() -> str:
    """Measure and return the table."""
    with ExitStack() as stack:
        places = {"SQLite": {}} | _postgres(stack)
        found = {name: _measure(place) for name, place in places.items()}
    rows = [(what, *(f"{times[what]:.1f}" for times in found.values())) for what in found["SQLite"]]
    missing = "" if len(found) > 1 else f"\n\nPostgreSQL not measured: {postgres.MISSING}"
    return table(("median", *(f"{name}, ms" for name in found)), rows) + missing


def _postgres(stack: ExitStack) -> dict[str, dict[str, str]]:
    """Start a PostgreSQL of our own where its programs are found."""
    binaries = postgres.find_binaries()
    if binaries is None:
        return {}
    server = stack.enter_context(postgres.PostgresServer(binaries))
    return {"PostgreSQL": {"DATABASE_URL": stack.enter_context(server.fresh_database())}}


def _measure(place: Mapping[str, str]) -> Times:
    with tempfile.TemporaryDirectory() as folder, _environment(folder, place):
        made = {
            f"make the dataset {key} (once)": _once(lambda key=key: creation.ensure(key))
            for key in datasets.served()
        }
        return made | {what: _median(act) for what, act in _acts().items()}


@contextmanager
def _environment(folder: str, place: Mapping[str, str]) -> Iterator[None]:
    """Point the data layer to a place of its own for a while."""
    before = dict(os.environ)
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"GONGKUANG_VAR": str(Path(folder)), **place}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def _acts() -> dict[str, Callable[[], object]]:
    """Return the acts to be measured, from the bare query up to all boards of a circular."""
    chosen = datasets.dataset(DATASET)
    question = Question(DATASET, chosen.today, store.newest_vintage(DATASET))
    regions = chosen.ranked_set("", INDICATOR).members
    wanted = {"indicators": [INDICATOR], "regions": regions}
    panel = region_panel(question, INDICATOR)
    board = Board(INDICATOR)
    newest = panel.periods("growth")[0]
    return {
        "newest vintage": lambda: store.newest_vintage(DATASET),
        "known figures, one period": lambda: store.known(question, **wanted, periods=[newest.code]),
        "known figures, all periods": lambda: store.known(question, **wanted, measures=MEASURES),
        "region panel (query and pivot)": lambda: region_panel(question, INDICATOR),
        "rank one period of a panel": lambda: circular.rank_panel(question, panel, board, newest),
        "ranking from SQL, one period": lambda: circular.ranking(question, board, newest),
        "all boards of the circular": lambda: circular.boards(question, newest),
    }


def _once(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _median(act: Callable[[], object]) -> float:
    act()
    return statistics.median(_once(act) for _ in range(TIMES))
