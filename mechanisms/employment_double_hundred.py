"""Who is a 双百工业企业: exports and insured of the document's year, and what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from data import datasets, layoff_methods, policies
from data.layoff_methods import DoubleHundredEntry
from data.policy_records import AllOf, Test
from data.policy_records import Rule as PolicyRule
from data.store import Question
from mechanisms.employment_facts import column
from metrics.layoff_arrays import EXCEEDS, KEEPS, UNSETTLED, Floats
from metrics.layoffs import MONTHS
from metrics.rounding import to_decimal

EXPORTS, INSURED, INDUSTRIAL = (
    "export_2019_usd",
    "unemployment_insured_201912_persons",
    "is_industrial",
)
SECTIONS = ("B", "C", "D")
WORDS = {KEEPS: "符合", EXCEEDS: "不符合", UNSETTLED: "待核实"}


@dataclass(frozen=True)
class Membership:
    """Whether one firm is a 双百工业企业, with both figures.

    Attributes
    ----------
    code
        `KEEPS` (符合), `EXCEEDS` (不符合) or `UNSETTLED` (待核实).
    exports_usd
        Exports of the year in US dollars, worked out; of the reported months where some lack,
        and then at least so much. None where no month was reported.
    months
        So many months were reported.
    insured
        Insured in the month that counts; None is 未报.
    missing
        What would have to be known, where the outcome is open.
    """

    code: int
    exports_usd: Decimal | None
    months: int
    insured: int | None
    missing: tuple[str, ...] = ()

    @property
    def is_member(self) -> bool | None:
        """Whether the firm is one; None is open."""
        return None if self.code == UNSETTLED else self.code == KEEPS

    @property
    def words(self) -> str:
        """The outcome with what is missing."""
        lack = f"（缺：{'、'.join(self.missing)}）" if self.missing else ""
        return f"{WORDS[self.code]}{lack}"


@dataclass(frozen=True, eq=False)
class DoubleHundred:
    """All firms of the register against the definition.

    Attributes
    ----------
    least_usd, least_insured
        The bounds, both included.
    members
        One each firm of the register.
    """

    entry: DoubleHundredEntry
    least_usd: Decimal
    least_insured: int
    members: tuple[Membership, ...]

    @property
    def codes(self) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        """The outcome of each firm."""
        return np.array([each.code for each in self.members], dtype=np.int8)

    @property
    def text(self) -> str:
        """The definition in words, with the rate of exchange."""
        usd = f"{self.least_usd / 10_000:f}"
        return (
            f"{self.entry.export_year}年出口不少于{usd}万美元、"
            f"{_month_words(self.entry.insured_month)}失业保险参保不少于{self.least_insured}人的工业企业；"
            f"出口由企业月报的出口交货值按1美元={self.entry.cny_per_usd}元折算"
            f"（{self.entry.rate_source}），以海关数为准"
        )


def _month_words(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月"


def applies(dataset: str) -> bool:
    """Say whether a document of the dataset defines 双百工业企业."""
    rule = policies.entry(layoff_methods.knowledge().double_hundred.rule)
    return rule.document in datasets.dataset(dataset).documents


def double_hundred(question: Question, register: pd.DataFrame) -> DoubleHundred:
    """Return who is a 双百工业企业.

    A firm whose reported months reach the bound is one whatever else it exported; one that does
    not reach it with all twelve months is none; in between it is open.
    """
    entry = layoff_methods.knowledge().double_hundred
    least_usd, least_insured = _bounds(entry)
    firms = register["firm"].to_numpy(np.int32)
    months = [f"{entry.export_year}-{month:02d}" for month in range(1, MONTHS + 1)]
    exports = column(question, firms, months, "exports_wan")
    insured = column(question, firms, [entry.insured_month], "insured")[0]
    industrial = register["industry"].str[:1].isin(SECTIONS).to_numpy()
    members = [
        _member(entry, (least_usd, least_insured), exports[:, place], insured[place], bool(is_one))
        for place, is_one in enumerate(industrial)
    ]
    return DoubleHundred(entry, least_usd, least_insured, tuple(members))


def _bounds(entry: DoubleHundredEntry) -> tuple[Decimal, int]:
    rule = policies.entry(entry.rule)
    found = conditions_of(rule) if isinstance(rule, PolicyRule) else {}
    return _value(found[EXPORTS]), int(_value(found[INSURED]))


def conditions_of(rule: PolicyRule) -> dict[str, Test]:
    """Return the conditions of a rule that must all hold, by fact."""
    tests = rule.conditions.all if isinstance(rule.conditions, AllOf) else ()
    return {each.fact: each for each in tests if isinstance(each, Test)}


def _value(test: Test) -> Decimal:
    if not isinstance(test.value, Decimal):
        msg = f"条件 {test.fact} 的 value 应为数字"
        raise TypeError(msg)
    return test.value


def _member(
    entry: DoubleHundredEntry,
    least: tuple[Decimal, int],
    exports: Floats,
    insured: float,
    is_industrial: bool,
) -> Membership:
    reported = [wan for wan in map(to_decimal, map(float, exports)) if wan is not None]
    cny = sum(reported, Decimal(0)) * 10_000 if reported else None
    usd = None if cny is None else cny / entry.cny_per_usd
    persons = None if np.isnan(insured) else int(insured)
    lacks = [] if len(reported) == MONTHS else [f"{entry.export_year}年{_lacking(exports)}出口"]
    enough_exports = _reaches(cny, least[0] * entry.cny_per_usd, whole=not lacks)
    enough_insured = None if persons is None else persons >= least[1]
    code = _code([is_industrial, enough_exports, enough_insured])
    if code != UNSETTLED:
        return Membership(code, usd, len(reported), persons)
    missing = lacks if enough_exports is None else []
    if enough_insured is None:
        missing = [*missing, f"{_month_words(entry.insured_month)}参保人数"]
    return Membership(code, usd, len(reported), persons, tuple(missing))


def _lacking(exports: Floats) -> str:
    absent = [str(number) for number, wan in enumerate(exports, 1) if np.isnan(wan)]
    return "全年" if len(absent) == MONTHS else f"{'、'.join(absent)}月"


def _reaches(amount: Decimal | None, least: Decimal, *, whole: bool) -> bool | None:
    if amount is not None and amount >= least:
        return True
    return False if whole else None


def _code(conditions: Sequence[bool | None]) -> int:
    if False in conditions:
        return EXCEEDS
    return UNSETTLED if None in conditions else KEEPS
