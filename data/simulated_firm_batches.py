"""Simulated firms as a sender would send them: the register, the months, corrections, rosters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data import (
    catalogue,
    panel_columns,
    simulated_firm_changes,
    simulated_firm_loans,
    simulated_firm_rosters,
    simulated_firms,
    simulated_panel,
    simulated_recognitions,
    simulated_registers,
    simulated_stories,
)
from data.datasets import Dataset
from data.firm_submissions import FirmSubmission, PanelSubmission
from data.registers import RegisterSubmission
from data.simulated_events import NamedFirm
from data.simulated_firm_changes import Changes
from data.simulated_firm_corrections import corrections
from data.simulated_firm_files import CSV, Form, Said, received
from data.simulated_firm_plan import Correction, Plan
from data.simulated_firms import Roll
from data.simulated_panel import Month
from data.simulated_stories import Stories

REGISTER, PANEL = "企业登记", "企业月报"


@dataclass(frozen=True, eq=False)
class Scene:
    """The firms of a declaration, what changes and what happens to them.

    Attributes
    ----------
    after
        So many firms are in the register already.
    """

    dataset: Dataset
    plan: Plan
    by_month: tuple[Roll, ...]
    changes: Changes
    stories: Stories
    after: int = 0
    form: Form = CSV

    def published(self, code: str) -> tuple[date, bool]:
        """Return when a month is published, and whether that is taken from the calendar."""
        rule = catalogue.release_calendar()[self.dataset.calendar]
        return rule.published_at(code), rule.assumed

    @property
    def roll(self) -> Roll:
        """The firms as they were at first."""
        return self.by_month[0]


def scene(dataset: Dataset, plan: Plan, *, after: int = 0, form: Form = CSV) -> Scene:
    """Draw the firms; `after` so many that are there already."""
    roll = simulated_firms.roll(dataset, plan, after=after)
    changes = simulated_firm_changes.drawn(plan, roll)
    by_month = simulated_firm_changes.rolls(dataset, plan, roll, changes)
    told = simulated_stories.stories(plan, roll, changes.firms)
    return Scene(dataset, plan, tuple(by_month), changes, told, after, form)


def named_firms(drawn: Scene) -> dict[str, list[NamedFirm]]:
    """Return, by county, firms that never change, the largest first."""
    roll = drawn.roll
    steady = simulated_stories.free(roll)
    steady[drawn.changes.firms] = False
    order = np.argsort(-roll.annual, kind="stable")
    found: dict[str, list[NamedFirm]] = {place: [] for place in roll.places}
    for firm in order[steady[order]].tolist():
        division = roll.divisions[roll.trade[firm]]
        named = NamedFirm(str(roll.name[firm]), str(roll.uscc[firm]), division)
        found[roll.places[roll.place[firm]]].append(named)
    return found


def with_withdrawals(drawn: Scene, events: Iterable[RegisterSubmission]) -> Scene:
    """Return the scene in which loans fall as the registered withdrawals say."""
    numbers = {code: firm for firm, code in enumerate(drawn.roll.uscc.tolist())}
    loans = simulated_firm_loans.withdrawn(events, drawn.plan.months, numbers)
    return replace(drawn, stories=Stories((*drawn.stories.told, *loans)))


def rosters(drawn: Scene) -> list[RegisterSubmission]:
    """Return the rosters of a scene as batches."""
    entries = simulated_firm_rosters.events(_known(drawn), drawn.plan.rosters)
    return simulated_registers.submissions(drawn.dataset, entries)


def recognised(drawn: Scene, reported: Iterable[PanelSubmission]) -> list[RegisterSubmission]:
    """Return the lay-off rates that are recognised by what firms reported, as batches."""
    plan = drawn.plan
    figures = simulated_recognitions.figures(plan.recognised, reported)
    entries = simulated_recognitions.events(_known(drawn), plan.recognised, figures)
    return simulated_registers.submissions(drawn.dataset, entries)


def _known(drawn: Scene) -> simulated_firm_rosters.Firms:
    months = drawn.plan.months
    known = tuple(drawn.published(code)[0] for code in months)
    told = (months, known, drawn.by_month, drawn.stories, drawn.plan.seed)
    return simulated_firm_rosters.Firms(*told)


def submissions(drawn: Scene) -> Iterator[FirmSubmission | PanelSubmission]:
    """Yield the batches of a scene: a month's firms before its figures, then corrections."""
    written = np.flatnonzero(drawn.roll.case >= 0) + 1
    for month in simulated_panel.course(drawn.plan, drawn.roll, drawn.stories):
        yield from _registered(drawn, month.number)
        rows = rows_of(drawn, month)
        first, later = corrections(drawn.plan, month, rows, written)
        yield panel_submission(drawn, month.code, first, f"panel-{month.code}")
        for each, right in later:
            yield _correction(drawn, each, right)


def _registered(drawn: Scene, number: int) -> Iterator[FirmSubmission]:
    rows = simulated_firm_changes.register_rows(drawn.plan, drawn.by_month, drawn.changes, number)
    if len(rows):
        code = drawn.plan.months[number]
        yield firm_submission(drawn, code, rows, f"firms-{code}")


def firm_submission(drawn: Scene, code: str, rows: pd.DataFrame, stem: str) -> FirmSubmission:
    """Return a file of the register that comes in with the figures of a month."""
    source = f"{drawn.dataset.name}{REGISTER}（模拟，{code}）"
    said = Said(f"{REGISTER}（{code}）", stem, source, *drawn.published(code))
    numbered = rows.assign(row=drawn.form.first_row + np.arange(len(rows)))
    table = rows.drop(columns="row").assign(founded=rows["founded"].astype(str))
    told = received(drawn.dataset, drawn.form, said, table)
    return FirmSubmission(firms=numbered, **told)


def rows_of(drawn: Scene, month: Month) -> pd.DataFrame:
    """Return the rows of a month: who is heard of, with region and industry of that month."""
    at = np.flatnonzero(month.heard)
    now = drawn.by_month[month.number]
    told = {
        "firm": at + 1 + drawn.after,
        "month": month.code,
        "row": drawn.form.first_row + np.arange(len(at)),
        "region": now.region[at],
        "industry": now.industry[at],
    }
    figures = {key: month.columns[key][at] for key in panel_columns.columns()}
    return pd.DataFrame(told | figures)


def panel_submission(drawn: Scene, code: str, rows: pd.DataFrame, stem: str) -> PanelSubmission:
    """Return the file of a month as it comes in first."""
    source = f"{drawn.dataset.name}{PANEL}（模拟，{code}）"
    said = Said(PANEL, stem, source, *drawn.published(code))
    return _panel_submission(drawn, said, rows)


def _correction(drawn: Scene, each: Correction, rows: pd.DataFrame) -> PanelSubmission:
    title = f"{PANEL}{'撤数' if each.kind == 'deleted' else '更正'}"
    numbered = rows.assign(row=drawn.form.first_row + np.arange(len(rows)))
    said = Said(
        title,
        f"panel-{each.month}-{each.kind}",
        f"{drawn.dataset.name}{title}（模拟，{each.month}）",
        each.published or drawn.dataset.today,
        assumed=False,
    )
    return _panel_submission(drawn, said, numbered)


def _panel_submission(drawn: Scene, said: Said, rows: pd.DataFrame) -> PanelSubmission:
    told = received(drawn.dataset, drawn.form, said, _file_table(drawn, rows))
    return PanelSubmission(figures=rows, **told)


def _file_table(drawn: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as the file has them: firms by code and name instead of by number."""
    at = rows["firm"].to_numpy() - 1 - drawn.after
    now = drawn.by_month[drawn.plan.months.index(rows["month"].iloc[0])]
    head = {"month": rows["month"], "uscc": now.uscc[at], "name": now.name[at]}
    return pd.DataFrame(head).join(rows.drop(columns=["firm", "month", "row"]))
