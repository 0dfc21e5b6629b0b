"""Question 3: how the answers hold up when many people use the ranking at once."""

import random
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psutil

from benchmarks import meter
from benchmarks.clicks import Clicker
from benchmarks.reruns import PERIODS, changes_of_period
from benchmarks.tables import table
from tests.servers import AppServer, copy_of_app

SESSIONS = (1, 10, 20)
SECONDS = 30.0
EVERY = 3.0
"""Seconds between two clicks of one person, on average."""


@dataclass(frozen=True)
class Load:
    """What a number of sessions saw, and what they cost the server."""

    sessions: int
    latencies: list[float]
    cpu_percent: float
    memory_mb: float


def run() -> str:
    """Measure and return the table."""
    with tempfile.TemporaryDirectory() as folder:
        app = copy_of_app(Path(folder) / "app")
        with AppServer(app, Path(folder) / "var") as server:
            _warm(server)
            loads = [_load(server, count) for count in SESSIONS]
    head = ("sessions", "interactions", "p50, ms", "p95, ms", "server CPU, %", "memory, MB")
    return table(head, map(_row, loads))


def _warm(server: AppServer) -> None:
    """See every period once, so that the answers are cached as after some hours of use."""
    with Clicker(server.url, "ranking") as visitor:
        for step in islice(changes_of_period(visitor), PERIODS + 1):
            meter.take(step)


def _load(server: AppServer, count: int) -> Load:
    """Let some people click for a while, each at their own pace."""
    process = psutil.Process(server.pid)
    people = [Clicker(server.url, "ranking") for _ in range(count)]
    gate = threading.Barrier(count + 1)
    with ThreadPoolExecutor(count) as pool:
        found = [pool.submit(_person, one, seed, gate) for seed, one in enumerate(people)]
        gate.wait()
        start, cpu = time.perf_counter(), meter.cpu_seconds(process)
        latencies = [value for future in found for value in future.result()]
        used = (meter.cpu_seconds(process) - cpu) / (time.perf_counter() - start)
    memory = process.memory_info().rss / 2**20
    for one in people:
        one.close()
    return Load(count, latencies, used * 100, memory)


def _person(visitor: Clicker, seed: int, gate: threading.Barrier) -> list[float]:
    pace = random.Random(seed)  # noqa: S311 - only spreads the clicks
    steps = changes_of_period(visitor)
    gate.wait()
    end = time.perf_counter() + SECONDS
    latencies = []
    time.sleep(pace.uniform(0, EVERY))
    while time.perf_counter() < end:
        latencies.append(meter.take(next(steps)))
        time.sleep(pace.uniform(0.5, 1.5) * EVERY)
    return latencies


def _row(load: Load) -> tuple[str, ...]:
    return (
        str(load.sessions),
        str(len(load.latencies)),
        f"{meter.percentile(load.latencies, 50):.0f}",
        f"{meter.percentile(load.latencies, 95):.0f}",
        f"{load.cpu_percent:.0f}",
        f"{load.memory_mb:.0f}",
    )
