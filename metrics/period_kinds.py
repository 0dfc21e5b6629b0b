"""The kinds of statistical period."""

from enum import StrEnum


class PeriodKind(StrEnum):
    """Kinds of period: 日 周 旬 月 累计 季 半年 年."""

    DAY = "day"
    WEEK = "week"
    TENDAY = "tenday"
    MONTH = "month"
    YTD = "ytd"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
