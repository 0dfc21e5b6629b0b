"""Question 1: what a change of period costs, against an empty page of the same app."""

import statistics
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import psutil

from benchmarks import meter
from benchmarks.bare_page import copy_with_empty_page
from benchmarks.clicks import Clicker
from benchmarks.meter import Block, Step
from benchmarks.tables import goal, table
from tests.servers import AppServer

PERIODS = 10
ROUNDS = 12
PER_BLOCK = 10
COLD_STARTS = 3
RATIO_GOAL, CPU_GOAL = 1.5, 30.0


def run() -> str:
    """Measure and return the table."""
    with tempfile.TemporaryDirectory() as folder:
        app = copy_with_empty_page(Path(folder) / "app")
        var = Path(folder) / "var"
        colds = [_cold(AppServer(app, var)) for _ in range(COLD_STARTS)]
        with AppServer(app, var) as server:
            empty, ranking = _warm(server)
    return _report(empty, ranking, [value for cold in colds for value in cold.latencies])


def _cold(server: AppServer) -> Block:
    """Visit each period once after a start: every answer is computed."""
    with server, Clicker(server.url, "ranking") as visitor:
        first = list(islice(changes_of_period(visitor), PERIODS))
        return meter.block(psutil.Process(server.pid), first)


def _warm(server: AppServer) -> tuple[list[Block], list[Block]]:
    """Alternate blocks on the empty page and the ranking page, all answers being cached."""
    process = psutil.Process(server.pid)
    with Clicker(server.url, "ranking") as visitor, Clicker(server.url, "empty") as idle:
        changes = changes_of_period(visitor)
        meter.block(process, islice(changes, PERIODS + 1))
        rounds = [
            (
                meter.block(process, [Step(idle.again, idle.settle)] * PER_BLOCK),
                meter.block(process, islice(changes, PER_BLOCK)),
            )
            for _ in range(ROUNDS)
        ]
    return [pair[0] for pair in rounds], [pair[1] for pair in rounds]


def changes_of_period(visitor: Clicker, count: int = PERIODS) -> Iterator[Step]:
    """Yield changes of period without end, over some periods before the newest."""
    labels = visitor.options["period"][1 : count + 1]
    return (
        Step(partial(visitor.choose, "period", label), partial(visitor.shown, label))
        for label in cycle(labels)
    )


def _report(empty: list[Block], ranking: list[Block], cold: list[float]) -> str:
    rows = [
        _row("empty page", empty),
        _row("ranking, cached period", ranking),
        ("ranking, period not yet cached", *_median_and_p95(cold), ""),
    ]
    shown = table(("page", "median, ms", "p95, ms", "server CPU, ms"), rows)
    return f"{shown}\n\n{_goals(empty, ranking)}"


def _goals(empty: list[Block], ranking: list[Block]) -> str:
    pairs = zip(empty, ranking, strict=True)
    ratio = statistics.median(rank.latency / bare.latency for bare, rank in pairs)
    cpu = meter.median_of(ranking, "cpu")
    return (
        f"- latency against the empty page: {ratio:.2f} × (median of {len(empty)} rounds); "
        f"{goal(ratio, RATIO_GOAL, ' ×')}\n"
        f"- CPU per interaction: {cpu:.1f} ms; {goal(cpu, CPU_GOAL, ' ms')}"
    )


def _row(name: str, blocks: list[Block]) -> tuple[str, ...]:
    every = [value for one in blocks for value in one.latencies]
    return (name, *_median_and_p95(every), f"{meter.median_of(blocks, 'cpu'):.1f}")


def _median_and_p95(values: list[float]) -> tuple[str, str]:
    return f"{statistics.median(values):.1f}", f"{meter.percentile(values, 95):.1f}"
