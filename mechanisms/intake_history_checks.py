"""Checks of a file's figures against what is stored: slips of unit, repeats, revisions."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from data.intake_rules import intake_rules
from mechanisms.intake_comparison import CHANGED, printed_decimals
from mechanisms.intake_figures import Figures, Flags, Floats, apart
from mechanisms.intake_findings import IntakeFinding, Material, finding, plain_figure, say
from metrics import plausibility
from metrics.growth import compare_levels
from metrics.periods import Period
from metrics.wording import figure


def check_against_stored(material: Material) -> Iterator[IntakeFinding]:
    """Yield the findings on figures that contradict what is known."""
    yield from _unit_slips(material)
    yield from _percent_slips(material)
    yield from _repeats(material)
    yield from _levels_against_growth(material)
    yield from _backwards(material)
    yield from _later_published(material)
    yield from _revisions(material)


def _unit_slips(material: Material) -> Iterator[IntakeFinding]:
    rule, figures = intake_rules().rules["unit_slip"], material.figures
    reference = _references(material)
    factors = np.array([float(each) for each in rule.numbers("factors")])
    off = plausibility.slips(figures.value, reference, factors, float(rule.number("within")))
    marked = np.flatnonzero(figures.holds("measure", ["level"]) & ~np.isnan(off))
    by_factor = figures.columns * len(factors) + (off[:, None] == factors).argmax(axis=1)
    for places in apart(marked, by_factor):
        named = material.whose(
            places,
            lambda at: f"{plain_figure(figures.value[at])}，参照{plain_figure(reference[at])}",
        )
        text = f"约为参照数的{_times(off[places[0]])}，疑似计量单位错位：{named}"
        yield say(material, "unit_slip", places, text)


def _references(material: Material) -> Floats:
    """Return what totals should be like: a year ago and grown, or the period before.

    A 累计 begins anew each year, so 1—2月 is not compared with 1—12月.
    """
    figures = material.figures
    pair_at, pairs = figures.pairs("indicator", "period")
    begins = np.array([_begins_anew(material, *pair) for pair in pairs])[pair_at]
    before = np.where(begins, np.nan, figures.before)
    year_ago = np.where(np.isnan(figures.year_ago), before, figures.year_ago)
    grown = figures.year_ago * (1 + figures.growth / 100)
    return np.where(np.isnan(grown), year_ago, grown)


def _begins_anew(material: Material, key: str, code: str) -> bool:
    """Say whether a period is the first of a year in which figures add up."""
    indicator, period = material.dataset.indicator(key), Period.parse(code)
    adds_up = indicator.accumulation == "ytd"
    return adds_up and indicator.previous(period).end.year != period.end.year


def _times(factor: float) -> str:
    return f"{factor:,.0f}倍" if factor >= 1 else f"{1 / factor:,.0f}分之一"


def _against(values: Floats, others: Floats, name: str) -> Callable[[int], str]:
    return lambda at: f"{plain_figure(values[at])}，{name}{plain_figure(others[at])}"


def _percent_slips(material: Material) -> Iterator[IntakeFinding]:
    """Find columns of growth that are as if divided by 100: cells in a format of per cent."""
    rule, figures = intake_rules().rules["percent_slip"], material.figures
    growth = figures.holds("measure", ["growth"]) & ~np.isnan(figures.before)
    least, ratio = int(rule.number("least")), float(rule.number("ratio"))
    small = np.zeros_like(growth)
    small[growth] = plausibility.far_smaller(
        figures.value[growth], figures.before[growth], figures.columns[growth], ratio, least
    )
    for places in figures.groups(small):
        previous = _previous_label(material, places[0])
        named = material.whose(
            places,
            lambda at: f"{plain_figure(figures.value[at])}，上期{plain_figure(figures.before[at])}",
        )
        yield say(material, "percent_slip", places, f"整列约为{previous}的百分之一：{named}")


def _previous_label(material: Material, place: int) -> str:
    return material.indicator(place).previous(material.period(place)).label


def _repeats(material: Material) -> Iterator[IntakeFinding]:
    rule, figures = intake_rules().rules["same_as_before"], material.figures
    main = figures.holds("measure", ["level", "growth"])
    digits = int(rule.number("significant_digits"))
    exact = plausibility.repeats(figures.value, figures.before, digits)
    equal = figures.value == figures.before
    for places in figures.groups(main & (exact | (equal & _many_equal(figures, equal)))):
        named = material.whose(places, lambda at: plain_figure(figures.value[at]))
        previous = _previous_label(material, places[0])
        text = f"{len(places)}个数字与{previous}完全相同：{named}"
        yield say(material, "same_as_before", places, text)


def _many_equal(figures: Figures, equal: Flags) -> Flags:
    """Say whether a figure stands in a column of which so many are as they were before."""
    rule = intake_rules().rules["same_as_before"]
    column, _ = pd.factorize(figures.columns)
    both = ~np.isnan(figures.value + figures.before)
    equals, boths = (np.bincount(column, weights=flags) for flags in (equal, both))
    enough = equals >= int(rule.number("least"))
    many: Flags = (enough & (equals >= float(rule.number("share")) * boths))[column]
    return many


def _levels_against_growth(material: Material) -> Iterator[IntakeFinding]:
    limit, figures = material.dataset.checks.level_growth_tolerance_pp, material.figures
    base = np.where(figures.year_ago > 0, figures.year_ago, np.nan)
    off = np.abs((figures.value / base - 1) * 100 - figures.growth) > float(limit)
    for places in figures.groups(off & figures.holds("measure", ["level"])):
        basis = material.indicator(places[0]).growth_basis
        named = material.whose(places, lambda at: _two_growths(figures, at))
        text = f"公布增速（{basis}）与两期总量推算的名义增速相差超过{limit}个百分点：{named}"
        yield say(material, "level_against_growth", places, text)


def _two_growths(figures: Figures, at: int) -> str:
    nominal = compare_levels(float(figures.value[at]), float(figures.year_ago[at])).nominal_pct
    return f"公布{figure(figures.growth[at], 1)}%，推算{figure(nominal, 1)}%"


def _backwards(material: Material) -> Iterator[IntakeFinding]:
    figures = material.figures
    pair_at, pairs = figures.pairs("period", "newest")
    behind = [_ends_before(period, newest) for period, newest in pairs]
    back = np.flatnonzero(np.array(behind)[pair_at])
    for places in apart(back, figures.numbered(("table", "indicator", "period"))):
        at = places[0]
        newest = Period.parse(figures.word("newest", at)).label
        name, label = material.indicator(at).short_name, material.period(at).label
        text = f"{name}为{label}，而已入库到{newest}"
        yield finding("period_backwards", material.place(places[:1]), "", text)


def _ends_before(code: str, newest: str) -> bool:
    """Say whether a period ends before the newest one; empty for none."""
    return newest != "" and Period.parse(code).end < Period.parse(newest).end


def _later_published(material: Material) -> Iterator[IntakeFinding]:
    figures = material.figures
    for places in figures.groups(figures.later):
        day = f"{pd.Timestamp(figures.old_published[places].max()):%Y-%m-%d}"
        text = f"已有{day}公布的数字，本次入库的{len(places)}个不会成为现用数"
        yield say(material, "not_effective", places, text)


def _revisions(material: Material) -> Iterator[IntakeFinding]:
    figures = material.figures
    for places in figures.groups(figures.holds("effect", [CHANGED]) & ~figures.later):
        named = material.whose(places, lambda at: _revision(material, at))
        yield say(material, "large_revision", places, f"与已入库的不同：{named}")


def _revision(material: Material, at: int) -> str:
    figures = material.figures
    about = figures.word("indicator", at), figures.word("measure", at)
    decimals = printed_decimals(material.dataset, *about)
    return f"{figure(figures.old[at], decimals)}→{figure(figures.value[at], decimals)}"
