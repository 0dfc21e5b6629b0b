"""What the monthly analysis goes by, as data (`data/monthly.yaml`)."""

from datetime import date
from decimal import Decimal
from functools import cache

from data.records import FOLDER, Record, parse, read_yaml
from metrics.periods import Period


class Department(Record):
    """A department of the monthly meeting.

    Attributes
    ----------
    suppliers
        Names under which the dictionary of indicators knows it.
    note
        What became of it since the document.
    """

    id: str
    name: str
    suppliers: tuple[str, ...]
    note: str = ""


class Meeting(Record):
    """The monthly meeting of departments, and where it is written."""

    document: str
    article: str
    gist: str
    departments: tuple[Department, ...]


class MonthlySettings(Record):
    """When a month is analysed and how; each limit with its ground.

    Attributes
    ----------
    judged_months_after, judged_day
        The day of the analysis: so many months after the month, on this day.
    small_total_pct
        Below this growth of the whole, or without growth, only 拉动 is shown.
    named_parts
        So many rises and so many falls are named; the rest is one.
    trend_years
        Length of the chart of growth; a shorter series has no trend.
    """

    judged_months_after: int
    judged_day: int
    judged_basis: str
    small_total_pct: Decimal
    small_total_basis: str
    named_parts: int
    trend_years: int
    trend_basis: str
    meeting: Meeting


@cache
def monthly_settings() -> MonthlySettings:
    """Return what the monthly analysis goes by."""
    return parse(MonthlySettings, read_yaml(FOLDER / "monthly.yaml"), "monthly.yaml")


def analysed_on(period: Period) -> date:
    """Return the day on which a month is analysed: what is published later is not used.

    Examples
    --------
    >>> analysed_on(Period.parse("2020-Y12"))
    datetime.date(2021, 1, 25)
    """
    found = monthly_settings()
    months = period.end.year * 12 + period.end.month - 1 + found.judged_months_after
    return date(months // 12, months % 12 + 1, found.judged_day)
