"""What one reading says of a target: the figure to compare, and the figure to compare it with.

Everything is exact (fractions); rounding is for print only.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from metrics.target_terms import ONE_UNIT, PERCENT, Reading, State, Terms
from metrics.wording import join_names

_DIGITS = 40
_HUNDRED = Fraction(100)

_Test = Callable[[Fraction, Fraction], bool]
_TESTS: dict[str, _Test] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
    "about": operator.ge,
    "range": operator.ge,
    "full_coverage": operator.ge,
    "event": operator.ge,
    "zero": operator.le,
    "above_reference": operator.gt,
    "not_above_reference": operator.le,
    "increase_direction": operator.gt,
    "decrease_direction": operator.gt,
}
_FALLS: dict[str, _Test] = {"at_most": operator.ge, "less_than": operator.gt}


@dataclass(frozen=True)
class Measured:
    """One reading against the terms.

    Attributes
    ----------
    reading
        The reading.
    amount, goal
        The two figures that are compared; None where they cannot be had.
    unit
        Unit of both.
    lack
        The state that a missing figure leads to, None if nothing is missing.
    level, mark
        The current figure, and the figure to reach, where they are not amount and goal.
    short, unreported
        Units that did not reach it, and those that did not report.
    notes
        Remarks for the screen.
    """

    reading: Reading
    amount: Fraction | None
    goal: Fraction | None
    unit: str
    lack: State | None = None
    level: Fraction | None = None
    mark: Fraction | None = None
    short: tuple[str, ...] = ()
    unreported: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def end(self) -> date:
        """Last day of the period."""
        return self.reading.period.end


def exact(value: Decimal | None) -> Fraction | None:
    """Turn a figure into a fraction; missing stays missing."""
    return None if value is None else Fraction(value)


def printed(value: Fraction | None) -> Decimal | None:
    """Turn a fraction into a decimal of up to 40 digits; missing stays missing.

    Examples
    --------
    >>> printed(Fraction(3, 8))
    Decimal('0.375')
    """
    if value is None:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)


def is_directional(terms: Terms) -> bool:
    """Whether the document names a direction and no figure."""
    return terms.comparator in ("increase_direction", "decrease_direction")


def is_fall_to_level(terms: Terms) -> bool:
    """Whether a reduction names the level to fall to and not the size of the fall."""
    return terms.kind == "reduction" and terms.comparator in _FALLS


def is_limit(terms: Terms) -> bool:
    """Whether the figure is an upper limit to be kept."""
    return terms.comparator in ("at_most", "less_than") and not is_fall_to_level(terms)


def is_reported(terms: Terms, reading: Reading) -> bool:
    """Whether a reading holds a figure of the target itself, not of its comparison only."""
    if reading.value is not None or reading.numerator is not None:
        return True
    units = reading.units or {}
    return terms.kind == "each_unit" and any(value is not None for value in units.values())


def measured(terms: Terms, reading: Reading) -> Measured:
    """Say what a reading means for a target.

    Parameters
    ----------
    terms
        What the target demands.
    reading
        A reading that :func:`is_reported`.

    Examples
    --------
    >>> from metrics.periods import Period
    >>> terms = Terms("T", "full_coverage", "coverage", Decimal(100), unit="%")
    >>> of_june = Reading(Period.of_month(2020, 6), numerator=Decimal(3), denominator=Decimal(4))
    >>> measured(terms, of_june).amount
    Fraction(75, 1)
    """
    return _MEASURES.get(terms.kind, _plain)(terms, reading)


def meets(terms: Terms, found: Measured) -> bool:
    """Whether a reading meets the target, decided on unrounded figures."""
    if found.lack or found.amount is None or found.goal is None:
        return False
    return _test_of(terms)(found.amount, found.goal)


def nearly(terms: Terms, found: Measured) -> bool:
    """Whether a reading lies within the tolerance of an 左右 target."""
    tolerance = terms.tolerance
    if terms.comparator != "about" or not tolerance or found.amount is None or found.goal is None:
        return False
    relative = tolerance.type == "relative"
    slack = Fraction(tolerance.value) * (found.goal if relative else 1)
    return _behind(terms, found.amount, found.goal) <= slack


def _behind(terms: Terms, amount: Fraction, goal: Fraction) -> Fraction:
    return amount - goal if terms.better == "lower" else goal - amount


def _test_of(terms: Terms) -> _Test:
    if terms.kind == "each_unit":
        return operator.ge
    if is_fall_to_level(terms):
        return _FALLS[terms.comparator]
    if terms.comparator == "about" and terms.better == "lower":
        return operator.le
    return _TESTS[terms.comparator]


def _stated(reading: Reading) -> Fraction | None:
    return exact(reading.numerator if reading.value is None else reading.value)


def _base(terms: Terms, reading: Reading) -> Fraction | None:
    return exact(terms.base if reading.base is None else reading.base)


def _plain(terms: Terms, reading: Reading) -> Measured:
    return Measured(reading, _stated(reading), exact(terms.value), terms.unit)


def _ratio(terms: Terms, reading: Reading) -> Measured:
    amount, lack = _quotient(terms, reading)
    return Measured(reading, amount, exact(terms.value), terms.unit, lack)


def _quotient(terms: Terms, reading: Reading) -> tuple[Fraction | None, State | None]:
    """Return numerator ÷ denominator in the unit of the target, or the ratio as reported."""
    top, bottom = exact(reading.numerator), exact(reading.denominator)
    if top is None or bottom is None:
        stated = exact(reading.value)
        return stated, State.UNDECIDABLE if stated is None else None
    if bottom <= 0:
        return None, State.UNDECIDABLE
    return top / bottom * (_HUNDRED if terms.unit == PERCENT else 1), None


def _coverage(terms: Terms, reading: Reading) -> Measured:
    if terms.unit == PERCENT:
        return _share(terms, reading)
    amount = exact(reading.value if reading.numerator is None else reading.numerator)
    if terms.comparator != "full_coverage":
        return Measured(reading, amount, exact(terms.value), terms.unit)
    stated = (terms.value, reading.denominator, terms.roster_size)
    sizes = [Fraction(size) for size in stated if size is not None]
    goal = max(sizes, default=None)
    return Measured(reading, amount, goal, terms.unit, _lack_of_roster(terms, goal))


def _share(terms: Terms, reading: Reading) -> Measured:
    """Return a coverage in %: of the denominator reported, or of the roster if that is larger."""
    sizes = [size for size in (reading.denominator, terms.roster_size) if size is not None]
    whole = max(sizes, default=None)
    amount, lack = _quotient(
        terms, Reading(reading.period, reading.value, reading.numerator, whole)
    )
    if terms.comparator == "full_coverage":
        lack = lack if whole is not None else _lack_of_roster(terms, None)
    notes = () if whole in (None, reading.denominator) else (_widened(reading, whole),)
    return Measured(reading, amount, exact(terms.value), terms.unit, lack, notes=notes)


def _widened(reading: Reading, whole: Decimal | None) -> str:
    given = "没有报分母" if reading.denominator is None else f"所报分母{reading.denominator}"
    return f"{given}，分母取名录数{whole}"


def _lack_of_roster(terms: Terms, goal: Fraction | None) -> State | None:
    if goal is not None:
        return None
    return State.UNDECIDABLE if terms.roster_known else State.AWAITING_ROSTER


def _increase(terms: Terms, reading: Reading) -> Measured:
    level, base = exact(reading.value), _base(terms, reading)
    amount = exact(reading.numerator)
    if amount is None and level is not None and base is not None:
        amount = level - base
    lack = State.AWAITING_BASE if amount is None else None
    return Measured(reading, amount, exact(terms.value), terms.unit, lack, level)


def _reduction(terms: Terms, reading: Reading) -> Measured:
    level, base, mark = _stated(reading), _base(terms, reading), exact(terms.value)
    if base is None or level is None:
        return Measured(reading, None, mark, terms.unit, State.AWAITING_BASE, level)
    if is_fall_to_level(terms):
        goal = None if mark is None else base - mark
        return Measured(reading, base - level, goal, terms.unit, None, level, mark)
    if terms.unit != PERCENT:
        return Measured(reading, base - level, mark, terms.unit, None, level)
    if base <= 0:
        return Measured(reading, None, mark, terms.unit, State.UNDECIDABLE, level)
    return Measured(reading, (base - level) / base * 100, mark, terms.unit, None, level)


def _relative(terms: Terms, reading: Reading) -> Measured:
    amount, lack = _quotient(terms, reading)
    reference = exact(reading.reference)
    lack = lack or (State.AWAITING_REFERENCE if reference is None else None)
    return Measured(reading, amount, reference, terms.unit, lack)


def _each_unit(terms: Terms, reading: Reading) -> Measured:
    if reading.units is None:
        return _counted_units(terms, reading)
    members = terms.roster or tuple(reading.units)
    figures = {member: exact(reading.units.get(member)) for member in members}
    reached = [member for member, figure in figures.items() if _unit_meets(terms, figure)]
    unreported = tuple(member for member, figure in figures.items() if figure is None)
    short = tuple(m for m in members if m not in reached and m not in unreported)
    goal = _unit_total(terms, reading)
    return Measured(
        reading,
        Fraction(len(reached)),
        goal,
        ONE_UNIT,
        _lack_of_roster(terms, goal),
        short=short,
        unreported=unreported,
        notes=_strangers(members, reading.units),
    )


def _strangers(members: Sequence[str], units: Mapping[str, Decimal | None]) -> tuple[str, ...]:
    found = [name for name in units if name not in members]
    return (f"不在名录中，不计：{join_names(found)}",) if found else ()


def _counted_units(terms: Terms, reading: Reading) -> Measured:
    amount, goal = exact(reading.numerator), _unit_total(terms, reading)
    lack = _lack_of_roster(terms, goal) if amount is not None else State.UNDECIDABLE
    return Measured(reading, amount, goal, ONE_UNIT, lack)


def _unit_meets(terms: Terms, figure: Fraction | None) -> bool:
    demanded = Fraction(0) if is_directional(terms) else Fraction(terms.value or 0)
    return figure is not None and _TESTS[terms.comparator](figure, demanded)


def _unit_total(terms: Terms, reading: Reading) -> Fraction | None:
    if terms.roster is not None:
        return Fraction(len(terms.roster))
    sizes = [size for size in (reading.denominator, terms.roster_size) if size is not None]
    return exact(max(sizes, default=None))


_MEASURES: dict[str, Callable[[Terms, Reading], Measured]] = {
    "ratio": _ratio,
    "coverage": _coverage,
    "net_increase": _increase,
    "reduction": _reduction,
    "relative": _relative,
    "each_unit": _each_unit,
}
