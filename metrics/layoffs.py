"""The lay-off rate (裁员率) by the formulas that authorities use: exact, its arithmetic as text.

There is no single formula: the same firm passes by one and fails by another. A method is
therefore named and its text shown. A method may hold two formulas of which either suffices.
A decrease below zero (growth in staff) counts as zero; a figure not known is never zero.
A year that has not ended is counted up to its newest month (年内至今): the same formulas with the
end of that month in place of December's, means over the months so far. It is not the year's rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

MONTHS = 12
RECOGNISED_DECIMALS = 6
"""The most digits behind the point of a recognised rate in %."""
Top = Literal["net_decrease", "claimants", "new_claimants", "recognised"]
Start = Literal["opening", "previous_december", "january"]
Bottom = Literal["opening", "previous_december", "mean", "mean_paying"]

NAMES: Mapping[str, str] = {
    "opening": "年初参保人数",
    "previous_december": "上年末参保人数",
    "january": "1月参保人数",
    "december": "12月末参保人数",
    "mean": "月均参保人数",
    "mean_paying": "月均缴费人数",
    "claimants": "领取失业保险金人数",
    "new_claimants": "新增领取失业保险金人数",
    "recognised": "人社部门认定的裁员率",
}


@dataclass(frozen=True)
class LayoffFacts:
    """What is known of one firm in the year that is counted; None is not known.

    Attributes
    ----------
    previous_december
        Insured at the end of the year before, persons.
    opening
        Insured when the year begins, as the authority counts it.
    months
        Insured at the end of January … December; fewer months for a year that has not ended.
    paying
        Those for whom premiums were paid, in the same months.
    claimants, new_claimants
        Former staff drawing unemployment benefit in the year; of them those who began in it.
    recognised_pct
        The rate as the authority has recognised it, in %.
    is_sme
        Whether the firm is micro, small or medium.

    Raises
    ------
    ValueError
        If a figure is below zero, if there are no months, more than twelve or unequally many, or
        if the recognised rate has more than `RECOGNISED_DECIMALS` decimals.
    """

    previous_december: int | None = None
    opening: int | None = None
    months: tuple[int | None, ...] = (None,) * MONTHS
    paying: tuple[int | None, ...] = (None,) * MONTHS
    claimants: int | None = None
    new_claimants: int | None = None
    recognised_pct: Decimal | None = None
    is_sme: bool | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.months) == len(self.paying) <= MONTHS:
            msg = "参保人数、缴费人数须月数相同，从1月起至多12个月，未报的月份留空"
            raise ValueError(msg)
        ends = (self.previous_december, self.opening, self.claimants, self.new_claimants)
        figures = (*self.months, *self.paying, *ends, self.recognised_pct)
        if any(figure is not None and figure < 0 for figure in figures):
            msg = "人数、裁员率不能小于0：请改正；未报的留空"
            raise ValueError(msg)
        if self.recognised_pct is not None and _decimals(self.recognised_pct) > RECOGNISED_DECIMALS:
            msg = f"认定的裁员率至多{RECOGNISED_DECIMALS}位小数，现为{self.recognised_pct}"
            raise ValueError(msg)

    @property
    def closing(self) -> int | None:
        """Insured at the end of the year, of one that has not ended in its newest month."""
        return self.months[-1]

    @property
    def closing_name(self) -> str:
        """What `closing` is called."""
        return f"{len(self.months)}月末参保人数"

    def name(self, count: str) -> str:
        """Return what a count of `NAMES` is called in this year."""
        return self.closing_name if count == "december" else NAMES[count]

    def count(self, name: str) -> int | None:
        """Return a count by its name in `NAMES`; means are no counts."""
        if name == "january":
            return self.months[0]
        found: int | None = self.closing if name == "december" else getattr(self, name)
        return found


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


@dataclass(frozen=True)
class Formula:
    """One formula: what stands on top and below.

    Attributes
    ----------
    top
        ``net_decrease`` from `start` to the end of December, a count of claimants, or
        ``recognised``: the rate as entered, which needs neither `start` nor `bottom`.
    """

    top: Top
    bottom: Bottom | None = None
    start: Start | None = None

    def __post_init__(self) -> None:
        wants = (self.top != "recognised", self.top == "net_decrease")
        if wants != (self.bottom is not None, self.start is not None):
            msg = f"公式 {self.top} 与分母、起点不配：净减人数须有两者，领金人数只有分母"
            raise ValueError(msg)

    @property
    def text(self) -> str:
        """The formula in words."""
        if self.bottom is None:
            return NAMES[self.top]
        top = NAMES[self.top] if self.start is None else f"（{NAMES[self.start]}−{_CLOSING}）"
        return f"{top}÷{NAMES[self.bottom]}"


_CLOSING = NAMES["december"]


@dataclass(frozen=True)
class Method:
    """A method as an authority uses it: one formula, or several of which either suffices."""

    id: str
    name: str
    source: str
    formulas: tuple[Formula, ...]

    @property
    def text(self) -> str:
        """All formulas in words."""
        return "，或者 ".join(formula.text for formula in self.formulas)


@dataclass(frozen=True)
class Part:
    """What one formula gives.

    Attributes
    ----------
    pct
        Exact, in %; None where something is missing.
    text
        The arithmetic with the figures put in; where something is missing, what.
    """

    formula: Formula
    pct: Fraction | None
    text: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rate:
    """What a method gives for one firm, formula by formula."""

    method: Method
    parts: tuple[Part, ...]

    @property
    def pct(self) -> Fraction | None:
        """The lowest of the known results, which decides; None where none is known."""
        return min((part.pct for part in self.parts if part.pct is not None), default=None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What the formulas without a result lack, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.missing))

    @property
    def text(self) -> str:
        """The arithmetic of all formulas."""
        return "；".join(part.text for part in self.parts)


def layoff_rate(method: Method, facts: LayoffFacts) -> Rate:
    """Return the lay-off rate of a firm by a method.

    Examples
    --------
    >>> method = Method("m", "净减÷月均", "", (Formula("net_decrease", "mean", "opening"),))
    >>> facts = LayoffFacts(opening=100, months=(100, *(97,) * 10, 94))
    >>> layoff_rate(method, facts).text
    '（100−94）÷97＝6.19%'
    >>> layoff_rate(method, LayoffFacts(opening=100)).text
    '待核实（缺：12月末参保人数、各月参保人数）'
    """
    return Rate(method, tuple(_part(formula, facts) for formula in method.formulas))


def side_by_side(methods: Sequence[Method], facts: LayoffFacts) -> dict[str, Rate]:
    """Return the results of all methods for one firm, by the id of the method."""
    return {method.id: layoff_rate(method, facts) for method in methods}


def _part(formula: Formula, facts: LayoffFacts) -> Part:
    missing = tuple(dict.fromkeys(_missing(formula, facts)))
    if missing:
        return Part(formula, None, f"待核实（缺：{'、'.join(missing)}）", missing)
    if formula.bottom is None:
        pct = Fraction(facts.recognised_pct or 0)
        return Part(formula, pct, f"{printed_pct(pct)}（认定）")
    top, bottom = top_of(formula, facts), bottom_of(formula, facts)
    pct = max(Fraction(0), 100 * top / bottom)
    return Part(formula, pct, _arithmetic(formula, facts, top, pct))


def _missing(formula: Formula, facts: LayoffFacts) -> list[str]:
    if formula.top == "recognised":
        return [NAMES["recognised"]] if facts.recognised_pct is None else []
    if formula.start == "january" and len(facts.months) == 1:
        return ["2月及以后的月末参保人数"]
    tops = (formula.start, "december") if formula.start else (formula.top,)
    found = [facts.name(name) for name in tops if name and facts.count(name) is None]
    found += _missing_below(formula.bottom or "", facts)
    if not found and not bottom_of(formula, facts):
        found.append(f"不为0的{NAMES[formula.bottom or '']}")
    return found


def _missing_below(bottom: str, facts: LayoffFacts) -> list[str]:
    if not bottom.startswith("mean"):
        return [NAMES[bottom]] if facts.count(bottom) is None else []
    absent = [
        f"{number}月" for number, count in enumerate(_year(bottom, facts), 1) if count is None
    ]
    kind = NAMES[bottom].removeprefix("月均")
    if len(absent) == len(facts.months):
        return [f"各月{kind}"]
    return [*absent[:-1], f"{absent[-1]}{kind}"] if absent else []


def _year(bottom: str, facts: LayoffFacts) -> tuple[int | None, ...]:
    return facts.months if bottom == "mean" else facts.paying


def top_of(formula: Formula, facts: LayoffFacts) -> Fraction:
    """Return what stands on top, below zero where the staff grew; all figures are known."""
    start = facts.count(formula.start or formula.top) or 0
    return Fraction(start - (facts.closing or 0) if formula.start else start)


def bottom_of(formula: Formula, facts: LayoffFacts) -> Fraction:
    """Return what stands below; all figures are known."""
    bottom = formula.bottom or ""
    if bottom.startswith("mean"):
        return Fraction(sum(count or 0 for count in _year(bottom, facts)), len(facts.months))
    return Fraction(facts.count(bottom) or 0)


def _arithmetic(formula: Formula, facts: LayoffFacts, top: Fraction, pct: Fraction) -> str:
    whole = bottom_of(formula, facts)
    months = len(facts.months)
    below = str(whole) if whole.denominator == 1 else f"（{whole * months}÷{months}）"
    above = str(top)
    if formula.start:
        above = f"（{facts.count(formula.start)}−{facts.closing}）"
    result = "＜0，按0计" if top < 0 else f"＝{printed_pct(pct)}"
    return f"{above}÷{below}{result}"


def printed_pct(pct: Fraction) -> str:
    """Return a rate not below zero as printed: two decimals, half up.

    Examples
    --------
    >>> printed_pct(Fraction(600, 97))
    '6.19%'
    """
    return f"{Decimal(floor(pct * 100 + Fraction(1, 2))) / 100:.2f}%"
