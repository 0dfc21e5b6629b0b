"""Checks of the days of a file: chosen month, periods and day of publication go together."""

from collections.abc import Iterator
from datetime import date

from data.intake_rules import intake_rules
from data.readings import Reading
from mechanisms.intake_findings import IntakeFinding, finding
from metrics.periods import Period
from metrics.wording import date_text


def check_days(
    reading: Reading, month: str, published_at: date, today: date
) -> Iterator[IntakeFinding]:
    """Yield the findings on days that contradict each other, or that lie in the future.

    Parameters
    ----------
    month
        The month of the release that the user chose, empty for none.
    published_at
        The day of publication, given or assumed.
    today
        The business date of the dataset.
    """
    periods = [Period.parse(code) for code in reading.figures["period"].unique()]
    if not periods:
        return
    newest = max(periods, key=lambda period: period.end)
    if month and newest.end > Period.parse(month).end:
        text = f"选的是{Period.parse(month).label}，而文件中有{newest.label}的数字"
        yield finding("month_differs", "", month, text)
    if newest.end > today:
        text = f"期别到{newest.label}，而业务日期是{date_text(today)}"
        yield finding("period_ahead", "", newest.code, text)
    yield from _publication(newest, published_at, today)


def _publication(newest: Period, published_at: date, today: date) -> Iterator[IntakeFinding]:
    most = int(intake_rules().rules["publication_day"].number("days"))
    found, end = f"{published_at}", f"{newest.label}结束（{date_text(newest.end)}）"
    if published_at < newest.end:
        text = f"公布日{date_text(published_at)}早于{end}"
        yield finding("publication_day", "", found, text)
    elif (published_at - max(today, newest.end)).days > most:
        text = f"公布日{date_text(published_at)}晚于业务日期{most}天以上，到那一天才成为现用数"
        yield finding("publication_day", "", found, text)
