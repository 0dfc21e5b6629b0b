"""The week as rows of data, for the command line: figures unrounded, absent ones empty."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from mechanisms import price_words, weekly_tables, weekly_watch
from mechanisms.linked_tables import Table
from mechanisms.weekly import Weekly, WeeklyError
from mechanisms.weekly_lines import Change, county_measures
from metrics.periods import Period, PeriodKind
from metrics.rounding import to_decimal

What = Literal["measures", "counties", "prices", "watch"]
Row = Mapping[str, object]
KEYS: Mapping[str, tuple[str, ...]] = {
    "measures": (
        "measure", "name", "unit", "value", "last_week", "week_difference", "week_pct",
        "last_year", "year_difference", "year_pct", "reported", "due", "unreported",
    ),
    "counties": (
        "region_code", "region", "measure", "unit", "value", "year_pct", "week_pct",
        "falling_weeks", "unreported",
    ),
    "prices": ("period", "good", "group", "unit", "price", "change_pct"),
    "watch": ("grade", "rule", "area", "subject", "period", "number", "comparison", "reason"),
}  # fmt: skip
MOST = 20


def week_of(code: str) -> Period | None:
    """Return the week of a code, None for an empty one.

    Raises
    ------
    WeeklyError
        If the text is no code of a week.
    """
    if not code:
        return None
    try:
        period = Period.parse(code)
    except ValueError as error:
        raise WeeklyError(str(error)) from error
    if period.kind != PeriodKind.WEEK:
        msg = f"{code} 不是周：请写成 2020-W20 的样子"
        raise WeeklyError(msg)
    return period


def table(found: Weekly, what: What, hidden: Iterable[str] = ()) -> Table:
    """Return one of the tables of a week."""
    if what == "watch":
        areas = weekly_watch.AREAS
        return weekly_watch.reasons(weekly_watch.watch(found, hidden), areas, MOST)
    if what == "prices":
        return price_words.all_goods(found.prices)
    return weekly_tables.counties(found) if what == "counties" else weekly_tables.measures(found)


def rows(found: Weekly, what: What, hidden: Iterable[str] = ()) -> list[Row]:
    """Return one of the tables as rows with the keys of `KEYS`."""
    if what == "watch":
        return list(_watch_rows(weekly_watch.watch(found, hidden)))
    made = {"measures": _measure_rows, "counties": _county_rows, "prices": _price_rows}
    return list(made[what](found))


def _compared(name: str, change: Change) -> Row:
    return {
        f"last_{name}": change.base,
        f"{name}_difference": change.difference,
        f"{name}_pct": change.pct,
    }


def _measure_rows(found: Weekly) -> Iterator[Row]:
    for line in found.lines:
        yield {
            "measure": line.measure.id,
            "name": line.measure.name,
            "unit": line.measure.unit,
            "value": line.whole.value,
            **_compared("week", line.whole.week),
            **_compared("year", line.whole.year),
            "reported": line.reported,
            "due": line.due,
            "unreported": "、".join(line.unreported),
        }


def _county_rows(found: Weekly) -> Iterator[Row]:
    lead, beside = county_measures()
    for county in found.counties:
        for measure, shown in ((lead, county.lead), (beside, county.beside)):
            yield {
                "region_code": county.code,
                "region": county.name,
                "measure": measure.id,
                "unit": measure.unit,
                "value": shown.value,
                "year_pct": shown.year.pct,
                "week_pct": shown.week.pct,
                "falling_weeks": to_decimal(county.falling) if measure is lead else None,
                "unreported": "、".join(county.unreported),
            }


def _price_rows(found: Weekly) -> Iterator[Row]:
    period = found.prices.period
    for each in found.prices.prices:
        yield {
            "period": period.code if period else "",
            "good": each.good,
            "group": each.group,
            "unit": each.unit,
            "price": each.price,
            "change_pct": each.change_pct,
        }


def _watch_rows(found: weekly_watch.Watch) -> Iterator[Row]:
    for area in weekly_watch.AREAS:
        for each in found.of(area):
            yield {
                "grade": each.grade,
                "rule": each.rule,
                "area": area,
                "subject": each.subject_name,
                "period": each.period.code,
                "number": each.number,
                "comparison": each.comparison,
                "reason": each.reason,
            }
