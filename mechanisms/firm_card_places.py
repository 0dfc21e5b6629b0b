"""Where a firm lies in its industry and in its county, for those who may see all of these firms.

A viewer of the whole city sees the division and the county; one of a county only firms of that
county. A place counts firms that reported; without a figure of its own the firm has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import catalogue, panel
from data.store import Question
from mechanisms.firm_card_figures import Line, months_up_to
from metrics.distribution import Distribution, among, nominal_growth_pct
from metrics.periods import Period
from metrics.rounding import FINEST
from metrics.wording import GROWTH_DECIMALS

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Place:
    """A firm among the firms of a group, by one figure.

    Attributes
    ----------
    group, kind
        In words: 全市农副食品加工业, 瑞安市; and in one word: 同行业, 同地区.
    firms
        Firms of the group with a row in the month, whether they reported the figure or not.
    measure, unit, decimals
        What is compared, with its period.
    found
        None where the firm has no figure of its own: what is 未报 takes no place.
    """

    group: str
    kind: str
    firms: int
    measure: str
    unit: str
    decimals: int
    found: Distribution | None


def places(question: Question, firm: int, line: Line) -> tuple[Place, ...]:
    """Return the places of a firm by one column: by growth first, then by size.

    Parameters
    ----------
    question
        Within the firms that the viewer may see one by one.
    """
    rows = panel.month_rows(question, line.month.code, [])
    own = rows.loc[rows["firm"] == firm]
    if own.empty:
        return ()
    region, industry = str(own["region"].iloc[0]), str(own["industry"].iloc[0])
    measured = _measured(question, line, rows["firm"])
    return tuple(
        Place(name, kind, int(chosen.sum()), said, unit, decimals, found)
        for (name, kind), chosen in _groups(question, rows, region, industry)
        for (said, unit, decimals), values in measured
        for found in [_among(values, chosen, rows, firm, decimals)]
    )


def _groups(
    question: Question, rows: pd.DataFrame, region: str, industry: str
) -> Iterator[tuple[tuple[str, str], npt.NDArray[np.bool_]]]:
    here = (rows["region"] == region).to_numpy()
    alike = (rows["industry"] == industry).to_numpy()
    place, division = catalogue.regions()[region].name, catalogue.industries()[industry]
    if question.scope is None:
        yield (f"全市{division}", "同行业"), alike
    else:
        yield (f"{place}{division}", "本地同行业"), here & alike
    yield (place, "同地区"), here


About = tuple[str, str, int]


def _measured(
    question: Question, line: Line, firms: "pd.Series[int]"
) -> list[tuple[About, Figures]]:
    """Return what firms are compared by: growth of the year so far, and its amount.

    Where a month of the firm's own year lacks, the month alone is compared.
    """
    month = line.month
    by_year = line.ytd is not None and line.ytd_year_ago is not None
    running = months_up_to(month, month.end.month) if by_year else [month]
    now = _totals(question, line.key, running, firms)
    then = _totals(question, line.key, [each.year_ago() for each in running], firms)
    span = Period.of_ytd(month.year, month.end.month) if by_year else month
    said = f"{span.short_label}{line.column.name.removeprefix('企业')}"
    growth = (f"{said}名义同比", "%", GROWTH_DECIMALS)
    size = (said, line.column.unit, line.decimals)
    return [(growth, nominal_growth_pct(now, then)), (size, now)]


def _totals(question: Question, key: str, months: list[Period], firms: "pd.Series[int]") -> Figures:
    """Return the total of some months by firm; a month that is 未报 leaves it unknown."""
    found = panel.matrix(question, key, [each.code for each in months])
    totals = pd.Series(found.figures.sum(axis=0).round(FINEST), index=found.firms)
    return totals.reindex(firms).to_numpy(np.float64)


def _among(
    values: Figures, chosen: npt.NDArray[np.bool_], rows: pd.DataFrame, firm: int, decimals: int
) -> Distribution | None:
    own = values[(rows["firm"] == firm).to_numpy()]
    return among(float(own[0]), values[chosen], decimals)
