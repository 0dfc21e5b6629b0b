"""Simulated firms as a sender would send them: the register, the months, corrections, rosters."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from data import (
    catalogue,
    panel_columns,
    simulated_firm_changes,
    simulated_firm_loans,
    simulated_firm_rosters,
    simulated_firms,
    simulated_panel,
    simulated_registers,
    simulated_stories,
)
from data.datasets import Dataset
from data.firm_submissions import FirmSubmission, PanelSubmission
from data.registers import RegisterSubmission
from data.simulated_files import SENDER
from data.simulated_firm_changes import Changes
from data.simulated_firm_corrections import corrections
from data.simulated_firm_plan import Correction, Plan
from data.simulated_firms import Roll
from data.simulated_panel import Month
from data.simulated_stories import Stories

REGISTER, PANEL = "企业登记", "企业月报"


@dataclass(frozen=True, eq=False)
class Scene:
    """The firms of a declaration, what changes and what happens to them."""

    dataset: Dataset
    plan: Plan
    by_month: tuple[Roll, ...]
    changes: Changes
    stories: Stories

    @property
    def roll(self) -> Roll:
        """The firms as they were at first."""
        return self.by_month[0]


def scene(dataset: Dataset, plan: Plan, *, after: int = 0) -> Scene:
    """Draw the firms; `after` so many that are there already."""
    roll = simulated_firms.roll(dataset, plan, after=after)
    changes = simulated_firm_changes.drawn(plan, roll)
    by_month = simulated_firm_changes.rolls(dataset, plan, roll, changes)
    told = simulated_stories.stories(plan, roll, changes.firms)
    return Scene(dataset, plan, tuple(by_month), changes, told)


def named_firms(drawn: Scene) -> dict[str, list[tuple[str, str]]]:
    """Return, by county, names and codes of firms that never change, the largest first."""
    roll = drawn.roll
    steady = simulated_stories.free(roll)
    steady[drawn.changes.firms] = False
    order = np.argsort(-roll.annual, kind="stable")
    found: dict[str, list[tuple[str, str]]] = {place: [] for place in roll.places}
    for firm in order[steady[order]].tolist():
        found[roll.places[roll.place[firm]]].append((str(roll.name[firm]), str(roll.uscc[firm])))
    return found


def with_withdrawals(drawn: Scene, events: Iterable[RegisterSubmission]) -> Scene:
    """Return the scene in which loans fall as the registered withdrawals say."""
    numbers = {code: firm for firm, code in enumerate(drawn.roll.uscc.tolist())}
    loans = simulated_firm_loans.withdrawn(events, drawn.plan.months, numbers)
    return replace(drawn, stories=Stories((*drawn.stories.told, *loans)))


def rosters(drawn: Scene) -> list[RegisterSubmission]:
    """Return the rosters of a scene as batches."""
    plan = drawn.plan
    rule = catalogue.release_calendar()[drawn.dataset.calendar]
    known = tuple(rule.published_at(code) for code in plan.months)
    told = (plan.months, known, drawn.by_month, drawn.stories, plan.seed)
    firms = simulated_firm_rosters.Firms(*told)
    entries = simulated_firm_rosters.events(firms, plan.rosters)
    return simulated_registers.submissions(drawn.dataset, entries)


def submissions(drawn: Scene) -> Iterator[FirmSubmission | PanelSubmission]:
    """Yield the batches of a scene: a month's firms before its figures, then corrections."""
    written = np.flatnonzero(drawn.roll.case >= 0) + 1
    for month in simulated_panel.course(drawn.plan, drawn.roll, drawn.stories):
        yield from _registered(drawn, month.number)
        rows = rows_of(drawn, month)
        first, later = corrections(drawn.plan, month, rows, written)
        yield panel_submission(drawn, month.code, first)
        for each, right in later:
            yield _correction(drawn, each, right)


def _registered(drawn: Scene, number: int) -> Iterator[FirmSubmission]:
    rows = simulated_firm_changes.register_rows(drawn.plan, drawn.by_month, drawn.changes, number)
    if len(rows):
        code = drawn.plan.months[number]
        yield _firm_submission(drawn.dataset, code, rows)


def _firm_submission(dataset: Dataset, code: str, rows: pd.DataFrame) -> FirmSubmission:
    rule = catalogue.release_calendar()[dataset.calendar]
    head = {"uscc": "uscc", "name": "firm", "region": "region_code"}
    table = (
        rows.drop(columns="row").rename(columns=head).assign(founded=rows["founded"].astype(str))
    )
    return FirmSubmission(
        title=f"{REGISTER}（{code}）",
        file_name=f"{dataset.id}-firms-{code}.csv",
        content=csv_bytes(table),
        source=f"{dataset.name}{REGISTER}（模拟，{code}）",
        kind=dataset.kind,
        sender=SENDER,
        published_at=rule.published_at(code),
        published_assumed=rule.assumed,
        firms=rows,
    )


def rows_of(drawn: Scene, month: Month) -> pd.DataFrame:
    """Return the rows of a month: who is heard of, with region and industry of that month."""
    at = np.flatnonzero(month.heard)
    now = drawn.by_month[month.number]
    told = {
        "firm": at + 1,
        "month": month.code,
        "row": np.arange(2, len(at) + 2),
        "region": now.region[at],
        "industry": now.industry[at],
    }
    figures = {key: month.columns[key][at] for key in panel_columns.columns()}
    return pd.DataFrame(told | figures)


def panel_submission(drawn: Scene, code: str, rows: pd.DataFrame) -> PanelSubmission:
    """Return the file of a month as it comes in first."""
    dataset = drawn.dataset
    rule = catalogue.release_calendar()[dataset.calendar]
    return PanelSubmission(
        title=PANEL,
        file_name=f"{dataset.id}-panel-{code}.csv",
        content=csv_bytes(_file_table(drawn, rows)),
        source=f"{dataset.name}{PANEL}（模拟，{code}）",
        kind=dataset.kind,
        sender=SENDER,
        published_at=rule.published_at(code),
        published_assumed=rule.assumed,
        figures=rows,
    )


def _correction(drawn: Scene, each: Correction, rows: pd.DataFrame) -> PanelSubmission:
    dataset, code = drawn.dataset, each.month
    title = f"{PANEL}{'撤数' if each.kind == 'deleted' else '更正'}"
    return PanelSubmission(
        title=title,
        file_name=f"{dataset.id}-panel-{code}-{each.kind}.csv",
        content=csv_bytes(_file_table(drawn, rows)),
        source=f"{dataset.name}{title}（模拟，{code}）",
        kind=dataset.kind,
        sender=SENDER,
        published_at=each.published or dataset.today,
        published_assumed=False,
        figures=rows,
    )


def _file_table(drawn: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as the file has them: firms by code and name instead of by number."""
    at = rows["firm"].to_numpy() - 1
    now = drawn.by_month[drawn.plan.months.index(rows["month"].iloc[0])]
    head = {"month": rows["month"], "uscc": now.uscc[at], "firm": now.name[at]}
    rest = rows.drop(columns=["firm", "month", "row"]).rename(columns={"region": "region_code"})
    return pd.DataFrame(head).join(rest)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: head in line 1, what is not reported is blank."""
    buffer = io.BytesIO()
    options = pacsv.WriteOptions(quoting_style="needed")
    pacsv.write_csv(pa.Table.from_pandas(table, preserve_index=False), buffer, options)
    return buffer.getvalue()
