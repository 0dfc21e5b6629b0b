"""Question 7: firms and their months — loading, reading, adjusting all of them at once."""

import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from statsmodels.tsa.seasonal import STL

from benchmarks.databases import environment
from benchmarks.tables import goal, goal_at_least, table
from data import (
    creation,
    datasets,
    panel,
    panel_columns,
    panel_commits,
    panel_files,
    panel_rollup,
    simulated_bulk,
    storage,
    store,
)
from data.loading import Head
from data.panel_layers import NamedFile
from data.simulate import silent
from data.store import Question
from mechanisms import firm_signals
from metrics.forecast_smoothing import Rows
from metrics.seasonal_batch import decomposed
from metrics.seasonal_operator import INNER_ROUNDS, operator, smoothing

FIRMS, MONTHS = 2_000, 36
SERIES, LENGTHS = 10_000, (36, 60)
ONE_BY_ONE = 400
"""Series that are done one call each; the time of all is taken in proportion."""
REPEATS = 5
DEPARTMENTS = 4
FASTER, EQUAL = 300, 1e-12
CITY = "simulated-panel"


def run(firms: int = FIRMS, months: int = MONTHS) -> str:
    """Measure and return the tables.

    Parameters
    ----------
    firms, months
        Size of the simulated panel.
    """
    return "\n\n".join([_adjusting(), _storing(firms, months)])


def _clocked(act: Callable[[], object], times: int = REPEATS) -> float:
    """Return the shortest CPU time of some, in milliseconds: other work only adds to it."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        act()
        taken.append((time.process_time() - start) * 1000)
    return min(taken)


def _adjusting() -> str:
    rows, said = [], []
    for length in LENGTHS:
        figures = np.random.default_rng(length).lognormal(3, 0.3, (length, SERIES))
        one = _clocked(lambda f=figures: _by_calls(f), 2) * SERIES / ONE_BY_ONE
        operator(length, 12)
        many = _clocked(lambda f=figures: _by_operator(f))
        whole = _clocked(lambda f=figures: decomposed(f))
        error = _difference(figures)
        cells = (one, many, whole)
        rows.append((f"{length} months", *(f"{ms:,.0f}" for ms in cells), f"{one / many:,.0f} ×",
                     f"{one / whole:,.0f} ×", f"{error:.0e}"))  # fmt: skip
        said += [
            f"- {length} months, operator against one call a series: {one / many:,.0f} ×; "
            + goal_at_least(one / many, FASTER, " ×"),
            f"- {length} months, largest relative difference: {error:.1e}; "
            + goal(error, EQUAL, ""),
        ]
    head = (
        f"{SERIES:,} series, CPU ms",
        *("one call each", "operator", "all of it: logs, operator, expected values"),
        *("operator faster", "all of it faster", "difference"),
    )
    return f"{table(head, rows)}\n\n" + "\n".join(said)


def _fit(series: Rows) -> tuple[Rows, Rows]:
    options = smoothing(len(series), 12)
    made = STL(series, period=12, seasonal=options.window, seasonal_deg=options.degree)
    fit = made.fit(inner_iter=INNER_ROUNDS)
    return fit.trend, fit.seasonal


def _by_calls(figures: Rows) -> None:
    for series in figures.T[:ONE_BY_ONE]:
        _fit(series)


def _by_operator(figures: Rows) -> tuple[Rows, Rows]:
    made = operator(len(figures), 12)
    return made.trend @ figures, made.seasonal @ figures


def _difference(figures: Rows) -> float:
    some = figures[:, :ONE_BY_ONE]
    ours = _by_operator(some)
    theirs = zip(*map(_fit, some.T), strict=True)
    return max(
        float(np.abs(np.column_stack(part) - mine).max() / np.abs(some).max())
        for part, mine in zip(theirs, ours, strict=True)
    )


def _storing(firms: int, months: int) -> str:
    with environment({}) as folder:
        chosen = datasets.dataset(CITY)
        creation.ensure(CITY)
        start = time.perf_counter()
        simulated_bulk.fill(chosen, firms, months, silent)
        filled = time.perf_counter() - start
        question = Question(CITY, chosen.today, store.newest_vintage(CITY))
        rows = [("all months drawn and loaded, s (clock)", f"{filled:,.1f}"), *_read(question)]
        rows.append(("month of all firms loaded again as a new batch, ms", _loaded(question)))
        rows += _signals(question)
        rows += in_parts(question, Path(folder))
        rows.append(("panel on the disk, MB", f"{_size(Path(folder)):,.0f}"))
        storage.engine(CITY).dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("peak memory of the process, MB", f"{peak:,.0f}"))
    return table((f"{firms:,} firms × {months} months, CPU unless said", "SQLite"), rows)


def _read(question: Question) -> list[tuple[str, str]]:
    month = panel.months(question)[-1]
    firm = int(panel.month_rows(question, month, ["output_wan"])["firm"].iloc[0])
    rollup = _clocked(lambda: _ranked(question, month))
    scan = _clocked(lambda: _scanned(question, month))
    history = _clocked(lambda: panel.history(question, firm))
    return [
        ("counties ranked from the roll-up, ms", f"{rollup:,.1f}"),
        ("counties ranked by a scan of the month, ms", f"{scan:,.1f}"),
        ("scan against roll-up", f"{scan / rollup:,.1f} ×"),
        ("one firm's history, all columns, ms", f"{history:,.0f}"),
    ]


def _ranked(question: Question, month: str) -> Sequence[object]:
    cells = panel_rollup.cells(question, indicators=["output_wan"], months=[month])
    return list(cells.groupby("region")["total"].sum().sort_values().index)


def _scanned(question: Question, month: str) -> Sequence[object]:
    rows = panel.month_rows(question, month, ["output_wan"])
    return list(rows.groupby("region")["output_wan"].sum().sort_values().index)


def _loaded(question: Question) -> str:
    month = panel.months(question)[-1]
    rows = panel.month_rows(question, month).drop(columns=["batch", "published_at"])
    given = rows.assign(month=month)

    def load() -> None:
        staged = panel_commits.stage(question.dataset, given)
        with storage.writing(question.dataset) as connection:
            panel_commits.commit(connection, "simulated", _head(question), staged)

    return f"{_clocked(load, 3):,.0f}"


def _head(question: Question) -> Head:
    return Head(
        title="企业月报",
        file_name="月报.parquet",
        sha256="0" * 64,
        source="基准",
        kind="simulated",
        sender="基准",
        published_at=question.as_of,
        published_assumed=False,
    )


def _signals(question: Question) -> list[tuple[str, str]]:
    asked = Question(question.dataset, question.as_of, store.newest_vintage(question.dataset))
    made = _clocked(lambda: firm_signals.signals(asked), 1)
    kept = _clocked(lambda: firm_signals.kept_signals(asked))
    return [
        ("signals of all firms computed and kept, ms", f"{made:,.0f}"),
        ("signals read again, ms", f"{kept:,.0f}"),
    ]


def in_parts(question: Question, folder: Path) -> list[tuple[str, str]]:
    """Measure reading the newest month, all columns: in one file, and in a file a department."""
    month, columns = panel.months(question)[-1], tuple(panel_columns.columns())
    rows = panel.month_rows(question, month).assign(month=month, deleted=False)
    head = list(panel_files.arrow_schema(()).names)

    def written(held: Sequence[str]) -> NamedFile:
        made = panel_files.write(folder, month, rows[[*head, *held]])
        return NamedFile(month, 1, question.as_of, folder / made.file_name)

    one = [written(columns)]
    step = len(columns) // DEPARTMENTS
    parts = [written(columns[at : at + step]) for at in range(0, len(columns), step)]
    return [
        (f"the newest month read, all columns, from {words}, ms", f"{ms:,.0f}")
        for words, files in (("one file", one), (f"{len(parts)} files of {step} columns", parts))
        for ms in [_clocked(lambda f=files: panel.newest_rows(f, columns))]
    ]


def _size(folder: Path) -> float:
    files = (path for path in (folder / "var" / "panel").rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files) / 1e6
