"""Very many simulated firms into a dataset of its own: in blocks, month by month, resumable.

Each block of the register and each month of the panel is a batch with a transaction of its own:
it is there whole or not at all. Who was interrupted asks again for the same and goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, func, select

from data import batches, panel_commits, schema, simulated_firm_batches, simulated_panel, storage
from data.datasets import Dataset
from data.records import parse
from data.simulated_firm_batches import Scene
from data.simulated_firm_files import PARQUET
from data.simulated_firm_names import MOST
from data.simulated_firm_plan import Plan
from data.simulated_firms import frame
from data.vintages import CommitError
from metrics.periods import Period

Progress = Callable[[float, str], None]
BLOCK = 20_000
"""Firms that the register takes in one batch."""
_REGISTERED = 0.15
"""Share of the work that the register takes."""


@dataclass(frozen=True)
class Filled:
    """What was brought in; `batches` counts those of this run, `skipped` those of earlier ones."""

    firms: int
    first: str
    last: str
    rows: int
    batches: int
    skipped: int


@dataclass(frozen=True)
class _Fill:
    """A filling: its scene, how its files are called, and those that an earlier run brought in."""

    scene: Scene
    stem: str
    done: frozenset[str]

    def is_done(self, stem: str) -> bool:
        """Say whether a file was brought in by an earlier run."""
        return f"{self.scene.dataset.id}-{stem}.{PARQUET.ending}" in self.done


def fill(
    dataset: Dataset, firms: int, months: int, progress: Progress, *, seed: int | None = None
) -> Filled:
    """Bring simulated firms and their months into a dataset that is made already.

    Parameters
    ----------
    months
        So many, up to the last that the declaration names.
    seed
        In place of the declared one: other firms, beside those that are there.

    Raises
    ------
    CommitError
        If the dataset is real or declares no firms, or the numbers are not lawful.
    """
    begun = _begun(dataset, _plan(dataset, firms, months, seed))
    found = [*_register(begun, progress), *_panel(begun, progress)]
    rows = [count for count in found if count >= 0]
    progress(1.0, "模拟企业已全部入库")
    plan = begun.scene.plan
    skipped = len(found) - len(rows)
    return Filled(firms, plan.first, plan.last, sum(rows), len(rows), skipped)


def check(dataset: Dataset, firms: int, months: int) -> None:
    """Refuse what `fill` would refuse, before the dataset is made."""
    _plan(dataset, firms, months, None)


def _plan(dataset: Dataset, firms: int, months: int, seed: int | None) -> Plan:
    declared = (dataset.simulate or {}).get("firms")
    if dataset.kind != "simulated" or declared is None:
        msg = f"数据集 {dataset.id} 是真实数据或没有声明 simulate.firms，不能生成模拟企业"
        raise CommitError(msg)
    if not (1 <= firms < MOST and 1 <= months <= 120):
        msg = f"企业数须为1至{MOST - 1}，月数须为1至120；现为{firms}家、{months}个月"
        raise CommitError(msg)
    plan: Plan = parse(Plan, declared, f"{dataset.id}.yaml：simulate.firms")
    first = Period.parse(plan.last)
    for _ in range(months - 1):
        first = first.previous()
    ordinary = dict.fromkeys(("opened", "closed", "moved", "changed_industry", "renamed"), 0)
    changes = ordinary | {"count": firms, "first": first.code, "seed": seed or plan.seed}
    without = {"cases": (), "rosters": (), "corrections": (), "waves": ()}
    stories = tuple(each for each in plan.stories if each.since >= first.code)
    return plan.model_copy(update=changes | without | {"stories": stories})


def _begun(dataset: Dataset, plan: Plan) -> _Fill:
    """Draw the firms; they go on from the last of the register, or where they once began."""
    stem = f"bulk-{plan.seed}-{plan.count}x{len(plan.months)}"
    table = schema.batch.c
    with storage.reading(dataset.id) as connection:
        query = select(table.file_name, table.sequence).where(
            table.file_name.startswith(f"{dataset.id}-{stem}-")
        )
        done = {row.file_name: row.sequence for row in connection.execute(query)}
        first = schema.enterprise.c
        begins = select(func.min(first.id)).where(first.batch == min(done.values(), default=0))
        start = connection.scalar(begins)
        after = _last(connection) if start is None else start - 1
    scene = simulated_firm_batches.scene(dataset, plan, after=after, form=PARQUET)
    return _Fill(scene, stem, frozenset(done))


def _last(connection: Connection) -> int:
    return connection.scalar(select(func.max(schema.enterprise.c.id))) or 0


def _register(begun: _Fill, progress: Progress) -> Iterator[int]:
    """Bring in the register block by block; yield 0 for each, -1 for one that is there."""
    scene, count = begun.scene, begun.scene.plan.count
    for start in range(0, count, BLOCK):
        progress(_REGISTERED * start / count, f"正在登记企业（{start}/{count}）")
        stem = f"{begun.stem}-firms-{start // BLOCK:04d}"
        if begun.is_done(stem):
            yield -1
            continue
        at = np.arange(start, min(start + BLOCK, count))
        code = scene.plan.months[0]
        rows = frame(scene.roll, at)
        made = simulated_firm_batches.firm_submission(scene, code, rows, stem)
        batches.keep_file(made.content)
        with storage.writing(scene.dataset.id) as connection:
            _check_numbers(connection, scene.after + start)
            made.commit(connection, scene.dataset.kind)
        yield 0


def _check_numbers(connection: Connection, wanted: int) -> None:
    """Refuse to go on where other firms came in between: numbers would not be what was drawn."""
    if (found := _last(connection)) != wanted:
        msg = f"登记途中有别的企业入库（应接第{wanted}家之后，现有{found}家）；请换一个 --seed"
        raise CommitError(msg)


def _panel(begun: _Fill, progress: Progress) -> Iterator[int]:
    """Bring in month by month; yield the number of rows, -1 for a month that is there."""
    scene, count = begun.scene, len(begun.scene.plan.months)
    for month in simulated_panel.course(scene.plan, scene.roll, scene.stories):
        share = _REGISTERED + (1 - _REGISTERED) * month.number / count
        progress(share, f"正在入库：企业月报（{month.code}，{month.number + 1}/{count}）")
        stem = f"{begun.stem}-panel-{month.code}"
        if begun.is_done(stem):
            yield -1
            continue
        rows = simulated_firm_batches.rows_of(scene, month)
        made = simulated_firm_batches.panel_submission(scene, month.code, rows, stem)
        batches.keep_file(made.content)
        staged = panel_commits.stage(scene.dataset.id, rows)
        with storage.writing(scene.dataset.id) as connection:
            panel_commits.commit(connection, scene.dataset.kind, made.head, staged)
        yield len(rows)
