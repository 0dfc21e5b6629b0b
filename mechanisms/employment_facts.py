"""What lay-off rates are counted from: each firm's insured and claimants of a year, by month.

Insured at the beginning of the year are those of the December before (年初 = 上年末). Claimants are
the sum of those who newly claimed in the months of the year: the panel does not hold who went on
drawing from before. It holds no numbers of payers either. Rates that were recognised come from
their own register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from data import layoff_recognitions, panel
from data.layoff_recognitions import Recognitions
from data.panel_files import Firms
from data.store import Question
from mechanisms.credit_cases import firm_question
from metrics.layoff_arrays import Floats, LayoffTable
from metrics.layoffs import MONTHS, LayoffFacts
from metrics.periods import Period
from metrics.rounding import to_decimal

_COUNTED = ("insured", "claims", "headcount")
SME: Mapping[str, float] = {"大型": 0.0, "中型": 1.0, "小型": 1.0, "微型": 1.0}
"""Whether a size is micro, small or medium; a size not known has no entry."""


@dataclass(frozen=True, eq=False)
class YearFacts:
    """The figures of all firms in one year.

    Attributes
    ----------
    months
        January … the newest month of the year of which the panel holds anything; one month
        without figures where it holds nothing.
    firms
        Numbers of the register in rising order, as the rows of `table`.
    claims
        Months × firms: new claimants; NaN is 未报.
    headcount
        Staff at the end of the newest month; NaN is 未报.
    recognised
        The register of recognised rates, of all years.
    """

    year: int
    months: tuple[str, ...]
    firms: Firms
    table: LayoffTable
    claims: Floats
    headcount: Floats
    recognised: Recognitions

    @property
    def is_complete(self) -> bool:
        """Whether the year has ended and is in the panel up to December."""
        return len(self.months) == MONTHS

    @property
    def period(self) -> str:
        """The months counted, as printed: 2019年, 2020年1—9月."""
        if self.is_complete:
            return f"{self.year}年"
        return Period.parse(f"{self.year}-Y{len(self.months):02d}").label

    @property
    def label(self) -> str:
        """The months counted; of a year that has not ended it says so."""
        return self.period if self.is_complete else f"{self.period}（年内至今）"

    @property
    def closing_label(self) -> str:
        """The end of the newest month: 2020年9月末."""
        return f"{self.year}年{len(self.months)}月末"

    def place(self, firm: int) -> int | None:
        """Return the row of a firm; None where it is not among them."""
        found = int(np.searchsorted(self.firms, firm))
        is_there = found < len(self.firms) and self.firms[found] == firm
        return found if is_there else None

    def facts(self, place: int) -> LayoffFacts:
        """Return the figures of one firm."""
        sme = self.table.is_sme[place]
        return LayoffFacts(
            previous_december=_count(self.table.previous_december[place]),
            opening=_count(self.table.opening[place]),
            claimants=_count(self.table.claimants[place]),
            new_claimants=_count(self.table.new_claimants[place]),
            months=tuple(map(_count, self.table.months[place])),
            paying=tuple(map(_count, self.table.paying[place])),
            recognised_pct=self.recognised.rate_pct(int(self.firms[place]), self.year),
            is_sme=None if np.isnan(sme) else bool(sme),
        )


def _count(figure: float) -> int | None:
    return None if np.isnan(figure) else int(figure)


def years(months: Sequence[str]) -> tuple[int, ...]:
    """Return the years of which the panel holds months, newest first."""
    return tuple(sorted({int(month[:4]) for month in months}, reverse=True))


def year_facts(
    question: Question,
    year: int,
    known: Sequence[str],
    register: pd.DataFrame,
    recognised: Recognitions,
) -> YearFacts:
    """Return the figures of one year for all firms of the register.

    Parameters
    ----------
    known
        The months of the panel (`panel.months`).
    register
        The firms in the viewer's scope, by number (`enterprises.firms`).
    recognised
        The recognised rates that the viewer may see (`recognised_rates`).
    """
    newest = max((int(month[5:]) for month in known if month[:4] == str(year)), default=1)
    months = tuple(f"{year}-{month:02d}" for month in range(1, newest + 1))
    firms = register["firm"].to_numpy(np.int32)
    found = columns(question, firms, [f"{year - 1}-12", *months], _COUNTED)
    insured, claims = found["insured"], found["claims"][1:]
    claimants = claims.sum(axis=0)
    table = LayoffTable(
        previous_december=insured[0],
        opening=insured[0],
        months=np.ascontiguousarray(insured[1:].T),
        paying=np.full((len(firms), newest), np.nan),
        claimants=claimants,
        new_claimants=claimants,
        recognised_pct=recognised.rates_pct(firms, year),
        is_sme=np.array([SME.get(size, np.nan) for size in register["size"]], np.float64),
    )
    return YearFacts(year, months, firms, table, claims, found["headcount"][-1], recognised)


def recognised_rates(question: Question) -> Recognitions:
    """Return the recognised rates; a scoped viewer gets those of his own county only."""
    return layoff_recognitions.recognitions(firm_question(question))


def columns(
    question: Question, firms: Firms, months: Sequence[str], names: Sequence[str]
) -> dict[str, Floats]:
    """Return columns of the panel as months × firms of the register; NaN is 未报."""
    made = {name: np.full((len(months), len(firms)), np.nan) for name in names}
    rows = panel.rows_of(question, months, names)
    rows = rows.loc[rows["firm"].isin(firms)]
    at = (rows["month"].cat.codes.to_numpy(), np.searchsorted(firms, rows["firm"].to_numpy()))
    for name in names:
        made[name][at] = rows[name].to_numpy(np.float64)
    return made


def column(question: Question, firms: Firms, months: Sequence[str], name: str) -> Floats:
    """Return one column of the panel as months × firms of the register; NaN is 未报."""
    return columns(question, firms, months, [name])[name]


def yuan(wan: float) -> Decimal | None:
    """Return an amount of the panel (万元) in yuan, exactly as it was reported; None is 未报."""
    amount = to_decimal(wan)
    return None if amount is None else amount * 10_000
