"""信贷: loans against the city's targets, by county and bank; one result for every outlet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data import catalogue, datasets, store
from data.credit_measures import Measure, credit_page
from data.dataset_parts import RankedSet
from data.datasets import Dataset
from data.store import Question
from mechanisms import credit_facts, credit_targets
from mechanisms.credit_cases import Withdrawals, by_bank, short_bank_name, withdrawals
from mechanisms.credit_facts import CreditFacts
from mechanisms.credit_ledgers import Ledger, Matchmaking, matchmaking, turnover_fund
from mechanisms.credit_lines import Line, Result, line, result_at
from mechanisms.credit_targets import Stand
from mechanisms.supervision_facts import Facts
from mechanisms.tiles import Origin
from metrics.growth import compare_levels
from metrics.loans import share_pct
from metrics.periods import Period
from metrics.rounding import half_up

KINDS = ("抽贷", "压贷", "断贷")
BANK_BALANCE = "manufacturing_loan_balance"


@dataclass(frozen=True, eq=False)
class UnitRow:
    """A measure of one county: its figure, its growth, and its part of the target.

    Attributes
    ----------
    growth_pct
        Growth over a year in percent; `is_nominal` says that it was worked out from levels.
    share_pct
        Of the city's change (of a flow: of its figure).
    origin
        Where the figure leads; None where the county did not report.
    """

    code: str
    name: str
    result: Result
    growth_pct: Decimal | None
    is_nominal: bool
    share_pct: Decimal | None
    stand: Stand | None
    origin: Origin | None


@dataclass(frozen=True, eq=False)
class BankRow:
    """A bank's own figures side by side; there is no sum of them and no place.

    Attributes
    ----------
    short_name
        Without the branch of the city that the page is about.
    balance
        Manufacturing loans with opening balance and net increase.
    growth_pct
        Net increase over the opening balance, worked out (推算).
    share_pct
        Of the city's manufacturing loans.
    withdrawn
        By kind: number and amount (亿元) of registered withdrawals.
    """

    id: str
    name: str
    short_name: str
    kind: str
    balance: Result
    growth_pct: Decimal | None
    share_pct: Decimal | None
    withdrawn: Mapping[str, tuple[int, Decimal]]
    origin: Origin | None


@dataclass(frozen=True)
class PathPoint:
    """A period of the course: balance or running total, and where the even path would be."""

    period: Period
    value: Decimal | None
    path: Decimal | None
    origin: Origin


@dataclass(frozen=True, eq=False)
class Detail:
    """A measure over the running year and by county.

    Attributes
    ----------
    points
        The target's own window, or the running year, oldest first; the opening balance first.
    stand
        The target on which the path rests; None without one.
    """

    line: Line
    stand: Stand | None
    points: tuple[PathPoint, ...]
    units: tuple[UnitRow, ...]
    unit_word: str

    @property
    def goal(self) -> tuple[date, Decimal] | None:
        """Where the even path ends: deadline and figure in the measure's unit; None without."""
        stand = self.stand
        if stand is None or stand.terms.deadline is None or not self.points:
            return None
        value = _even(stand, Decimal(1), is_stock=self.line.measure.way == "balance")
        return None if value is None else (stand.terms.deadline, value)


@dataclass(frozen=True, eq=False)
class Credit:
    """What page, command line and files show of loans.

    Attributes
    ----------
    lines
        Every measure, those without data too: they say who supplies it.
    details
        By measure: course and counties, for balances and flows that have figures.
    period, published_at
        Of the newest figure used; None without any.
    """

    question: Question
    dataset: Dataset
    lines: tuple[Line, ...]
    details: Mapping[str, Detail]
    banks: tuple[BankRow, ...]
    bank_period: Period | None
    withdrawals: Withdrawals
    matchmaking: Matchmaking
    fund: Ledger
    period: Period | None
    published_at: date | None
    assumed: bool
    sources: tuple[str, ...]

    def line(self, key: str) -> Line:
        """Return the line of a measure."""
        return next(each for each in self.lines if each.measure.id == key)

    @property
    def lead(self) -> Detail | None:
        """The measure of the headline: the first with a target, otherwise the first with data."""
        found = list(self.details.values())
        return next((each for each in found if each.stand), found[0] if found else None)


def credit(question: Question) -> Credit:
    """Return everything known of loans within the viewer's scope."""
    dataset = datasets.dataset(question.dataset)
    measures = credit_page().measures
    facts = credit_facts.facts(question)
    targets = [t for each in measures for t in credit_targets.targets_of(dataset, each)]
    progress = credit_targets.target_facts(question, targets)
    lines = tuple(line(facts, measure, progress) for measure in measures)
    details = {
        each.measure.id: _detail(facts, progress, each)
        for each in lines
        if each.period is not None and each.measure.way in ("balance", "flow")
    }
    cases = withdrawals(question)
    bank_period = _bank_period(facts)
    sources = store.batch_sources(question, facts.batches())
    return Credit(
        question,
        dataset,
        lines,
        details,
        tuple(_banks(facts, cases, bank_period)),
        bank_period,
        cases,
        matchmaking(question),
        turnover_fund(question),
        max((each.period for each in lines if each.period), default=None),
        sources[0][2] if sources else None,
        any(assumed for _, _, _, assumed in sources[:1]),
        tuple(dict.fromkeys(source for _, source, _, _ in sources)),
    )


def _detail(facts: CreditFacts, progress: Facts, shown: Line) -> Detail:
    stand = next((each for each in shown.stands if each.terms.value is not None), None)
    ranked = _units_of(facts.dataset, shown.measure)
    codes = [*ranked.members, *ranked.listed]
    units = [_unit(facts, progress, shown, code, stand) for code in codes]
    known = [row for row in units if row.result.value is not None or row.stand is not None]
    points = tuple(_points(facts, shown, stand))
    return Detail(shown, stand, points, tuple(known), ranked.unit_word)


def _units_of(dataset: Dataset, measure: Measure) -> RankedSet:
    """Return the units of a measure: of the ranked set that has it, otherwise of the first."""
    found = [each for each in dataset.ranked_sets if measure.indicator in each.indicators]
    credit_sets = [each for each in found if not each.home]
    return (credit_sets or list(dataset.ranked_sets))[0]


def _unit(
    facts: CreditFacts, progress: Facts, shown: Line, code: str, stand: Stand | None
) -> UnitRow:
    measure, period = shown.measure, shown.period
    assert period is not None  # noqa: S101 - details are made of lines that have figures
    result = result_at(facts, measure, period, code)
    growth, is_nominal = _growth(facts, measure, result, period, code)
    figure = facts.at(measure.indicator, period.end, code)
    own = None
    if stand is not None:
        own = credit_targets.stand_of_unit(progress, facts, stand.target, code)
    is_stock = measure.way == "balance"
    part = result.change if is_stock else result.value
    whole = shown.result.change if is_stock else shown.result.value
    return UnitRow(
        code,
        catalogue.regions()[code].short_name,
        result,
        growth,
        is_nominal,
        share_pct(part, whole),
        own,
        None if figure is None else figure.origin,
    )


def _growth(
    facts: CreditFacts, measure: Measure, result: Result, period: Period, code: str
) -> tuple[Decimal | None, bool]:
    """Return the growth over a year: the published one, otherwise worked out (and so marked)."""
    published = facts.at(measure.indicator, period.end, code, measure="growth")
    if published is not None and published.value is not None:
        return published.value, False
    before = facts.value_at(measure.indicator, period.year_ago().end, code)
    return compare_levels(result.value, before).nominal_pct, True


def _points(facts: CreditFacts, shown: Line, stand: Stand | None) -> Sequence[PathPoint]:
    """Return the course since the opening of the window, each beside the even path."""
    assert shown.period is not None  # noqa: S101 - details are made of lines that have figures
    opening = credit_facts.year_opening(shown.period)
    if stand is not None and stand.terms.start is not None:
        opening = date.fromordinal(stand.terms.start.toordinal() - 1)
    is_stock = shown.measure.way == "balance"
    return [
        PathPoint(period, value, _path(stand, period, opening, is_stock=is_stock), origin)
        for period, value, origin in _course(facts, shown, stand)
        if period.end > opening or (is_stock and period.end == opening)
    ]


def _course(
    facts: CreditFacts, shown: Line, stand: Stand | None
) -> Iterator[tuple[Period, Decimal | None, Origin]]:
    """Yield the figures of a measure; those of a flow add up since the target began."""
    if shown.measure.way == "flow" and stand is not None and stand.course:
        for point in stand.course:
            yield point.period, point.value, Origin(point.series, point.stored)
        return
    for figure in facts.course(shown.measure.indicator):
        yield figure.period, figure.value, figure.origin


def _path(stand: Stand | None, period: Period, opening: date, *, is_stock: bool) -> Decimal | None:
    """Return where the even path stands at the end of a period, in the measure's unit."""
    if stand is None or stand.terms.deadline is None:
        return None
    done = Decimal(_months(opening, period.end)) / _months(opening, stand.terms.deadline)
    return _even(stand, done, is_stock=is_stock)


def _even(stand: Stand, done: Decimal, *, is_stock: bool) -> Decimal | None:
    """Return the even path at a share of the window; None without a figure or an opening."""
    base = stand.terms.base if is_stock else Decimal(0)
    if base is None or stand.terms.value is None:
        return None
    gain = stand.terms.value - base if stand.terms.kind == "stock" else stand.terms.value
    return half_up((base + gain * done) / stand.per_unit, 4)


def _months(opening: date, end: date) -> int:
    return (end.year - opening.year) * 12 + end.month - opening.month


def _bank_period(facts: CreditFacts) -> Period | None:
    newest = [
        figure.period
        for bank in facts.dataset.banks
        if (figure := facts.newest(BANK_BALANCE, bank.id, "bank")) is not None
    ]
    return max(newest, default=None)


def _banks(facts: CreditFacts, cases: Withdrawals, period: Period | None) -> Sequence[BankRow]:
    measure = next(each for each in credit_page().measures if each.indicator == BANK_BALANCE)
    counted = by_bank(cases)
    rows = []
    for bank in facts.dataset.banks:
        result, city, origin = Result(None, None, None), None, None
        if period is not None:
            result = result_at(facts, measure, period, bank.id, "bank")
            city = facts.value_at(BANK_BALANCE, period.end)
            figure = facts.at(BANK_BALANCE, period.end, bank.id, "bank")
            origin = None if figure is None else figure.origin
        withdrawn = {
            kind: (found.events, found.amount_yi)
            for kind in KINDS
            if (found := counted.get((bank.id, kind))) is not None
        }
        rows.append(
            BankRow(
                bank.id,
                bank.name,
                short_bank_name(facts.dataset, bank.id),
                bank.kind,
                result,
                compare_levels(result.value, result.base).nominal_pct,
                share_pct(result.value, city),
                withdrawn,
                origin,
            )
        )
    return rows
