"""Releasing totals of firms: what must be left out is searched for, and what is shown is kept.

Each release is searched for with all earlier ones of the same month and column in mind, so that
nobody learns more from two of them together than the rule allows. Columns are released one by
one, each kept as soon as it is found; one whose figures are those of its last release is left.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from data import panel, panel_columns, panel_releases, store
from data.panel_layers import Resolved
from data.panel_releases import Release, ReleasedCell
from data.store import Question
from mechanisms import firm_sight
from mechanisms.firm_releases import rule_words
from mechanisms.firm_sight import Sight
from metrics.periods import Period
from metrics.rounding import without_noise
from metrics.suppression import Pattern, suppress
from metrics.suppression_cells import Disclosure, Figure, totals_of

Progress = Callable[[float, str], None]
FOREVER = date.max


@dataclass(frozen=True)
class Outcome:
    """What became of one column.

    Attributes
    ----------
    is_new
        False where the figures are those of the last release.
    withheld, given_away
        How many totals are left out, and how many sums earlier releases already told.
    """

    column: str
    is_new: bool
    shown: int = 0
    withheld: int = 0
    given_away: int = 0

    @property
    def words(self) -> str:
        """The outcome in words."""
        name = panel_columns.columns()[self.column].name
        if not self.is_new:
            return f"{name}：与上次放行相同，未重复放行"
        told = f"，{self.given_away}个合计先前的放行已能推断" if self.given_away else ""
        return f"{name}：放行{self.shown}个合计，保密{self.withheld}个{told}"


def rule_of(column: str) -> Disclosure:
    """Return the rule for a column; figures that may be below zero are searched for as such."""
    return Disclosure(signed=panel_columns.columns()[column].least is None)


def release(
    question: Question,
    month: Period,
    columns: Iterable[str],
    actor: str,
    progress: Progress,
) -> list[Outcome]:
    """Release the totals of a month as they are known by the question, and keep them.

    Parameters
    ----------
    question
        With a vintage and a day; its scope does not count, all firms are reckoned with.
    columns
        Columns of the panel; ratios follow from them.
    """
    wanted = tuple(columns)
    outcomes = []
    for number, column in enumerate(wanted):
        name = panel_columns.columns()[column].name
        progress(number / len(wanted), f"正在计算{month.label}{name}的保密格")
        outcomes.append(_release(question.within(None), month.code, column, actor))
    return outcomes


def work(dataset: str, arguments: Mapping[str, str], progress: Progress) -> str:
    """Do a release as a job, as `firm_releases.arguments` describes it."""
    question = Question(dataset, date.fromisoformat(arguments["as_of"]), int(arguments["vintage"]))
    month = Period.parse(arguments["month"])
    columns = arguments["columns"].split(",")
    outcomes = release(question, month, columns, arguments["actor"], progress)
    return "；".join(outcome.words for outcome in outcomes)


def _release(question: Question, month: str, column: str, actor: str) -> Outcome:
    everything = replace(question, as_of=FOREVER, vintage=store.newest_vintage(question.dataset))
    earlier = panel_releases.releases(everything, month, column)
    sight = firm_sight.sight(everything)
    asked = [*(each.question(question.dataset, None) for each in earlier), question]
    said = [panel.said(each, month, [column]) for each in asked]
    tables = [_table(each, column, sight) for each in said]
    if earlier and _figures(tables[-2]) == _figures(tables[-1]):
        return Outcome(column, is_new=False)
    rule = rule_of(column)
    found = suppress(tables, rule, [_withheld(each) for each in earlier])
    cells = _cells(said[-1].rows, column, found)
    words = (actor, rule_words(rule), found.given_away)
    after = earlier[-1].number if earlier else 0
    panel_releases.keep(question, (month, column), cells, words, after)
    withheld = sum(cell.is_withheld for cell in cells)
    return Outcome(column, True, len(cells) - withheld, withheld, len(found.given_away))


def _withheld(release_: Release) -> frozenset[tuple[str, str]]:
    return frozenset((c.region, c.industry) for c in release_.cells if c.is_withheld)


def _table(said: Resolved, column: str, sight: Sight) -> list[Figure]:
    """Return the figures of a month, each with the counties from which it could ever be seen."""
    rows = said.rows.assign(batch=said.origins(column)["batch"], day=said.days(column))
    given = rows.loc[rows[column].notna()].astype({"day": "datetime64[s]"})
    names = ("firm", "region", "industry", column, "day", "batch")
    return [
        Figure(
            str(firm),
            str(region),
            str(industry),
            float(value),
            sight.of(int(firm), (day.date(), int(batch))),
        )
        for firm, region, industry, value, day, batch in zip(
            *(given[name] for name in names), strict=True
        )
    ]


def _figures(table: Sequence[Figure]) -> set[Figure]:
    """Return the figures of a table, whoever sees them."""
    return {replace(each, seen_from=None) for each in table}


def _cells(rows: pd.DataFrame, column: str, found: Pattern) -> list[ReleasedCell]:
    """Return the cells of a table with all totals above them, those left out without a total."""
    counted: dict[tuple[str, str], list[float]] = {}
    columns = (rows["region"], rows["industry"], rows[column])
    for region, industry, value in zip(*columns, strict=True):
        for cell in totals_of((str(region), str(industry))):
            counted.setdefault(cell, []).append(float(value))
    made = []
    for (region, industry), values in sorted(counted.items()):
        given = [value for value in values if value == value]
        is_shown = given and (region, industry) not in found.suppressed
        total = without_noise(sum(given)) if is_shown else None
        made.append(ReleasedCell(region, industry, len(values), len(given), total))
    return made
