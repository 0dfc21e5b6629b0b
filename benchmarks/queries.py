"""Question 4: how long the data layer and the ranking take, on both databases."""

import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from benchmarks import databases
from benchmarks.tables import table
from data import creation, datasets, store
from data.store import Question
from mechanisms import circular
from mechanisms.board_table import Board
from mechanisms.region_panel import MEASURES, region_panel

DATASET, INDICATOR = "shaoyang", "value_added"
TIMES = 15
Times = dict[str, float]


def run() -> str:
    """Measure and return the table."""
    with ExitStack() as stack:
        found = {name: _measure(place) for name, place in databases.places(stack).items()}
    rows = [(what, *(f"{times[what]:.1f}" for times in found.values())) for what in found["SQLite"]]
    missing = "" if len(found) > 1 else databases.NOT_MEASURED
    return table(("median", *(f"{name}, ms" for name in found)), rows) + missing


def _measure(place: Mapping[str, str]) -> Times:
    with databases.environment(place):
        made = {
            f"make the dataset {key} (once)": _once(lambda key=key: creation.ensure(key))
            for key in datasets.served()
        }
        return made | {what: _median(act) for what, act in _acts().items()}


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
