"""Simulated figures from a dataset's declaration: seeded, labelled, never mixed with real ones.

The declaration describes what is to be drawn; each part of it has a module of its own. All
parameters are invented, and so is every figure that comes out.
"""

from collections.abc import Callable
from typing import Any

from data import simulated_rankings
from data.batches import Submission
from data.datasets import Dataset
from data.records import parse

Progress = Callable[[float, str], None]


def silent(_share: float, _text: str) -> None:
    """Show nothing."""


def submissions(dataset: Dataset, progress: Progress = silent) -> list[Submission]:
    """Return the simulated figures of a dataset as batches, in the order of their publication.

    The same declaration gives the same figures on every machine.
    """
    plan = dict(dataset.simulate or {})
    made = _rankings(dataset, plan)
    progress(1.0, "模拟数据已生成")
    return sorted(made, key=lambda each: each.published_at)


def _rankings(dataset: Dataset, plan: dict[str, Any]) -> list[Submission]:
    declared = parse(simulated_rankings.Plan, plan, f"{dataset.id}.yaml：simulate")
    return simulated_rankings.submissions(dataset, declared)
