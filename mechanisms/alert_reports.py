"""迟报、未报: what the release calendar expects and is not there; a gap at a festival is none."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median_low

from data import catalogue, datasets, store
from data.alert_rules import LateEntry, alert_rules
from data.datasets import Dataset
from data.store import Question
from mechanisms import overview
from mechanisms.alert_board import Alert, Found, alert_key
from mechanisms.alert_series import Rates, unit_name
from mechanisms.linked_tables import Way
from mechanisms.overview import Coverage
from metrics.days_off import first_open_day
from metrics.lunar import days_to_new_year_eve
from metrics.periods import Period
from metrics.wording import date_text, join_names

LATE = "late_report"
AT_FESTIVAL = "春节前后的周报，不计迟报"
MONTHLY, WEEKLY = "monthly", "weekly"


def monthly(question: Question) -> Found:
    """Return which monthly figures are late, for the city and for single units of a set.

    Sets of peers are left out: other cities owe this one nothing.
    """
    dataset = datasets.dataset(question.dataset)
    pairs = [(r.id, key) for r in dataset.ranked_sets if not r.home for key in r.indicators]
    held = [overview.coverage_of(question, key, ranked) for ranked, key in pairs]
    known = [each for each in held if each.periods]
    lags = _usual_months(question, [each.indicator.id for each in known])
    alerts: list[Alert] = []
    due: dict[tuple[Period, date], list[str]] = defaultdict(list)
    for each in known:
        following = each.indicator.following(each.periods[-1])
        day = _due(dataset, following, lags.get(each.indicator.id, 0))
        if _is_late(day, question.as_of):
            due[following, day].append(each.indicator.short_name)
        alerts += _silent_units(question, each)
    for (period, day), names in due.items():
        alerts.append(_whole(question, period, day, list(dict.fromkeys(names)), MONTHLY))
    return Found(LATE, tuple(_once(alerts)), sum(len(each.cells) for each in known))


def _usual_months(question: Question, indicators: list[str]) -> dict[str, int]:
    """Return after how many months the city's figure of each indicator usually came out."""
    facts = store.known(
        question,
        indicators=indicators,
        measures=["growth", "level"],
        regions=[datasets.dataset(question.dataset).region],
    )
    found: dict[str, list[int]] = defaultdict(list)
    for key, end, day in zip(
        facts["indicator"], facts["period_end"], facts["published_at"], strict=True
    ):
        found[str(key)].append((day.year - end.year) * 12 + day.month - end.month)
    return {key: int(median_low(months)) for key, months in found.items()}


def _due(dataset: Dataset, period: Period, usual_months: int) -> date:
    """Return the day by which a period is due: the calendar's, later for what is always later."""
    rule = catalogue.release_calendar()[dataset.calendar]
    month = Period.of_month(period.end.year, period.end.month)
    for _ in range(usual_months - rule.months_after):
        month = month.next()
    return first_open_day(rule.published_at(month.code))


def _is_late(due: date, today: date) -> bool:
    return today > due + timedelta(days=_rule().grace_days)


def _rule() -> LateEntry:
    return alert_rules().rules.late_report


def _once(alerts: list[Alert]) -> Iterator[Alert]:
    """Yield each alert once: an indicator may stand in two sets."""
    yield from {alert.key: alert for alert in alerts}.values()


def _silent_units(question: Question, held: Coverage) -> Iterator[Alert]:
    """Yield the units without the newest period that others gave."""
    period = held.periods[-1]
    for code, has in held.cells[period.code].items():
        if not has and code != held.ranked_set.whole:
            yield _unit(question, str(code), held.indicator.id, held.indicator.short_name, period)


def weekly(question: Question, series: list[Rates]) -> Found:
    """Return which weekly figures are late.

    Parameters
    ----------
    series
        The weekly figures up to the newest week.
    """
    alerts: list[Alert] = []
    due: dict[tuple[Period, date], list[str]] = defaultdict(list)
    resting = judged = 0
    for each in series:
        following = each.period.next()
        day = first_open_day(following.end + timedelta(days=each.usual_lag_days))
        if _is_late(day, question.as_of):
            due[following, day].append(each.shown_name)
        if rests(each.period):
            resting += len(each.units)
        else:
            judged += len(each.units)
            alerts += _silent_in_week(question, each)
    for (period, day), names in due.items():
        if rests(period):
            resting += len(names)
        else:
            alerts.append(_whole(question, period, day, names, WEEKLY))
    return Found(LATE, tuple(alerts), judged, {AT_FESTIVAL: resting} if resting else {})


def rests(week: Period) -> bool:
    """Say whether a week lies so near to the festival that its silence is no lateness."""
    rule = _rule()
    days = [days_to_new_year_eve(week.start + timedelta(days=n)) for n in range(week.days)]
    return any(-rule.festival_after <= away <= rule.festival_before for away in days)


def _silent_in_week(question: Question, found: Rates) -> Iterator[Alert]:
    assert found.levels is not None  # noqa: S101 - these are weeks
    for code, level in zip(found.units, found.levels[-1], strict=True):
        if level != level:
            yield _unit(question, code, found.indicator.id, found.shown_name, found.period)


def _unit(question: Question, code: str, indicator: str, name: str, period: Period) -> Alert:
    reason = f"{unit_name('region', code)}{period.short_label}{name}未报，其他单位已有数"
    return _alert(question, code, period, ("未报", "其他单位已有数", reason), about=indicator)


def _whole(question: Question, period: Period, due: date, names: list[str], about: str) -> Alert:
    days = (question.as_of - due).days
    region = datasets.dataset(question.dataset).region
    comparison = f"应于{date_text(due)}公布"
    reason = f"{period.label}{join_names(names)}{comparison}，到{date_text(question.as_of)}仍没有"
    return _alert(
        question, region, period, (f"逾期{days}天", comparison, reason), about=about, weight=days
    )


def _alert(
    question: Question,
    code: str,
    period: Period,
    said: tuple[str, str, str],
    *,
    about: str,
    weight: float = 0,
) -> Alert:
    rule = _rule()
    number, comparison, reason = said
    is_whole = code == datasets.dataset(question.dataset).region
    name = "全市" if is_whole else unit_name("region", code)
    return Alert(
        alert_key(LATE, code, period, about),
        LATE,
        rule.name,
        rule.grade,
        "data",
        code,
        name,
        code,
        name,
        "" if about in (MONTHLY, WEEKLY) else about,
        period,
        number,
        comparison,
        f"{reason}。",
        Way("overview"),
        weight=weight,
    )
