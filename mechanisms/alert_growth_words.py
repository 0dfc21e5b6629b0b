"""What alerts on series say: the number, what it is held against, and the reason."""

from decimal import Decimal

from data.alert_rules import FallsEntry, Grade, RuleEntry, alert_rules
from mechanisms.alert_board import Alert, Area, alert_key
from mechanisms.alert_series import Rates, unit_name
from mechanisms.linked_tables import Way
from metrics import alert_changes
from metrics.alert_changes import Table
from metrics.firm_anomalies import slipped_places
from metrics.growth import change_of_growth, growth_phrase, point_gap, two_year_average
from metrics.wording import as_given, figure, growth, signed

WHOLE = "全市"
DERIVED = "同比（按春节对齐，由周报推算）"
PUBLISHED = "累计增速"
SLIP_WITHIN = 0.12
"""How near to a power of ten, in decimal logs; as for firms (`signal_rules.yaml`)."""


def sudden(found: Rates, unit: int, score: float, *, own: bool) -> Alert:
    """Return the alert of a sudden change; `own` is against the unit's own past."""
    middle = float(alert_changes.median(found.changes[-1:])[0])
    others = f"{_others(found)}变动的中位数{_change(found, middle)}"
    against = "自身历史" if own else _others(found)
    said = [_moved(found, unit), *([] if own else [others])]
    said.append(f"偏离{against}{figure(abs(score), 1)}个稳健离差")
    reason = "，".join(said) + _slip(found, unit) + _two_years(found, found.rates[:, unit])
    comparison = _before(found, unit) if own else others
    return alert(
        found, "sudden_change", found.units[unit], (_number(found, unit), comparison, reason),
        weight=abs(score),
    )  # fmt: skip


def _others(found: Rates) -> str:
    return "各行业" if found.area == "industry" else f"各{found.dataset.ranked_sets[0].name}"


def _change(found: Rates, change: float) -> str:
    """Print a change as it is read: of growth back in percentage points, of levels in percent."""
    if found.is_weekly:
        return f"{signed(alert_changes.percent_of_log(change), 1)}%"
    return f"{signed(change / found.months[-1], 1)}个百分点"


def _number(found: Rates, unit: int) -> str:
    if found.levels is not None:
        return _level(found, float(found.levels[-1, unit]))
    return growth(float(found.rates[-1, unit]))


def _level(found: Rates, value: float) -> str:
    shown = found.indicator
    return f"{figure(value, shown.decimals, thousands=True)}{shown.unit}"


def _before(found: Rates, unit: int) -> str:
    row = found.before()
    if row is None:
        return "无上期"
    period = found.periods[row]
    label = period.short_label if found.years[row] == found.years[-1] else period.label
    if found.levels is not None:
        return f"{label}{_level(found, float(found.levels[row, unit]))}"
    return f"{label}{growth(float(found.rates[row, unit]))}"


def _moved(found: Rates, unit: int) -> str:
    """Say from what to what a figure moved."""
    head = f"{_subject(found, found.units[unit])}{found.shown_name}"
    if found.levels is not None:
        word = _change(found, float(found.changes[-1, unit]))
        return f"{head}{_number(found, unit)}，{_before(found, unit)}，周环比{word}"
    row, now = found.before(), float(found.rates[-1, unit])
    then = float("nan") if row is None else float(found.rates[row, unit])
    moved = change_of_growth(now, then).text
    return f"{head}{PUBLISHED}{growth(now)}，{_before(found, unit)}，{moved}"


def _subject(found: Rates, code: str) -> str:
    return f"{_name(found, code)}{found.period.short_label}"


def _name(found: Rates, code: str) -> str:
    return WHOLE if code == found.whole_code else unit_name(found.area, code)


def _slip(found: Rates, unit: int) -> str:
    """Ask for a check where a figure is about ten times, or a tenth of, the one before."""
    row, table = found.before(), found.rates if found.levels is None else found.levels
    if row is None or not slipped_places(table[-1:, unit], table[row : row + 1, unit], SLIP_WITHIN):
        return ""
    return "；约为上期的十倍或十分之一，请先核对是否录错"


def _two_years(found: Rates, course: Table) -> str:
    """Say in a year with a broken base what both years come to."""
    if not found.has_broken_base:
        return ""
    target = (found.years[-1] - 1, found.months[-1])
    rows = [] if found.is_weekly else [r for r in range(len(found)) if found.at(r) == target]
    average = two_year_average(float(course[-1]), float(course[rows[-1]])) if rows else None
    said = "" if average is None else f"，两年平均{growth_phrase(average)}"
    return f"；上年同期有全市共同变动，基数异常{said}"


def common(found: Rates, score: float) -> Alert:
    """Return the alert of a movement that all units share."""
    middle = found.common_shown
    number = f"{signed(middle, 1)}个百分点"
    what = DERIVED if found.is_weekly else PUBLISHED
    reason = (
        f"{found.period.short_label}{found.shown_name}{what}，{_others(found)}变动的"
        f"中位数为{number}，偏离自身历史{figure(abs(score), 1)}个稳健离差，是共同变动，不逐个预警"
        f"{_two_years(found, found.whole[:, 0])}"
    )
    return alert(
        found, "common_shock", found.whole_code,
        (number, f"全市{what}{growth(float(found.whole[-1, 0]))}", reason),
        weight=abs(score), grade=_common_grade(found, middle), is_derived=True,
    )  # fmt: skip


def _common_grade(found: Rates, middle: float) -> Grade:
    rule = alert_rules().rules.common_shock
    if found.has_broken_base:
        return rule.base_grade
    return rule.rise_grade if middle > 0 else rule.grade


def falls(found: Rates, key: str, code: str, course: Table) -> Alert:
    """Return the alert of falls in a row.

    Parameters
    ----------
    course
        The rates of the unit, oldest first.
    """
    rule: FallsEntry = getattr(alert_rules().rules, key)
    count = rule.falls
    shown = [growth(float(rate)) for rate in course[-count - 1 :]]
    total = point_gap(course[-count - 1], course[-1]) or Decimal(0)
    what = DERIVED if found.is_weekly else PUBLISHED
    reason = (
        f"{_subject(found, code)}{found.shown_name}{what}连续{count}期回落："
        f"{'→'.join(shown)}，合计回落{figure(total, 1)}个百分点{_two_years(found, course)}"
    )
    comparison = f"{found.periods[-count - 1].short_label}{shown[0]}"
    return alert(
        found, key, code, (shown[-1], comparison, reason),
        weight=float(total), is_derived=found.is_weekly,
        grade=rule.base_grade if found.has_broken_base else None,
    )  # fmt: skip


def outside(found: Rates, unit: int, usual: float, score: float) -> Alert:
    """Return the alert of a unit whose gap to the whole is not the usual one."""
    now, whole = float(found.rates[-1, unit]), float(found.whole[-1, 0])
    gap = point_gap(now, whole) or Decimal(0)
    at = "持平" if gap == 0 else f"{'高' if gap > 0 else '低'}{figure(abs(gap), 1)}个百分点"
    reason = (
        f"{_subject(found, found.units[unit])}{found.shown_name}{PUBLISHED}"
        f"{growth(now)}，比全市{at}，而以往之差通常为{signed(usual, 1)}个百分点，"
        f"偏离自身历史{figure(abs(score), 1)}个稳健离差{_two_years(found, found.rates[:, unit])}"
    )
    return alert(
        found, "outside_range", found.units[unit],
        (growth(now), f"全市{growth(whole)}", reason), weight=abs(score),
    )  # fmt: skip


def below(found: Rates, code: str, rate: float, limit: float) -> Alert:
    """Return the alert of a growth below its threshold."""
    rule, shown = alert_rules().rules.growth_below, found.indicator
    is_carded = shown.alert_below is not None
    at = f"指标卡门槛{as_given(limit)}%" if is_carded else f"{as_given(limit)}%"
    reason = f"{_subject(found, code)}{found.shown_name}累计{growth_phrase(rate)}，低于{at}"
    return alert(
        found, "growth_below", code, (growth(rate), at, reason), weight=limit - rate,
        grade=rule.carded_grade if is_carded else None,
    )  # fmt: skip


def alert(
    found: Rates,
    key: str,
    code: str,
    said: tuple[str, str, str],
    *,
    weight: float,
    grade: Grade | None = None,
    is_derived: bool = False,
) -> Alert:
    """Return the alert of a rule on a unit of a series, or on the whole.

    Parameters
    ----------
    said
        Number, comparison and reason, as printed.
    is_derived
        The number is worked out here and stands in no series.
    """
    rule: RuleEntry = getattr(alert_rules().rules, key)
    area: Area = "region" if code == found.whole_code else found.area
    region = code if area == "region" else found.dataset.region
    number, comparison, reason = said
    return Alert(
        alert_key(key, code, found.period, found.indicator.id),
        key,
        rule.name,
        grade or rule.grade,
        area,
        code,
        _name(found, code),
        region,
        WHOLE if region == found.whole_code else unit_name("region", region),
        found.indicator.id,
        found.period,
        number,
        comparison,
        f"{reason}。",
        _way(found, area),
        None if is_derived else found.origin(code, found.period),
        weight,
    )


def _way(found: Rates, area: Area) -> Way:
    if found.is_weekly:
        return Way("weekly", {"week": found.period.code})
    if area == "industry":
        return Way("overview", {"indicator": found.indicator.id})
    at = f"{found.period.end:%Y-%m}"
    return Way("ranking", {"indicator": found.indicator.id, "by": "growth", "period": at})
