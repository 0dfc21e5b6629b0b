"""Simulated figures from a dataset's declaration: seeded, labelled, never mixed with real ones.

The declaration describes what is to be drawn; each part of it has a module of its own. All
parameters are invented, and so is every figure that comes out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data import (
    simulated_credit,
    simulated_events,
    simulated_firm_batches,
    simulated_firm_plan,
    simulated_history,
    simulated_industries,
    simulated_rankings,
    simulated_targets,
    simulated_weeks,
)
from data.batches import Submission
from data.datasets import Dataset
from data.firm_submissions import FirmSubmission, PanelSubmission
from data.records import Record, parse
from data.registers import RegisterSubmission
from data.simulated_firm_batches import Scene

Progress = Callable[[float, str], None]


def silent(_share: float, _text: str) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class _Part:
    """A part of a declaration: its key, what it is called, its record and its generator."""

    key: str
    name: str
    plan: type[Record]
    draw: Callable[[Dataset, Any], list[Submission]]


_RANKINGS = _Part(
    key="",
    name="县区主要指标",
    plan=simulated_rankings.Plan,
    draw=simulated_rankings.submissions,
)
_PARTS = (
    _Part(
        key="credit",
        name="信贷",
        plan=simulated_credit.Plan,
        draw=simulated_credit.submissions,
    ),
    _Part(
        key="targets",
        name="目标进展",
        plan=simulated_targets.Plan,
        draw=simulated_targets.submissions,
    ),
    _Part(
        key="weeks",
        name="周度监测",
        plan=simulated_weeks.Plan,
        draw=simulated_weeks.submissions,
    ),
    _Part(
        key="industries",
        name="分行业和权数",
        plan=simulated_industries.Plan,
        draw=simulated_industries.submissions,
    ),
    _Part(
        key="history",
        name="历史月度数",
        plan=simulated_history.Plan,
        draw=simulated_history.submissions,
    ),
)


_EVENTS, _FIRMS, _LEDGERS, _RECORDS = "events", "firms", "ledgers", "records"


def submissions(dataset: Dataset, progress: Progress = silent) -> list[Submission]:
    """Return the simulated figures of a dataset as batches, in the order of their publication.

    The same declaration gives the same figures on every machine. Events are no figures, see
    :func:`firms_and_events`; nor are ledgers and records, see `data.simulated_ledgers` and
    `data.simulated_records`.
    """
    declared = dict(dataset.simulate or {})
    for other in (_EVENTS, _FIRMS, _LEDGERS, _RECORDS):
        declared.pop(other, None)
    plans = [(part, declared.pop(part.key)) for part in _PARTS if part.key in declared]
    plans.insert(0, (_RANKINGS, declared))
    made: list[Submission] = []
    for number, (part, content) in enumerate(plans):
        progress(number / len(plans), f"正在生成模拟数据：{part.name}")
        made += _drawn(dataset, part, content)
    progress(1.0, "正在生成模拟数据：企业和登记事项")
    return sorted(made, key=lambda each: each.published_at)


def _drawn(dataset: Dataset, part: _Part, content: object) -> list[Submission]:
    where = ".".join(filter(None, (f"{dataset.id}.yaml：simulate", part.key)))
    return part.draw(dataset, parse(part.plan, content, where))


Firms = list[FirmSubmission | PanelSubmission]


def firms_and_events(dataset: Dataset) -> tuple[Firms, list[RegisterSubmission]]:
    """Return the simulated firms with their months, and the simulated entries of registers.

    Events name firms of the register of enterprises, and loans of the panel fall as the
    registered withdrawals say; of a dataset without firms the events name placeholders.
    """
    plan = _plan(dataset, _FIRMS, simulated_firm_plan.Plan)
    scene = None if plan is None or not plan.count else simulated_firm_batches.scene(dataset, plan)
    events = _events(dataset, scene)
    if scene is None:
        return [], events
    scene = simulated_firm_batches.with_withdrawals(scene, events)
    firms = list(simulated_firm_batches.submissions(scene))
    reported = (each for each in firms if isinstance(each, PanelSubmission))
    rates = simulated_firm_batches.recognised(scene, reported)
    return firms, [*events, *simulated_firm_batches.rosters(scene), *rates]


def _events(dataset: Dataset, scene: Scene | None) -> list[RegisterSubmission]:
    plan = _plan(dataset, _EVENTS, simulated_events.Plan)
    if plan is None:
        return []
    named = None if scene is None else simulated_firm_batches.named_firms(scene)
    return simulated_events.submissions(dataset, plan, named)


def _plan(dataset: Dataset, key: str, record: type[Record]) -> Any:  # noqa: ANN401 - a plan or None
    content = (dataset.simulate or {}).get(key)
    return None if content is None else parse(record, content, f"{dataset.id}.yaml：simulate.{key}")
