"""Measuring: latency by the clock, CPU time by the process that did the work."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import psutil

from tests.sockets import Answer

PAUSE = 0.08
"""Seconds between two interactions: a person never asks again at once."""


@dataclass(frozen=True)
class Step:
    """One interaction: what is timed, and what then must hold of the answer, untimed."""

    act: Callable[[], Answer]
    check: Callable[[Answer], object]


@dataclass(frozen=True)
class Block:
    """Some interactions in a row: latency of each, CPU time of the server for each on average.

    The system counts CPU time in steps of 10 ms, so it is read once per block.
    """

    latencies: tuple[float, ...]
    cpu: float

    @property
    def latency(self) -> float:
        """The median latency in milliseconds."""
        return statistics.median(self.latencies)


def take(step: Step) -> float:
    """Do a step and return how many milliseconds it took."""
    start = time.perf_counter()
    answer = step.act()
    elapsed = (time.perf_counter() - start) * 1000
    step.check(answer)
    return elapsed


def cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU time that a process has used so far."""
    times = process.cpu_times()
    return times.user + times.system


def block(process: psutil.Process, steps: Iterable[Step]) -> Block:
    """Take some steps with pauses, and measure each and what they cost a process."""
    before = cpu_seconds(process)
    latencies = []
    for step in steps:
        latencies.append(take(step))
        time.sleep(PAUSE)
    return Block(tuple(latencies), (cpu_seconds(process) - before) * 1000 / len(latencies))


def median_of(blocks: Sequence[Block], name: str) -> float:
    """Return the median of `latency` or `cpu` over blocks."""
    return statistics.median(getattr(one, name) for one in blocks)


def percentile(values: Sequence[float], share: int) -> float:
    """Return a percentile between neighbouring values, without extrapolation."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
